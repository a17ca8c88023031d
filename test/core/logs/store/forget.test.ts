import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ToReader } from '../../../../electron/core/logs/segments-state.ts';
import { openStore, streamsIn } from './open.ts';
import { faultsOf, onDisk } from './stored.ts';

/** One whole run of an item, which writes a line. */
function runOf(store: ReturnType<typeof openStore>, item: string, run: string, line: string): void {
  store.runStarted({ item, run, number: 1, after: null });
  void store.write(item, 'stdout', run, Buffer.from(`${line}\n`));
  store.runEnded({ item, run, number: 1, words: 'exit 0', healthy: true });
}

it('removes everything that an item wrote, and nothing else', async () => {
  const store = openStore();
  for (const name of ['a', 'b', 'c']) runOf(store, `job:${name}`, `run-${name}`, name);
  await store.flush();
  const heard: ToReader[] = [];
  const port = store.toReader();
  port.on('message', (message) => heard.push(message));
  store.forget('job:b');
  await store.flush();
  expect(streamsIn(store.folder).map(({ stream }) => stream)).toEqual(
    ['a', 'c'].flatMap((name) => [`job:${name}/stderr`, `job:${name}/stdout`]),
  );
  expect(
    readdirSync(store.folder)
      .map((name) => name.slice(0, 5))
      .sort(),
  ).toEqual(['job_a', 'job_a', 'job_c', 'job_c']);
  await expect.poll(() => heard.filter(({ k }) => k === 'gone')).toHaveLength(2);
  port.close();
  const reopened = openStore({ folder: store.folder });
  await store.close();
  await reopened.opened;
  expect(onDisk(store.folder, 'job:c/stdout').bytes.toString()).toBe('c\n');
});

it('begins an item anew that writes after it was forgotten', async () => {
  const store = openStore();
  runOf(store, 'job:a', 'one', 'first');
  store.forget('job:a');
  runOf(store, 'job:a', 'two', 'second');
  await store.flush();
  const out = onDisk(store.folder, 'job:a/stdout');
  expect(out.bytes.toString()).toBe('second\n');
  expect(faultsOf(out)).toEqual([]);
  expect(streamsIn(store.folder).map(({ channel, first, last }) => [channel, first, last])).toEqual([
    ['stderr', 0, 0],
    ['stdout', 1, 1],
  ]);
});

it('goes on with a stream where it ended, after a run that ended long ago', async () => {
  const store = openStore();
  for (const [run, line] of [
    ['one', 'first'],
    ['two', 'second'],
  ] as const) {
    runOf(store, 'component:a', run, line);
    await store.flush();
  }
  const out = onDisk(store.folder, 'component:a/stdout');
  expect(out.bytes.toString()).toBe('first\nsecond\n');
  expect(faultsOf(out)).toEqual([]);
  expect(out.marks.map(({ n, run }) => [n, run])).toEqual([
    [1, 'one'],
    [2, 'one'],
    [2, 'two'],
    [3, 'two'],
  ]);
});
