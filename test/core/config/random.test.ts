import { describe, expect, it } from 'vitest';
import { isMap, joinPath, valueAt } from '../../../electron/core/config/config-path.ts';
import { type Overlaid, overlay, plainValue } from '../../../electron/core/config/env-overrides.ts';

const LONG = process.env['SIGNALBOX_TEST_LONG'] === '1';
const SEQUENCES = LONG ? 25_000 : 500;
const SEED = Number(process.env['SIGNALBOX_TEST_SEED'] ?? Date.now() % 1_000_000_000);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const KEYS = ['a', 'b', 'A', 'aB', 'a_b', 'log', 'logLevel', 'log_level', 'a.b', 'x', 'constructor', '_', 'toString'];
const PARTS = [
  'A',
  'B',
  'AB',
  'A__B',
  'LOG',
  'LEVEL',
  'LOGLEVEL',
  'X',
  'NEW',
  '',
  '__',
  'a',
  'logLevel',
  'CONSTRUCTOR',
];
const TEXTS = [
  '1',
  '-2.5',
  'true',
  'null',
  '',
  'text',
  '[1]',
  '{"a":1}',
  '1e999',
  '12345678901234567890',
  '"x"',
  '007',
];

describe(`any file under any environment (seed ${SEED})`, () => {
  it('keeps every declared subtree, invents no value, reports every skipped variable, and knows no order', () => {
    const random = randomOf(SEED);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const makeTree = (depth: number): Record<string, unknown> =>
      Object.fromEntries(
        Array.from({ length: Math.floor(random() * 4) }, () => {
          const kind = random();
          const value =
            kind < 0.4 && depth > 0 ? makeTree(depth - 1) : kind < 0.5 ? [1, { a: 1 }] : pick(['s', 1, true, null, {}]);
          return [pick(KEYS), value];
        }),
      );
    const makeName = () =>
      `${random() < 0.9 ? 'APP_' : 'OTHER_'}${Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(PARTS)).join('_')}`;

    let declared: Record<string, unknown> = {};
    for (let round = 0; round < SEQUENCES; round += 1) {
      // A file that changes little by little, as people edit it.
      const file = round % 3 === 0 ? makeTree(3) : { ...declared, ...makeTree(2) };
      declared = makeTree(2);
      const env = Object.fromEntries(
        Array.from({ length: Math.floor(random() * 6) }, () => [makeName(), pick(TEXTS)] as const),
      );
      const options = { prefix: 'APP', declared };
      const before = structuredClone(file);
      const laid = overlay(file, env, options);
      const what = () => `seed ${SEED}, round ${round}: ${JSON.stringify({ file: before, declared, env, laid })}`;

      expect(file, what()).toEqual(before);
      keepsSubtrees(before, laid, [], what);
      keepsDeclared(declared, laid, what);
      inventsNothing(laid.tree, before, laid, [], what);
      const named = Object.keys(env)
        .filter((name) => name.startsWith('APP_'))
        .sort();
      const told = [...laid.overrides.map(({ name }) => name), ...laid.skipped.map(({ name }) => name)].sort();
      expect(told, what()).toEqual(named);
      expect(
        laid.skipped.every(({ why }) => why.length > 0),
        what(),
      ).toBe(true);
      const shuffled = Object.fromEntries(
        Object.entries(env)
          .map((entry) => [random(), entry] as const)
          .sort(([left], [right]) => left - right)
          .map(([, entry]) => entry),
      );
      expect(overlay(file, shuffled, options), what()).toEqual(laid);
    }
  }, 600_000);
});

/** Every map stays a map with all its keys, every list the list it was, everywhere. */
function keepsSubtrees(before: unknown, laid: Overlaid, keys: readonly string[], what: () => string): void {
  const now = keys.length === 0 ? laid.tree : valueAt(laid.tree, keys);
  if (Array.isArray(before)) expect(now, what()).toEqual(before);
  if (!isMap(before)) {
    expect(isMap(now), what()).toBe(false);
    return;
  }
  expect(isMap(now), `${joinPath(keys)} of ${what()}`).toBe(true);
  for (const key of Object.keys(before)) {
    expect(Object.hasOwn(now as object, key), what()).toBe(true);
    keepsSubtrees(before[key], laid, [...keys, key], what);
  }
}

/** A variable never sets a value where a map is declared, nor anything below a declared value. */
function keepsDeclared(declared: unknown, laid: Overlaid, what: () => string): void {
  for (const { path } of laid.overrides) {
    const keys = path.split(/(?<!\\)\./).map((key) => key.replace(/\\([\\.])/g, '$1'));
    for (let depth = 1; depth < keys.length; depth += 1) {
      const value = valueAt(declared, keys.slice(0, depth));
      if (value !== undefined && !isMap(value))
        expect(isMap(valueAt(laid.tree, keys.slice(0, depth))), what()).toBe(true);
    }
    const inTree = valueAt(laid.tree, keys);
    expect(isMap(inTree), what()).toBe(false);
  }
}

/** Every leaf is the file's, or what one variable in force says. */
function inventsNothing(
  now: unknown,
  before: unknown,
  laid: Overlaid,
  keys: readonly string[],
  what: () => string,
): void {
  if (isMap(now)) {
    for (const key of Object.keys(now)) {
      const was = isMap(before) && Object.hasOwn(before, key) ? before[key] : undefined;
      inventsNothing(now[key], was, laid, [...keys, key], what);
    }
    return;
  }
  const override = laid.overrides.find(({ path }) => path === joinPath(keys));
  expect(now, what()).toEqual(override ? plainValue(override.text) : before);
}
