import { expect, test } from 'vitest';
import { openParser } from '../../../electron/core/documents/parser.ts';
import { bytesOf } from './parsed.ts';

/** Takes far longer than half a second, and far more than 40 MiB, to parse. */
const heavy = { path: 'heavy.yaml', bytes: bytesOf(`[${'1,'.repeat(2_000_000)}1]`) };

function light(index: number) {
  return { path: `models/m${index}.yaml`, bytes: bytesOf(`id: m${index}\n`) };
}

test('answers a batch in the order of its items, good and bad, YAML and JSON', async () => {
  await using parser = openParser();
  const outcomes = await parser.parse([
    light(0),
    { path: 'a.json', bytes: bytesOf('{"id": "j"}') },
    { path: 'b.yaml', bytes: bytesOf('a: [') },
    { path: 'c.JSON', bytes: bytesOf('id: yaml') },
    { path: 'd.txt', bytes: bytesOf('{"id": 1,}'), format: 'json' },
    light(5),
  ]);
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.code))).toEqual([
    { id: 'm0' },
    { id: 'j' },
    'SYNTAX',
    'SYNTAX',
    'SYNTAX',
    { id: 'm5' },
  ]);
  expect(outcomes.every((outcome) => outcome.parseMs > 0)).toBe(true);
});

test('answers thousands of files across many messages, and nothing for nothing', async () => {
  await using parser = openParser();
  expect(await parser.parse([])).toEqual([]);
  const items = Array.from({ length: 2345 }, (_, index) => light(index));
  const outcomes = await parser.parse(items);
  expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual(
    items.map((_, index) => ({ id: `m${index}` })),
  );
});

test('leaves the bytes it is given as they are', async () => {
  await using parser = openParser();
  const shared = bytesOf('xxid: a\nyy');
  const part = shared.subarray(2, 8);
  const [outcome] = await parser.parse([{ path: 'a.yaml', bytes: part }]);
  expect(outcome).toMatchObject({ ok: true, value: { id: 'a' } });
  expect(new TextDecoder().decode(shared)).toBe('xxid: a\nyy');
});

test('makes ordinary objects with own keys only', async () => {
  await using parser = openParser();
  const [outcome] = await parser.parse([
    { path: 'a.yaml', bytes: bytesOf('constructor: 1\nprototype: {x: 1}\ntoString: a\n') },
  ]);
  const value = outcome?.ok ? outcome.value : null;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.entries(value as object)).toEqual([
    ['constructor', 1],
    ['prototype', { x: 1 }],
    ['toString', 'a'],
  ]);
  expect(({} as { x?: number }).x).toBeUndefined();
});

test('gives what aliases repeat to each place by itself', async () => {
  await using parser = openParser();
  const [outcome] = await parser.parse([
    { path: 'a.yaml', bytes: bytesOf('a: &a {n: 1}\nb: *a\nc:\n  <<: *a\n  m: 2\n') },
  ]);
  expect(outcome).toMatchObject({ ok: true, value: { a: { n: 1 }, b: { n: 1 }, c: { n: 1, m: 2 } } });
  const value = (outcome?.ok ? outcome.value : {}) as { a: object; b: object };
  expect(value.a).not.toBe(value.b);
});

test('refuses a file above 4 MiB without reading it, in its place', async () => {
  await using parser = openParser();
  const big = { path: 'big.yaml', bytes: new Uint8Array(5 * 1024 * 1024).fill(0x61) };
  const outcomes = await parser.parse([light(0), big, light(2)]);
  expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['ok', 'TOO_BIG', 'ok']);
});

test('reads a file of many values that is just small enough', async () => {
  await using parser = openParser({ itemMs: 60_000 });
  const [outcome] = await parser.parse([heavy]);
  expect(outcome?.ok && (outcome.value as unknown[]).length).toBe(2_000_001);
});

test('refuses a file that takes too long and answers all others', async () => {
  await using parser = openParser({ itemMs: 500 });
  await parser.parse([light(9)]);
  const [first, slow, last] = await parser.parse([light(0), heavy, light(2)]);
  expect(first).toMatchObject({ ok: true, value: { id: 'm0' } });
  expect(slow).toMatchObject({
    ok: false,
    error: {
      code: 'SYNTAX',
      message: 'The file took longer than 0.5 s to parse.',
      at: { path: 'heavy.yaml', line: 1, column: 1 },
    },
  });
  expect(last).toMatchObject({ ok: true, value: { id: 'm2' } });
  expect(await parser.parse([light(3)])).toMatchObject([{ ok: true }]);
});

test('survives a file that ends its thread, and answers all others', async () => {
  await using parser = openParser({ memoryMb: 40, itemMs: 60_000 });
  const outcomes = await parser.parse([heavy, light(1), { ...heavy, path: 'again.yaml' }, light(3)]);
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.message))).toEqual([
    expect.stringContaining('more memory'),
    { id: 'm1' },
    expect.stringContaining('more memory'),
    { id: 'm3' },
  ]);
});

test('finds the places of values and keys, in any case, or of the nearest parent', async () => {
  await using parser = openParser();
  const item = {
    path: 'a.yaml',
    bytes: bytesOf(
      'id: a\nOptions:\n  list: [1, {x: y}]\n  text: |\n    hello\n  none:\nbase: &b {q: 1}\nuse:\n  <<: *b\n',
    ),
  };
  const at = async (path: (string | number)[], of?: 'key') => {
    const [place] = await parser.locate(item, [path], of);
    return [place?.line, place?.column, place?.exact];
  };
  expect(await at(['options', 'LIST', 1, 'x'])).toEqual([3, 17, true]);
  expect(await at(['options', 'list'], 'key')).toEqual([3, 3, true]);
  expect(await at(['options', 'text'])).toEqual([4, 9, true]);
  expect(await at(['options', 'none'])).toEqual([6, 3, true]);
  expect(await at(['use', 'q'])).toEqual([7, 14, true]);
  expect(await at(['options', 'missing', 'deeper'])).toEqual([3, 3, false]);
  expect(await at([])).toEqual([1, 1, true]);
  expect(
    await parser.locate({ path: 'a.json', bytes: bytesOf('{\n "a": [1, {"b": 2}]}') }, [['a', 1, 'b']]),
  ).toMatchObject([{ line: 2, column: 17 }]);
});

test('finds no place in a file that does not parse', async () => {
  await using parser = openParser();
  expect(await parser.locate({ path: 'a.yaml', bytes: bytesOf('a: [') }, [['a'], []])).toEqual([null, null]);
});

test('closes once, rejects what waits, and takes nothing more', async () => {
  const parser = openParser();
  const waiting = [parser.parse([heavy]), parser.parse([light(1)]), parser.locate(light(2), [[]])];
  const settled = Promise.allSettled(waiting);
  expect(parser.close()).toBe(parser.close());
  await parser.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await expect(parser.parse([light(3)])).rejects.toThrow('closed');
});

test('closes without ever having started', async () => {
  const parser = openParser();
  await parser.close();
});
