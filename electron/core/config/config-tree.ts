import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type ConfigMap, freezeTree, joinPath, splitPath, valueAt } from './config-path.ts';
import { durationMs } from './duration.ts';
import type { Overlaid, Override, Skipped } from './env-overrides.ts';

/** Typed reading of a configuration by dotted path (`a.b`; a dot inside of a key is written `\.`). */
export interface ConfigReader {
  /** The value itself, frozen; the whole tree for the empty path; undefined when nothing is there. */
  get(path: string): unknown;
  /** A text, or what a variable wrote; anything else gives the fallback. */
  string(path: string, fallback?: string): string;
  /** A number cut towards zero, or the text of a whole number; anything else, and what is not exact, gives the fallback. */
  int(path: string, fallback?: number): number;
  /** A boolean, 1 or 0, or one of `1 t true 0 f false` in any case; anything else gives the fallback. */
  bool(path: string, fallback?: boolean): boolean;
  /** Milliseconds: Go's syntax (`250ms`, `1h30m`) or a number of seconds; anything else gives the fallback (also ms). */
  duration(path: string, fallbackMs?: number): number;
  /** The whole tree through a schema. Throws SCHEMA. */
  unmarshal<T>(schema: z.ZodType<T>): T;
  /** One part through a schema. Throws NOT_FOUND when nothing is there, SCHEMA when it does not fit. */
  unmarshalKey<T>(path: string, schema: z.ZodType<T>): T;
  readonly overrides: readonly Override[];
  /** Variables that could not be used, each with the reason. */
  readonly skipped: readonly Skipped[];
}

/** The reader of a tree that stays as it is. */
export function readerOf({ tree, overrides, skipped }: Overlaid): ConfigReader {
  const frozen: ConfigMap = freezeTree(tree);
  const texts = new Map(overrides.map(({ path, text }) => [path, text]));
  const at = (path: string) => valueAt(frozen, splitPath(path));

  return {
    get: at,
    string(path, fallback = '') {
      const value = at(path);
      if (typeof value === 'string') return value;
      // A variable is text: `5` for a key that is read as text is meant as it was written.
      return (value === undefined ? undefined : texts.get(joinPath(splitPath(path)))) ?? fallback;
    },
    int: (path, fallback = 0) => intOf(at(path)) ?? fallback,
    bool: (path, fallback = false) => boolOf(at(path)) ?? fallback,
    duration: (path, fallbackMs = 0) => durationMs(at(path)) ?? fallbackMs,
    unmarshal: (schema) => through(schema, frozen, ''),
    unmarshalKey(path, schema) {
      const value = at(path);
      if (value === undefined)
        throw new AppError('NOT_FOUND', `The configuration has nothing at \`${path}\`.`, {
          hint: 'Set it in the file, or by its variable.',
        });
      return through(schema, value, path);
    },
    overrides,
    skipped,
  };
}

function intOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number') return null;
  const whole = Math.trunc(number);
  return Number.isSafeInteger(whole) ? whole + 0 : null;
}

function boolOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = String(value).toLowerCase();
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return /^(1|t|true)$/.test(text) ? true : /^(0|f|false)$/.test(text) ? false : null;
}

function through<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const keys = [...splitPath(path), ...(issue?.path.map(String) ?? [])];
  const where = keys.length === 0 ? 'The configuration' : `\`${joinPath(keys)}\``;
  throw new AppError('SCHEMA', `${where}: ${issue?.message ?? 'is not what was expected'}.`, {
    hint: 'Correct the value.',
    cause: parsed.error,
  });
}
