import { hash } from 'node:crypto';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProvenFile } from '../../../electron/core/watch/types.ts';
import { watchFolder } from '../../../electron/core/watch/watcher.ts';
import { createInbox, OPTIONS, tempFolder, textOf } from './support.ts';

// Not the hash of anything: who reports it has not read the file.
const VOUCHED = 'f'.repeat(64);

/** A watcher that is told of what an earlier session read; its folder goes with it. */
async function watchWith(files: Record<string, string>, proven: (root: string) => ProvenFile[]) {
  const folder = tempFolder();
  for (const [path, text] of Object.entries(files)) folder.write(path, text);
  const inbox = createInbox();
  const watcher = watchFolder({ ...OPTIONS, root: folder.root, proven: proven(folder.root) }, inbox.put);
  await watcher.ready;
  return {
    root: folder.root,
    inbox,
    watcher,
    async [Symbol.asyncDispose]() {
      await watcher.close();
      folder.remove();
    },
  };
}

function vouch(root: string, path: string): ProvenFile {
  const { size, mtimeMs, ctimeMs, ino } = statSync(join(root, path));
  return { path, hash: VOUCHED, size, mtimeMs, ctimeMs, ino };
}

test('a file whose stat is the same is reported by what an earlier session read of it, without bytes', async () => {
  await using bench = await watchWith({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b' }, (root) => [
    vouch(root, 'agents/a.yaml'),
  ]);
  const [a, b] = [await bench.inbox.file('agents/a.yaml'), await bench.inbox.file('agents/b.yaml')];
  expect(a).toMatchObject({
    change: 'add',
    origin: 'start',
    role: 'definition',
    hash: VOUCHED,
    bytes: null,
    problem: null,
  });
  expect(b).toMatchObject({ change: 'add', origin: 'start', hash: hash('sha256', 'b', 'hex') });
  expect(textOf(b)).toBe('b');
});

test('a file of the same size and time, but of another change time, is read', async () => {
  await using bench = await watchWith({ 'agents/a.yaml': 'a' }, (root) => {
    const before = vouch(root, 'agents/a.yaml');
    const { atime, mtime } = statSync(join(root, 'agents/a.yaml'));
    writeFileSync(join(root, 'agents/a.yaml'), 'x');
    utimesSync(join(root, 'agents/a.yaml'), atime, mtime);
    return [{ ...before, ctimeMs: before.ctimeMs - 1 }];
  });
  expect(textOf(await bench.inbox.file('agents/a.yaml'))).toBe('x');
});

test('what is vouched for and not there is not spoken of', async () => {
  await using bench = await watchWith({ 'agents/a.yaml': 'a' }, (root) => [
    { ...vouch(root, 'agents/a.yaml'), path: 'agents/gone.yaml' },
  ]);
  expect(bench.inbox.settled().map(({ change, path }) => `${change} ${path}`)).toEqual(['add agents/a.yaml']);
});

test('a change of a file that was not read is told with what it replaced', async () => {
  await using bench = await watchWith({ 'agents/a.yaml': 'a' }, (root) => [vouch(root, 'agents/a.yaml')]);
  bench.inbox.clear();
  writeFileSync(join(bench.root, 'agents/a.yaml'), 'another');
  const file = await bench.inbox.file('agents/a.yaml');
  expect(file).toMatchObject({ change: 'update', previousHash: VOUCHED, hash: hash('sha256', 'another', 'hex') });
});
