import { AppError, ERRORS, fromWireError, type WireError } from '../../../shared/errors.ts';
import type { Parser } from '../documents/parser.ts';
import type { Journal } from '../journal/journal.ts';
import { CONFIG_FILES, choose, contentOf, type FileContent, readConfigFiles, unreadable } from './config-file.ts';
import { isMap } from './config-path.ts';
import { type ConfigWaits, createConfigWaits } from './config-waits.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type WorkspaceConfig } from './settings-table.ts';
import { changedSettings, type ReadConfig, readConfig, type SettingFault } from './workspace-config.ts';

/** Owner of a workspace's settings: keeps the last good ones when the file is broken. */
export interface ConfigOwner {
  /** What the host uses now. */
  readonly active: WorkspaceConfig;
  /** What the file and the environment say: it differs from `active` where a change waits for a restart. */
  readonly saved: ReadConfig;
  /** The file as it is now, which may be refused. */
  readonly file: { readonly name: string; readonly content: FileContent | null };
  /** Why the file as it is now is not in force, with the settings at fault. */
  readonly fault: { readonly error: WireError; readonly settings: readonly SettingFault[] } | null;
  /** Why a live setting could not be applied. */
  readonly failed: ReadonlyMap<SettingName, string>;
  readonly waits: ConfigWaits;
  /** Reads the files of a workspace for the first time; everything is in force then. `began` is the cause. */
  open(root: string, began: string): Promise<void>;
  /** Whether a file as the watcher saw it is another than the one that was read. */
  differs(name: string, hash: string | null): boolean;
  /**
   * Takes over what one of the files holds now: bytes, null when it is there and cannot be read, undefined when it is
   * gone. `cause` is the position of its `file.settled`. Resolves when it was read and decided; what is watched
   * otherwise may follow.
   */
  settled(name: string, bytes: Uint8Array | null | undefined, cause: string): Promise<void>;
}

interface ConfigOwnerOptions {
  readonly journal: Journal;
  readonly parser: Parser;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
  /** Holds and keeps by other numbers from now on. */
  deciding(config: WorkspaceConfig): void;
  /** Watches otherwise from now on; `cause` is the position of `config.reloaded`. */
  watching(config: WorkspaceConfig, cause: string): Promise<void>;
}

/** What an event was caused by. */
interface Why {
  readonly cause: string;
  readonly also?: readonly string[];
}

/** Makes the owner; before `open` the defaults and the environment count. */
export function createConfigOwner(options: ConfigOwnerOptions): ConfigOwner {
  const { journal, parser, env } = options;
  let saved = readConfig(undefined, env);
  let active = saved.config;
  let files = new Map<string, FileContent>();
  let fault: ConfigOwner['fault'] = null;
  let told = false;
  let applying: Promise<void> = Promise.resolve();
  // The watcher and an act may both bring content: what came later is decided later.
  let reading: Promise<void> = Promise.resolve();
  const failed = new Map<SettingName, string>();
  const waits = createConfigWaits();

  function refuse(name: string, error: WireError, settings: readonly SettingFault[], why: Why): void {
    // A file that is broken at the start leaves the defaults, and what the environment says.
    if (!told) accept(saved, [], null, why);
    fault = { error, settings };
    journal.append({ type: 'config.refused', subject: 'config', ...why, body: { path: name, error } });
  }

  function accept(read: ReadConfig, others: readonly string[], used: string | null, why: Why): void {
    const besides = others.map((name) => ({ name, why: `${used} is there, and counts instead` }));
    const changed = changedSettings(told ? saved.config : null, read.config);
    saved = { ...read, skipped: [...read.skipped, ...besides] };
    fault = null;
    const first = !told;
    told = true;
    if (first) active = saved.config;
    const waiting = changedSettings(active, saved.config).filter((name) => SETTINGS[name].applies === 'restart');
    const position = journal.append({
      type: 'config.reloaded',
      subject: 'config',
      ...why,
      body: {
        changed,
        overrides: saved.overrides.map(({ name }) => name),
        skipped: [...saved.skipped],
        values: { ...saved.config },
        ...(waiting.length > 0 ? { waiting } : {}),
      },
    });
    if (first) return;
    options.deciding(saved.config);
    inForce(['Holding', 'Versions', 'Components', 'Jobs'], saved.config);
    applying = applying.then(() => watchOtherwise(position));
  }

  function inForce(groups: readonly string[], config: WorkspaceConfig): void {
    const names = SETTING_NAMES.filter((name) => {
      const { group, applies } = SETTINGS[name];
      return applies === 'live' && groups.includes(group);
    });
    active = { ...active, ...Object.fromEntries(names.map((name) => [name, config[name]])) };
  }

  async function watchOtherwise(cause: string): Promise<void> {
    const wanted = saved.config;
    const changed = changedSettings(active, wanted).filter((name) => SETTINGS[name].group === 'Watching');
    failed.clear();
    if (changed.length === 0) return;
    try {
      await options.watching(wanted, cause);
      inForce(['Watching'], wanted);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      for (const name of changed) failed.set(name, why);
      options.log(`settings of the watcher could not be put in force: ${why}`);
    }
  }

  /** Reads the file that counts now. */
  async function take(why: Why): Promise<void> {
    const { name, others } = choose(files);
    const content = name === null ? null : (files.get(name) ?? null);
    if (name !== null && content?.bytes === null) return refuse(name, unreadable(name).toWire(), [], why);
    const [outcome] = name && content?.bytes ? await parser.parse([{ path: name, bytes: content.bytes }]) : [];
    journal.masker.learn(outcome?.secrets ?? []);
    if (outcome && !outcome.ok && outcome.error.code !== 'EMPTY') {
      const { code, message, hint, at } = outcome.error;
      return refuse(name ?? '', { code, message, hint, at, retryable: ERRORS[code].retryable }, [], why);
    }
    const value = outcome?.ok ? outcome.value : null;
    if (name !== null && value !== null && !isMap(value)) return refuse(name, notAMap(name).toWire(), [], why);
    const read = readConfig(value, env);
    const [first] = read.faults;
    if (!first || name === null || !content?.bytes) return accept(read, others, name, why);
    const [place] = await parser.locate({ path: name, bytes: content.bytes }, [first.keys]);
    const at = place ? { path: name, line: place.line, column: place.column, frame: place.frame } : { path: name };
    const error = new AppError('SCHEMA', `\`${first.name}\`: ${first.message}.`, {
      at,
      hint: 'Correct the value.',
    });
    refuse(name, error.toWire(), read.faults, why);
  }

  return {
    get active() {
      return active;
    },
    get saved() {
      return saved;
    },
    get file() {
      const { name } = choose(files);
      return { name: name ?? CONFIG_FILES[0], content: name === null ? null : (files.get(name) ?? null) };
    },
    get fault() {
      return fault;
    },
    failed,
    waits,
    async open(root, began) {
      files = readConfigFiles(root);
      await take({ cause: began });
    },
    differs: (name, hash) => (files.get(name)?.hash ?? null) !== hash,
    settled(name, bytes, cause) {
      if (bytes === undefined) files.delete(name);
      else files.set(name, bytes === null ? { bytes, hash: null } : contentOf(bytes));
      const hash = files.get(name)?.hash ?? null;
      const turn = reading.then(async () => {
        const act = waits.causeOf(hash);
        await take(act === undefined || act === cause ? { cause } : { cause: act, also: [cause] });
        const refused = fault ? fromWireError(fault.error) : null;
        void applying.then(() => waits.settle(hash, refused));
      });
      reading = turn.catch(() => {});
      return turn;
    },
  };
}

function notAMap(file: string): AppError {
  return new AppError('SCHEMA', `${file} must hold a map of settings.`, {
    at: { path: file, line: 1, column: 1 },
    hint: 'Write `hold:` and below it `threshold: 25`, for instance.',
  });
}
