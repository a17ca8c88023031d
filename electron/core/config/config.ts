import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { parseDocument } from '../documents/parse-document.ts';
import { type ConfigMap, changedPaths, isMap } from './config-path.ts';
import { type ConfigReader, readerOf } from './config-tree.ts';
import { overlay } from './env-overrides.ts';

/** A configuration: a file (or bytes) with variables of the environment laid over it. */
export interface Config extends ConfigReader {
  /** The file it was loaded from; null when it was made from bytes. */
  readonly file: string | null;
  /** sha256 of the content that is in force, in hex. */
  readonly hash: string;
  /**
   * Reads the file again and swaps the tree in one step; answers the paths that changed, sorted. With bytes there is
   * nothing to read again: nothing changes. Throws NOT_FOUND, UNREADABLE and the codes of a file that does not load; the
   * tree stays as it was then.
   */
  reload(): Promise<readonly string[]>;
}

export interface ConfigOptions {
  /** Begins the names of variables that override keys, e.g. `APP`; without it the environment is not looked at. */
  readonly prefix?: string;
  /** The environment, taken as it is now: later changes of it do not matter. Default `process.env`. */
  readonly environ?: Readonly<Record<string, string | undefined>>;
  /** Keys that exist although the file does not name them: see `overlay`. */
  readonly declared?: ConfigMap;
}

/** Loads a JSON or YAML file. Throws NOT_FOUND, UNREADABLE, and the codes of a file that does not load. */
export async function loadConfig(file: string, options: ConfigOptions = {}): Promise<Config> {
  return hold(file, await readBytes(file), options, () => readBytes(file));
}

/** Reads a configuration from bytes, as JSON when they begin with a brace, else as YAML. Throws as `loadConfig` does. */
export function parseConfig(bytes: Uint8Array, options: ConfigOptions = {}): Config {
  return hold(null, bytes, options, () => Promise.resolve(bytes));
}

/** The map that bytes hold: empty for no text and for a bare null. Throws the codes of a file that does not load. */
export function configMap(name: string, bytes: Uint8Array): ConfigMap {
  const parsed = parseDocument({ path: name, bytes });
  if (!parsed.ok) {
    if (parsed.error.code === 'EMPTY') return {};
    const { code, message, hint, at } = parsed.error;
    throw new AppError(code, message, { hint, at });
  }
  if (parsed.value === null) return {};
  if (isMap(parsed.value)) return parsed.value;
  throw new AppError('SCHEMA', `${name} must hold a map of keys and values.`, {
    at: { path: name, line: 1, column: 1 },
    hint: 'Write `key: value` lines, or a JSON object.',
  });
}

function hold(file: string | null, first: Uint8Array, options: ConfigOptions, read: () => Promise<Uint8Array>): Config {
  const { prefix, declared } = options;
  const environ = { ...(options.environ ?? process.env) };
  const parse = (bytes: Uint8Array) => {
    const map = configMap(file ?? nameOf(bytes), bytes);
    const laid =
      prefix === undefined
        ? { tree: map, overrides: [], skipped: [] }
        : overlay(map, environ, { prefix, ...(declared ? { declared } : {}) });
    return { reader: readerOf(laid), hash: createHash('sha256').update(bytes).digest('hex') };
  };
  let now = parse(first);
  return {
    file,
    get hash() {
      return now.hash;
    },
    get overrides() {
      return now.reader.overrides;
    },
    get skipped() {
      return now.reader.skipped;
    },
    get: (path) => now.reader.get(path),
    string: (path, fallback) => now.reader.string(path, fallback),
    int: (path, fallback) => now.reader.int(path, fallback),
    bool: (path, fallback) => now.reader.bool(path, fallback),
    duration: (path, fallback) => now.reader.duration(path, fallback),
    unmarshal: (schema) => now.reader.unmarshal(schema),
    unmarshalKey: (path, schema) => now.reader.unmarshalKey(path, schema),
    async reload() {
      if (file === null) return [];
      const next = parse(await read());
      const changed = changedPaths(now.reader.get(''), next.reader.get(''));
      now = next;
      return changed;
    },
  };
}

function nameOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 100)).toString('utf8').trimStart();
  return start.startsWith('{') ? 'configuration.json' : 'configuration.yaml';
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AppError(
      missing ? 'NOT_FOUND' : 'UNREADABLE',
      `${file} ${missing ? 'is not there' : 'cannot be read'}.`,
      {
        at: { path: file },
        cause: error,
      },
    );
  }
}
