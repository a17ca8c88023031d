import { expect, it } from 'vitest';
import type { ToReader } from '../../../../electron/core/logs/segments-state.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { openStore, streamsIn, testStamp } from './open.ts';
import { faultsOf, onDisk } from './stored.ts';

it('stores lines with an index, and runs as marks before and after them', async () => {
  const store = openStore();
  store.runStarted({ item: 'component:api', run: 'r1', number: 1, after: 'reload #42' });
  void store.write('component:api', 'stdout', 'r1', Buffer.from('one\ntwo\nthr'));
  void store.write('component:api', 'stderr', 'r1', Buffer.from('oh no\n'));
  void store.write('component:api', 'stdout', 'r1', Buffer.from('ee\nlast without an end'));
  store.runEnded({ item: 'component:api', run: 'r1', number: 1, words: 'exit 1', healthy: false });
  await store.flush();
  const out = onDisk(store.folder, 'component:api/stdout');
  const err = onDisk(store.folder, 'component:api/stderr');
  expect(out.bytes.toString()).toBe('one\ntwo\nthree\nlast without an end\n');
  expect(err.bytes.toString()).toBe('oh no\n');
  expect([...faultsOf(out), ...faultsOf(err)]).toEqual([]);
  expect(out.marks.map(({ n, run, what }) => [n, run, what])).toEqual([
    [1, 'r1', { is: 'run-started', number: 1, after: 'reload #42' }],
    [5, 'r1', { is: 'run-ended', number: 1, words: 'exit 1', healthy: false }],
  ]);
  expect(streamsIn(store.folder)).toEqual([
    expect.objectContaining({ stream: 'component:api/stderr', first: 1, last: 1, live: false, dropped: 0 }),
    expect.objectContaining({ stream: 'component:api/stdout', first: 1, last: 4, live: false, dropped: 0 }),
  ]);
});

it('tells a reader the whole state first, and then everything that is written after it', async () => {
  const store = openStore();
  void store.write('component:api', 'stdout', null, Buffer.from('one\ntwo\n'));
  await store.flush();
  const port = store.toReader();
  const heard: ToReader[] = [];
  port.on('message', (message) => heard.push(message));
  void store.write('component:api', 'stdout', null, Buffer.from('three\nfo'));
  void store.write('component:db', 'stderr', null, Buffer.from('new\n'));
  await store.flush();
  await expect.poll(() => heard.length).toBe(4);
  const [whole, begun, grown, other] = heard;
  expect(whole).toMatchObject({
    k: 'all',
    streams: [
      {
        stream: 'component:api/stdout',
        end: 8,
        lines: 2,
        firstByte: 0,
        firstLine: 1,
        segments: [{ start: 0, bytes: 8, indexBytes: 40 }],
      },
    ],
  });
  expect(grown).toMatchObject({ k: 'grown', stream: 'component:api/stdout', segment: 0, end: 16, lines: 3 });
  expect([...(grown as { entries: Float64Array }).entries].slice(0, 2)).toEqual([8, 3]);
  expect(begun).toMatchObject({ k: 'begun', stream: 'component:db/stderr', item: 'component:db', channel: 'stderr' });
  expect(other).toMatchObject({ k: 'grown', stream: 'component:db/stderr', end: 4, lines: 1 });
  port.close();
});

it('keeps the first chunks of a run until it has begun, so that they stand below its ruler', async () => {
  const store = openStore();
  const early = store.write('component:api', 'stdout', 'r1', Buffer.from('early\n'));
  expect(early).toBeInstanceOf(Promise);
  store.runStarted({ item: 'component:api', run: 'r1', number: 7, after: null });
  await early;
  expect(store.write('component:api', 'stdout', 'r1', Buffer.from('later\n'))).toBeUndefined();
  await store.flush();
  const out = onDisk(store.folder, 'component:api/stdout');
  expect(out.bytes.toString()).toBe('early\nlater\n');
  expect(out.marks.map(({ n, order }) => [n, order < (out.entries[0]?.order ?? 0)])).toEqual([[1, true]]);
});

it('makes those wait who write faster than can be stored, says for how long, and loses nothing', async () => {
  const store = openStore();
  store.runStarted({ item: 'component:api', run: 'r1', number: 1, after: null });
  const line = Buffer.from(`${'x'.repeat(65_535)}\n`);
  let waited: Promise<void> | null = null;
  let lines = 0;
  // In one turn: the writer cannot say that anything is written before it ends.
  for (; waited === null && lines < 1_000; lines += 1)
    waited = store.write('component:api', 'stdout', 'r1', line) ?? null;
  expect(lines * line.length).toBeGreaterThan(8 * 2 ** 20);
  expect(lines).toBeLessThan(200);
  await waited;
  store.runEnded({ item: 'component:api', run: 'r1', number: 1, words: 'exit 0', healthy: true });
  await store.flush();
  const out = onDisk(store.folder, 'component:api/stdout');
  expect(out.bytes.length).toBe(lines * line.length);
  expect(faultsOf(out)).toEqual([]);
  const held = out.marks.flatMap(({ what }) => (what.is === 'held-back' ? [what.ms] : []));
  expect(held).toHaveLength(1);
  expect(held[0]).toBeGreaterThan(0);
});

it('hides a secret that lies across chunks and line ends, and gives a beginning of one out soon', async () => {
  const store = openStore();
  store.hide(['sesame-open', '-----BEGIN KEY-----\nabc\n-----END KEY-----']);
  for (const text of ['say ses', 'ame-o', 'pen\n', '-----BEGIN KEY-----\na', 'bc\n-----END KEY-----\nthe rest: sesam'])
    void store.write('component:api', 'stdout', null, Buffer.from(text));
  await store.flush();
  const out = onDisk(store.folder, 'component:api/stdout');
  const stamps = [testStamp('sesame-open'), testStamp('-----BEGIN KEY-----\nabc\n-----END KEY-----')];
  expect(out.bytes.toString()).toBe(`say ${stamps[0]}\n${stamps[1]}\nthe rest: sesam`);
  expect(faultsOf(out)).toEqual([]);
});

it('goes on where an earlier host ended: lines, order and dropped ones', async () => {
  const folder = tempFolder('logs');
  const bounds = { workspaceBytes: 1e9, streamBytes: 4_000, streamDays: 14, segmentBytes: 1_000 };
  const first = openStore({ folder, bounds });
  for (let line = 1; line <= 100; line += 1)
    void first.write('component:api', 'stdout', null, Buffer.from(`line ${String(line).padStart(94)}\n`));
  await first.close();
  const second = openStore({ folder, bounds });
  void second.write('component:api', 'stdout', null, Buffer.from('the next host\n'));
  await second.flush();
  const out = onDisk(folder, 'component:api/stdout');
  expect(faultsOf(out)).toEqual([]);
  const [facts] = streamsIn(folder);
  expect(facts).toMatchObject({ last: 101, dropped: (facts?.first ?? 0) - 1 });
  expect(out.bytes.length).toBeLessThanOrEqual(4_000);
  expect(out.bytes.toString().split('\n').at(-2)).toBe('the next host');
  expect(out.entries[0]?.n).toBe(facts?.first);
  expect(out.marks).toEqual([
    expect.objectContaining({ n: facts?.first, what: expect.objectContaining({ is: 'rotated' }) }),
  ]);
});

it('drops what is too old, a whole stream too, and never gives its numbers to other lines', async () => {
  const folder = tempFolder('logs');
  const old = { now: () => 1_000_000_000_000, mono: () => performance.now() };
  const first = openStore({ folder, clock: old });
  void first.write('component:api', 'stdout', null, Buffer.from('one\ntwo\n'));
  await first.close();
  const second = openStore({ folder });
  await second.opened;
  expect(onDisk(folder, 'component:api/stdout').bytes.length).toBe(0);
  expect(streamsIn(folder)).toEqual([expect.objectContaining({ first: 0, last: 0, dropped: 2 })]);
  await second.close();
  const third = openStore({ folder });
  void third.write('component:api', 'stdout', null, Buffer.from('three\n'));
  await third.flush();
  const out = onDisk(folder, 'component:api/stdout');
  expect(out.entries.map(({ offset, n }) => [offset, n])).toEqual([[8, 3]]);
  expect(out.marks.map(({ n, offset, what }) => [n, offset, what])).toEqual([
    [3, 8, { is: 'rotated', lines: 2, bytes: 8 }],
  ]);
});

it('never splits a line over two segments, however long it is', async () => {
  const store = openStore();
  const long = Buffer.concat([Buffer.alloc(10 * 2 ** 20, 'y'), Buffer.from('\nshort\n')]);
  await store.write('component:api', 'stdout', null, Buffer.from('before\n'));
  for (let at = 0; at < long.length; at += 65_536)
    await store.write('component:api', 'stdout', null, long.subarray(at, at + 65_536));
  await store.flush();
  const out = onDisk(store.folder, 'component:api/stdout');
  expect(faultsOf(out)).toEqual([]);
  expect(out.bytes.length).toBe(long.length + 7);
  expect(out.segments.some(({ bytes }) => bytes.length > 10 * 2 ** 20)).toBe(true);
});
