import { AppError, ERRORS, type WireError } from '../../../shared/errors.ts';
import type { Parser } from '../documents/parser.ts';
import type { Journal } from '../journal/journal.ts';
import { changedSettings, type ReadConfig, readConfig, type WorkspaceConfig } from './workspace-config.ts';

/** Files that may hold a workspace's settings; the first that exists counts. */
export const CONFIG_FILES = ['signalbox.yaml', 'signalbox.yml', 'signalbox.json'] as const;

/** Owner of a workspace's settings: keeps the last good ones when the file is broken. */
export interface ConfigOwner {
  readonly current: WorkspaceConfig;
  /** Reads the settings from a file's bytes, or from none. `cause` is the position of its `file.settled`. */
  load(path: string, bytes: Uint8Array | null, cause: string): Promise<void>;
}

interface ConfigOwnerOptions {
  readonly journal: Journal;
  readonly parser: Parser;
  readonly env: NodeJS.ProcessEnv;
  /** Applies what is live. */
  onChange(config: WorkspaceConfig): void;
}

/** Makes the owner; before the first load the defaults and the environment count. */
export function createConfigOwner({ journal, parser, env, onChange }: ConfigOwnerOptions): ConfigOwner {
  let current = readConfig(undefined, env).config;
  let told = false;

  function refuse(path: string, error: WireError, cause: string): void {
    journal.append({ type: 'config.refused', subject: 'config', cause, body: { path, error } });
  }

  function accept(read: ReadConfig, cause: string): void {
    const changed = changedSettings(told ? current : null, read.config);
    current = read.config;
    told = true;
    journal.append({
      type: 'config.reloaded',
      subject: 'config',
      cause,
      body: { changed, overrides: [...read.overrides], skipped: [...read.skipped], values: { ...read.config } },
    });
    onChange(current);
  }

  return {
    get current() {
      return current;
    },
    async load(path, bytes, cause) {
      const [outcome] = bytes ? await parser.parse([{ path, bytes }]) : [];
      journal.masker.learn(outcome?.secrets ?? []);
      if (outcome && !outcome.ok && outcome.error.code !== 'EMPTY') {
        const { code, message, hint, at } = outcome.error;
        return refuse(path, { code, message, hint, at, retryable: ERRORS[code].retryable }, cause);
      }
      const read = readConfig(outcome?.ok ? outcome.value : undefined, env);
      const [fault] = read.faults;
      if (!fault || !bytes) return accept(read, cause);
      const [place] = await parser.locate({ path, bytes }, [fault.path.split('.')]);
      const at = place ? { path, line: place.line, column: place.column, frame: place.frame } : { path };
      refuse(
        path,
        new AppError('SCHEMA', `\`${fault.path}\`: ${fault.message}.`, {
          at,
          hint: 'Correct the value; the settings before it stay in force.',
        }).toWire(),
        cause,
      );
    },
  };
}
