import type { z } from 'zod';
import type { configActions, SettingRow } from '../../../shared/actions/config.ts';
import { AppError } from '../../../shared/errors.ts';
import type { HandlersOf } from '../dispatch.ts';
import type { Parser } from '../documents/parser.ts';
import { configMap } from './config.ts';
import { editText, spellingIn } from './config-edit.ts';
import { choose, hashOf, readConfigFiles, unreadable } from './config-file.ts';
import type { ConfigOwner } from './config-owner.ts';
import { same, splitPath, valueAt, withValue } from './config-path.ts';
import { expectedOf } from './setting-types.ts';
import { DEFAULTS, SETTING_NAMES, SETTINGS, type SettingName, settingAt } from './settings-table.ts';
import { changedSettings, faultOf, readConfig } from './workspace-config.ts';

export interface ConfigHandlersOptions {
  readonly owner: ConfigOwner;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly parser: Pick<Parser, 'locate'>;
  /** Writes a file of the workspace in one step; `isNew` when there was none. */
  readonly write: (file: string, text: string, isNew: boolean) => Promise<void>;
  /** Whether the watcher will see what is written. */
  readonly isWatching: () => boolean;
  /** What the owner of a setting has against a value that has the right form; null when nothing. */
  readonly objection?: (name: SettingName, value: unknown) => string | null;
}

/** An act that wrote the settings waits this long for the watcher to see them, ms; then it looks itself. */
const OBSERVE_MS = 5_000;

/** The acts and questions on the settings of a workspace. */
export function configHandlers(options: ConfigHandlersOptions): HandlersOf<typeof configActions> {
  const { owner, root, env, parser } = options;
  let last: Promise<unknown> = Promise.resolve();

  /** One change after another: each is based on the file that the one before has written. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  async function set(given: z.output<(typeof configActions)['config.set']['input']>, cause: string) {
    const { name, entry } = known(given.path);
    const { file, text, hash } = onDisk(root);
    if (given.expectedHash !== undefined && given.expectedHash !== hash)
      throw new AppError('STALE', `${file} changed on disk since you looked at it.`, {
        hint: 'Look at what it says now, then decide.',
      });
    const { variable } = owner.saved.sources[name] ?? {};
    if (variable !== undefined)
      throw new AppError(
        'INVALID_INPUT',
        `${name} is set by ${variable} in the environment, which wins over the file.`,
        {
          hint: 'Take the variable away and start Signalbox again.',
        },
      );
    const tree = configMap(file, Buffer.from(text ?? ''));
    const path = entry === null ? splitPath(name) : [...splitPath(name), entry];
    const value = given.value === null ? undefined : given.value;
    refuseMisfit(name, entry, value, valueAt(tree, spellingIn(tree, splitPath(name))));
    const next = editText(file, text ?? '', { keys: spellingIn(tree, path), value });
    const read = readConfig(configMap(file, Buffer.from(next)), env);
    const [fault] = read.faults;
    if (fault)
      throw new AppError('SCHEMA', `${file} cannot be used as it is: \`${fault.name}\`: ${fault.message}.`, {
        at: { path: file },
        hint: 'Correct that first; nothing was written.',
      });
    const now = valueAt({ [name]: read.config[name] }, entry === null ? [name] : [name, entry]);
    if (!same(now, value ?? (entry === null ? DEFAULTS[name] : undefined)))
      throw new AppError('CONFLICT', `${file} writes ${given.path} in more than one place.`, {
        hint: 'Edit the text.',
        at: { path: file },
      });
    const before = owner.saved.config;
    if (next !== text && !(text === null && next === '')) await write(file, next, text === null, cause);
    return { changed: changedSettings(before, owner.saved.config), path: given.path, hash: hashOf(next) };
  }

  async function write(file: string, text: string, isNew: boolean, cause: string): Promise<void> {
    const hash = hashOf(text);
    const seen = options.isWatching() ? owner.waits.waitFor(file, hash, cause, OBSERVE_MS) : null;
    seen?.catch(() => {});
    await options.write(file, text, isNew);
    try {
      if (seen) return await seen;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'DEADLINE') throw error;
    }
    // Nobody watches this file (it may be ignored by what is set itself): what the disk holds is looked at here.
    const now = onDisk(root);
    if (now.hash !== hash)
      throw new AppError('STALE', `${file} was changed again by somebody else just after it was written.`);
    const inForce = owner.waits.waitFor(file, hash, cause, OBSERVE_MS);
    inForce.catch(() => {});
    await owner.settled(file, Buffer.from(text), cause);
    await inForce;
  }

  function refuseMisfit(name: SettingName, entry: string | null, value: unknown, before: unknown): void {
    if (value === undefined) return;
    const whole = entry === null ? value : withValue((before ?? {}) as Record<string, unknown>, [entry], value);
    const why = faultOf(name, whole) ?? options.objection?.(name, whole) ?? null;
    if (why !== null)
      throw new AppError('INVALID_INPUT', `${name}: ${why}.`, { hint: `Give ${expectedOf(SETTINGS[name].type)}.` });
  }

  async function linesOf(): Promise<Map<SettingName, number>> {
    const { name: file, content } = owner.file;
    const places = SETTING_NAMES.flatMap((name) => {
      const keys = owner.saved.sources[name]?.keys;
      return keys ? [{ name, keys }] : [];
    });
    if (!content?.bytes || places.length === 0) return new Map();
    const found = await parser.locate(
      { path: file, bytes: content.bytes },
      places.map(({ keys }) => keys),
      'key',
    );
    return new Map(places.flatMap(({ name }, index) => (found[index]?.exact ? [[name, found[index].line]] : [])));
  }

  function rowOf(name: SettingName, lines: ReadonlyMap<SettingName, number>): SettingRow {
    const { group, title, says, type, applies } = SETTINGS[name];
    const source = owner.saved.sources[name];
    const line = lines.get(name);
    const broken = owner.fault?.settings.find((one) => one.name === name)?.message;
    const error = broken ?? owner.failed.get(name) ?? options.objection?.(name, owner.saved.config[name]) ?? undefined;
    return {
      path: name,
      group,
      title,
      says,
      type,
      applies,
      default: DEFAULTS[name],
      saved: owner.saved.config[name],
      active: owner.active[name],
      source: source?.variable !== undefined ? 'environment' : source?.keys ? 'file' : 'default',
      ...(line === undefined ? {} : { line }),
      ...(source?.variable === undefined ? {} : { variable: source.variable }),
      ...(error === undefined ? {} : { error }),
    };
  }

  return {
    'config.set': (input, { cause }) => inTurn(() => set(input, cause)),
    async config() {
      const lines = await linesOf();
      const { name, content } = owner.file;
      return {
        file: name,
        hash: content?.hash ?? null,
        rows: SETTING_NAMES.map((one) => rowOf(one, lines)),
        skipped: [...owner.saved.skipped],
        overrides: [...owner.saved.overrides],
        error: owner.fault?.error ?? null,
      };
    },
    'config.text'() {
      const { file, text, hash } = onDisk(root);
      return { file, text: text ?? '', hash };
    },
  };
}

function known(path: string): { name: SettingName; entry: string | null } {
  const found = settingAt(path);
  if (!found)
    throw new AppError('INVALID_INPUT', `There is no setting ${path.slice(0, 80)}.`, {
      hint: `Settings: ${SETTING_NAMES.join(', ')}.`,
    });
  return found;
}

/** The file as it is on disk now; no text when there is none. Throws UNREADABLE. */
function onDisk(root: string): { file: string; text: string | null; hash: string | null } {
  const files = readConfigFiles(root);
  const { name } = choose(files);
  if (name === null) return { file: 'signalbox.yaml', text: null, hash: null };
  const content = files.get(name);
  if (!content?.bytes) throw unreadable(name);
  return { file: name, text: Buffer.from(content.bytes).toString('utf8'), hash: content.hash };
}
