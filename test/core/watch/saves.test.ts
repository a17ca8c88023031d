import { hash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { changes, openBench, textOf } from './support.ts';

const A = 'agents/scout.yaml';

test('every existing file is reported as a start before the watcher is ready', async () => {
  await using bench = await openBench({
    [A]: 'a: 1',
    'agents/prompt.md': 'hello',
    'signalbox.yaml': 'x: 1',
    'other/x.yaml': '',
  });
  const files = bench.inbox.settled();
  expect(files.map((file) => [file.path, file.rule, file.role, file.change, file.origin]).sort()).toEqual([
    ['agents/prompt.md', 'agents', 'beside', 'add', 'start'],
    [A, 'agents', 'definition', 'add', 'start'],
    ['signalbox.yaml', 'config', 'definition', 'add', 'start'],
  ]);
  const scout = files.find((file) => file.path === A);
  expect(scout?.hash).toBe(hash('sha256', 'a: 1', 'hex'));
  expect(scout && textOf(scout)).toBe('a: 1');
  expect(files.find((file) => file.role === 'beside')?.bytes).toBeNull();
  const types = bench.inbox.messages
    .map((message) => message.type)
    .filter((type) => type !== 'dirty' && type !== 'settled');
  expect(types).toEqual(['rescanned', 'started']);
  expect(bench.inbox.messages.findLastIndex((message) => message.type === 'settled')).toBeLessThan(
    bench.inbox.messages.findIndex((message) => message.type === 'started'),
  );
});

test('a save in place is one update with the new bytes and both hashes', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  bench.write(A, 'a: 2');
  const file = await bench.inbox.file(A);
  expect([file.change, textOf(file), file.origin, file.problem]).toEqual(['update', 'a: 2', 'event', null]);
  expect(file.hash).toBe(hash('sha256', 'a: 2', 'hex'));
  expect(file.previousHash).toBe(hash('sha256', 'a: 1', 'hex'));
  expect(file.rawCount).toBeGreaterThan(0);
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`update ${A}`]);
});

test('an atomic save from the same folder is one update, every time', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  for (const text of ['a: 2', 'a: 3', 'a: 4']) {
    bench.inbox.clear();
    bench.write(`${A}.new1`, text);
    renameSync(bench.at(`${A}.new1`), bench.at(A));
    expect(textOf(await bench.inbox.file(A))).toBe(text);
    await bench.quiet();
    expect(changes(bench.inbox)).toEqual([`update ${A}`]);
  }
});

test('an atomic save from another folder is one update', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  bench.write('elsewhere/new', 'a: 2');
  renameSync(bench.at('elsewhere/new'), bench.at(A));
  expect(textOf(await bench.inbox.file(A))).toBe('a: 2');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`update ${A}`]);
});

test('a save as vim does it (rename to a backup, write, remove the backup) is one update', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  writeFileSync(bench.at('agents/4913'), '');
  unlinkSync(bench.at('agents/4913'));
  renameSync(bench.at(A), bench.at(`${A}~`));
  bench.write(A, 'a: 2');
  unlinkSync(bench.at(`${A}~`));
  expect(textOf(await bench.inbox.file(A))).toBe('a: 2');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`update ${A}`]);
});

test('deleting and recreating at once is one update', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  unlinkSync(bench.at(A));
  bench.write(A, 'a: 2');
  expect(textOf(await bench.inbox.file(A))).toBe('a: 2');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`update ${A}`]);
});

test('truncating and writing later through the same handle never reports half a file', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  const handle = openSync(bench.at(A), 'w');
  writeSync(handle, 'a: 2');
  closeSync(handle);
  expect(textOf(await bench.inbox.file(A))).toBe('a: 2');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`update ${A}`]);
});

test('a file that stays empty is reported as empty', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  bench.write(A, '');
  const file = await bench.inbox.file(A);
  expect([file.change, file.size, textOf(file)]).toEqual(['update', 0, '']);
});

test('a stream of writes ends with the final content', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  for (let n = 0; n < 200; n++) {
    bench.write(A, `a: ${n}`);
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await bench.inbox.file(A, (file) => textOf(file) === 'a: 199');
  await bench.quiet();
  expect(
    textOf(
      bench.inbox
        .settled()
        .filter((file) => file.path === A)
        .at(-1)!,
    ),
  ).toBe('a: 199');
});

test('touching, changing the mode and saving the same content say nothing', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  utimesSync(bench.at(A), new Date(), new Date(1_000));
  await bench.quiet();
  chmodSync(bench.at(A), 0o640);
  await bench.quiet();
  bench.write(A, 'a: 1');
  await bench.quiet();
  bench.write('agents/t.new', 'a: 1');
  renameSync(bench.at('agents/t.new'), bench.at(A));
  await bench.quiet();
  expect(changes(bench.inbox).filter((change) => change.includes(A))).toEqual([]);
  expect((await bench.watcher.health()).merged).toBeGreaterThan(0);
});

test('a rename is a removal and an addition in one message, paired by hash', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  renameSync(bench.at(A), bench.at('agents/guide.yaml'));
  await bench.inbox.file('agents/guide.yaml');
  const message = await bench.inbox.message('settled', ({ files }) => files.some((file) => file.path === A));
  expect(message.files.map((file) => `${file.change} ${file.path}`)).toEqual([`remove ${A}`, 'add agents/guide.yaml']);
  expect(message.files[0]?.previousHash).toBe(message.files[1]?.hash);
  expect(message.files[0]?.hash).toBeNull();
});

test('a removal is reported once, with no bytes', async () => {
  await using bench = await openBench({ [A]: 'a: 1', 'agents/b.yaml': 'b: 1' });
  bench.inbox.clear();
  rmSync(bench.at(A));
  const file = await bench.inbox.file(A);
  expect([file.change, file.hash, file.bytes, file.rule]).toEqual(['remove', null, null, 'agents']);
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([`remove ${A}`]);
});

test('a file beside a definition is reported by hash only', async () => {
  await using bench = await openBench({ [A]: 'a: 1', 'agents/prompt.md': 'one' });
  bench.inbox.clear();
  bench.write('agents/prompt.md', 'two');
  const file = await bench.inbox.file('agents/prompt.md');
  expect([file.change, file.role, file.bytes, file.hash]).toEqual([
    'update',
    'beside',
    null,
    hash('sha256', 'two', 'hex'),
  ]);
});

test('a file a rule does not name is never reported', async () => {
  await using bench = await openBench({ 'signalbox.yaml': 'a' });
  bench.inbox.clear();
  mkdirSync(bench.at('tools'), { recursive: true });
  bench.write('other.yaml', 'b');
  bench.write('tools/readme.md', 'b');
  bench.write('agents/node_modules/x/a.yaml', 'b');
  bench.write('agents/.a.yaml.swp', 'b');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([]);
});

test('reread reports a path again although its content is the same', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  await bench.watcher.reread([A]);
  const file = await bench.inbox.file(A);
  expect([file.change, textOf(file), file.hash === file.previousHash]).toEqual(['update', 'a: 1', true]);
});

test('a settle time of 0 still reports the final content', async () => {
  await using bench = await openBench({ [A]: 'a: 1' }, { settleMs: 0 });
  bench.inbox.clear();
  bench.write(A, 'a: 2');
  await bench.inbox.file(A, (file) => textOf(file) === 'a: 2');
});

test('dirty leaves zero before the change is reported and returns to zero after it', async () => {
  await using bench = await openBench({ [A]: 'a: 1' });
  bench.inbox.clear();
  bench.write(A, 'a: 2');
  await bench.inbox.message('dirty', ({ count }) => count === 0);
  const types = bench.inbox.messages.map((message) => (message.type === 'dirty' ? message.count : message.type));
  expect(types).toEqual([1, 'settled', 0]);
  expect((await bench.inbox.message('settled')).dirty).toBe(0);
});
