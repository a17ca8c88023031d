import { type ConfigMap, isMap, joinPath, valueAt, withValue } from './config-path.ts';

/** A variable that could not be used, and why. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
}

/** A variable that is in force: the value at `path` is what it says. */
export interface Override {
  readonly name: string;
  /** Dotted path. */
  readonly path: string;
  /** The variable as it was written. */
  readonly text: string;
}

/** A tree with the variables of the environment laid over it. */
export interface Overlaid {
  readonly tree: ConfigMap;
  readonly overrides: readonly Override[];
  readonly skipped: readonly Skipped[];
}

/** What is known of keys besides those that the file has. */
export interface OverlayOptions {
  /** Begins the names of the variables; a `_` at its end is added when it is missing. */
  readonly prefix: string;
  /** Maps and values (as null) that count as existing keys although the file does not name them. */
  readonly declared?: ConfigMap;
  /** Reads the text of a variable for one path instead of the rule for plain values; undefined leaves it to that rule. */
  readonly read?: (keys: readonly string[], text: string) => unknown;
  /** A last objection to a value, in words; null lets it pass. `tree` is the tree with the value in place. */
  readonly objection?: (keys: readonly string[], tree: ConfigMap) => string | null;
}

const MOST_KEYS = 32;

/**
 * Lays variables over a tree: `PREFIX_A_B` sets `a.b`. Names are matched without regard to case against the keys that
 * exist, `__` stands for a `_`, and a key of several words may be written with its words apart (`SETTLE_MS` for
 * `settleMs` and `settle_ms`). What matches no key makes a new one, in lower case, where nothing stands in its way:
 * a plain value never replaces a map, and is never turned into one. Of two variables for the same place the first by
 * name counts. Whatever is not used is told. The order of the environment never matters.
 */
export function overlay(
  file: ConfigMap,
  env: Readonly<Record<string, string | undefined>>,
  options: OverlayOptions,
): Overlaid {
  const prefix = options.prefix.endsWith('_') ? options.prefix : `${options.prefix}_`;
  const known = options.declared ? merged(options.declared, file) : file;
  const overrides: Override[] = [];
  const skipped: Skipped[] = [];
  let tree = file;
  for (const name of Object.keys(env).sort()) {
    const text = env[name];
    if (!name.startsWith(prefix) || text === undefined) continue;
    const target = targetOf(known, name.slice(prefix.length));
    if ('why' in target) {
      skipped.push({ name, why: target.why });
      continue;
    }
    const { keys } = target;
    const path = joinPath(keys);
    const rival = overrides.find((one) => one.path === path || isBelow(one.path, path) || isBelow(path, one.path));
    if (rival) {
      skipped.push({ name, why: `${rival.name} sets ${rival.path} already` });
      continue;
    }
    const own = options.read?.(keys, text);
    const value = own === undefined ? plainValue(text) : own;
    const now = valueAt(tree, keys);
    if (Array.isArray(now) && !Array.isArray(value)) {
      skipped.push({ name, why: `${path} is a list, which a plain value does not replace` });
      continue;
    }
    const next = withValue(tree, keys, value);
    const objection = options.objection?.(keys, next) ?? null;
    if (objection !== null) {
      skipped.push({ name, why: objection });
      continue;
    }
    tree = next;
    overrides.push({ name, path, text });
  }
  return { tree, overrides, skipped };
}

/** A variable's value: a JSON number, boolean or null; anything else, and a number that would change, is its text. */
export function plainValue(text: string): unknown {
  if (/^(true|false|null)$/.test(text)) return JSON.parse(text);
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
}

type Target = { readonly keys: readonly string[] } | { readonly why: string };

/** One way to read a name as keys. */
interface Reading {
  readonly keys: readonly string[];
  /** Parts of the name that were matched with keys that exist. */
  readonly matched: number;
  /** Keys whose words were written apart. */
  readonly joins: number;
  /** How the reading ends: at a value that exists, at a new key, at a map, or at a value that stands in the way. */
  readonly end: 'value' | 'new' | 'map' | 'blocked';
}

function targetOf(known: ConfigMap, rest: string): Target {
  const parts = partsOf(rest);
  if (parts.includes('')) return { why: 'its name has an empty part, which names no key' };
  if (parts.length > MOST_KEYS) return { why: `its name has more than ${MOST_KEYS} parts` };
  if (parts.some((part) => part.toLowerCase() === '__proto__')) return { why: 'no key may be called __proto__' };
  const readings = readingsOf(known, parts);
  const rank = ({ end, matched, joins }: Reading) =>
    (end === 'value' || end === 'map' ? 1_000_000 : 0) + matched * 1_000 - joins;
  const best = Math.max(...readings.map(rank));
  const [first, ...others] = readings.filter((one) => rank(one) === best);
  if (!first) return { why: 'it names no key' };
  if (others.length > 0)
    return { why: `it may mean ${[first, ...others].map(({ keys }) => joinPath(keys)).join(' or ')}` };
  const path = joinPath(first.keys);
  if (first.end === 'map') return { why: `${path} is a map, which a plain value does not replace` };
  if (first.end === 'blocked') return { why: `${path} holds a value, so nothing can be set below it` };
  return { keys: first.keys };
}

/** The parts of a name: `_` divides, `__` is a literal `_`. */
function partsOf(rest: string): string[] {
  return rest
    .replaceAll('__', '\0')
    .split('_')
    .map((part) => part.replaceAll('\0', '_'));
}

function readingsOf(node: unknown, parts: readonly string[]): Reading[] {
  if (parts.length === 0) return [{ keys: [], matched: 0, joins: 0, end: isMap(node) ? 'map' : 'value' }];
  if (!isMap(node)) return [{ keys: [], matched: 0, joins: 0, end: 'blocked' }];
  const found: Reading[] = [];
  for (let count = 1; count <= parts.length; count += 1) {
    const keys = keysFor(node, parts.slice(0, count));
    for (const key of keys)
      for (const below of readingsOf(node[key], parts.slice(count)))
        found.push({
          keys: [key, ...below.keys],
          matched: count + below.matched,
          joins: below.joins + (count > 1 ? 1 : 0),
          end: below.end,
        });
  }
  if (found.length > 0) return found;
  return [{ keys: parts.map((part) => part.toLowerCase()), matched: 0, joins: 0, end: 'new' }];
}

/** The keys of a map that some parts may stand for; a key spelled just so is meant before others that differ in case. */
function keysFor(map: ConfigMap, parts: readonly string[]): string[] {
  const [first = ''] = parts;
  if (parts.length === 1 && Object.hasOwn(map, first)) return [first];
  const lower = first.toLowerCase();
  if (parts.length === 1) return Object.keys(map).filter((key) => key.toLowerCase() === lower);
  const words = parts.map((part) => part.toLowerCase());
  return Object.keys(map).filter((key) => {
    const own = wordsOf(key);
    return own.length === words.length && own.every((word, index) => word === words[index]);
  });
}

/** The words of a key: `settleMs`, `settle_ms` and `settle-ms` have two. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[_-]+/)
    .map((word) => word.toLowerCase());
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`);
}

/** What is declared, and what the file has: where they differ in form, the file's. */
function merged(declared: ConfigMap, file: ConfigMap): ConfigMap {
  const both: Record<string, unknown> = { ...declared };
  for (const [key, value] of Object.entries(file)) {
    const below = Object.hasOwn(declared, key) ? declared[key] : undefined;
    both[key] = isMap(below) && isMap(value) ? merged(below, value) : value;
  }
  return both;
}
