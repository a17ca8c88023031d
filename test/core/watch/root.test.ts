import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchFolder } from '../../../electron/core/watch/watcher.ts';
import { changes, createInbox, OPTIONS, openBench, tempFolder, textOf } from './support.ts';

test('a root that goes away and returns loses nothing and removes only what is really gone', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b', 'agents/c.yaml': 'c' });
  bench.inbox.clear();
  const away = `${bench.root}-away`;
  renameSync(bench.root, away);
  await bench.inbox.message('root-lost');
  expect((await bench.watcher.health()).rootPresent).toBe(false);
  expect(changes(bench.inbox)).toEqual([]);
  expect(await bench.watcher.rescan('asked')).toMatchObject({ files: 0, found: 0 });
  writeFileSync(join(away, 'agents/b.yaml'), 'b2');
  rmSync(join(away, 'agents/c.yaml'));
  renameSync(away, bench.root);
  await bench.inbox.message('root-returned');
  await bench.inbox.message('rescanned', ({ reason }) => reason === 'start');
  expect(changes(bench.inbox).sort()).toEqual(['remove agents/c.yaml', 'update agents/b.yaml']);
  bench.write('agents/a.yaml', 'a2');
  await bench.inbox.file('agents/a.yaml', (file) => textOf(file) === 'a2');
});

test('a root that is deleted and recreated at once is watched again', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  bench.inbox.clear();
  rmSync(bench.root, { recursive: true });
  bench.write('agents/a.yaml', 'new');
  await bench.inbox.file('agents/a.yaml', (file) => textOf(file) === 'new');
  bench.write('agents/b.yaml', 'b');
  await bench.inbox.file('agents/b.yaml');
  bench.write('agents/a.yaml', 'newer');
  await bench.inbox.file('agents/a.yaml', (file) => textOf(file) === 'newer');
});

test('a root that does not exist yet is waited for', async () => {
  const folder = tempFolder();
  const root = join(folder.root, 'later');
  const inbox = createInbox();
  try {
    await using watcher = watchFolder({ ...OPTIONS, root }, inbox.put);
    await watcher.ready;
    await inbox.message('root-lost');
    folder.write('later/agents/a.yaml', 'a');
    await inbox.message('root-returned');
    expect(textOf(await inbox.file('agents/a.yaml'))).toBe('a');
    folder.write('later/agents/a.yaml', 'a2');
    await inbox.file('agents/a.yaml', (file) => textOf(file) === 'a2');
  } finally {
    folder.remove();
  }
});

test('a root that is a link is followed, also when it is turned to another folder', async () => {
  const folder = tempFolder();
  folder.write('one/agents/a.yaml', 'one');
  folder.write('two/agents/a.yaml', 'two');
  const root = join(folder.root, 'current');
  symlinkSync('one', root);
  const inbox = createInbox();
  try {
    await using watcher = watchFolder({ ...OPTIONS, root }, inbox.put);
    await watcher.ready;
    expect(textOf(await inbox.file('agents/a.yaml'))).toBe('one');
    rmSync(root);
    symlinkSync('two', root);
    await inbox.file('agents/a.yaml', (file) => textOf(file) === 'two');
    folder.write('two/agents/a.yaml', 'three');
    await inbox.file('agents/a.yaml', (file) => textOf(file) === 'three');
    expect((await watcher.explain(join(root, 'agents/a.yaml'))).path).toBe('agents/a.yaml');
  } finally {
    folder.remove();
  }
});

test('a file in the place of the root counts as a missing root', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  bench.inbox.clear();
  rmSync(bench.root, { recursive: true });
  writeFileSync(bench.root, 'a file');
  await bench.inbox.message('root-lost');
  rmSync(bench.root);
  mkdirSync(bench.root);
  await bench.inbox.message('root-returned');
  await bench.inbox.file('agents/a.yaml', (file) => file.change === 'remove');
});
