import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { watchFolder } from '../../../electron/core/watch/watcher.ts';
import { workerUrl } from '../../../electron/core/worker-url.ts';
import { createInbox, OPTIONS, openBench, tempFolder, textOf, until } from './support.ts';

test('explain says which rule, ignore or limit decides about a path', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/p.md': 'p' }, { ignore: ['agents/draft'] });
  const why = (path: string) => bench.watcher.explain(path);
  expect(await why('agents/a.yaml')).toMatchObject({ watched: true, rule: 'agents', role: 'definition' });
  expect(await why(bench.at('agents/p.md'))).toMatchObject({ path: 'agents/p.md', watched: true, role: 'beside' });
  expect(await why('agents/draft/x.yaml')).toMatchObject({ watched: false, ignoredBy: 'agents/draft' });
  expect(await why('agents/.git/config')).toMatchObject({ watched: false, ignoredBy: '.git' });
  expect(await why('readme.md')).toMatchObject({ watched: false, why: 'No rule matches this place and name.' });
  expect(await why('agents')).toMatchObject({ watched: true, why: 'This folder is watched.' });
  expect(await why('/etc/passwd')).toMatchObject({ watched: false, why: 'It lies outside the workspace.' });
  expect(await why('../x')).toMatchObject({ watched: false, why: 'It lies outside the workspace.' });
});

test('explain tells the raw events and the last settled change, also of a removed file', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  bench.inbox.clear();
  bench.write('agents/a.yaml', 'a2');
  await bench.inbox.file('agents/a.yaml');
  const changed = await bench.watcher.explain('agents/a.yaml');
  expect(changed.raw.length).toBeGreaterThan(0);
  expect(changed.lastSettled).toMatchObject({ change: 'update', hash: hash('sha256', 'a2', 'hex') });
  expect(changed.dirty).toBe(false);
  rmSync(bench.at('agents/a.yaml'));
  await bench.inbox.file('agents/a.yaml', (file) => file.change === 'remove');
  expect((await bench.watcher.explain('agents/a.yaml')).lastSettled?.change).toBe('remove');
});

test('health counts directories, files, events and watches', async () => {
  await using bench = await openBench({ 'agents/x/a.yaml': 'a', 'unwatched/b.yaml': 'b', 'signalbox.yaml': 's' });
  bench.write('agents/x/a.yaml', 'a2');
  await bench.inbox.file('agents/x/a.yaml', (file) => file.change === 'update');
  const health = await bench.watcher.health();
  expect(health).toMatchObject({
    backend: 'native',
    root: bench.root,
    rootPresent: true,
    dirs: 3,
    files: 2,
    queue: 0,
    degraded: [],
    restarts: 0,
  });
  expect(health.rawEvents).toBeGreaterThan(0);
  expect(health.lastEventAt).toBeGreaterThan(0);
  expect(health.limits.inUse).toBeLessThanOrEqual(5);
  expect(health.lastRescan?.reason).toBe('start');
});

test('a rescan that was asked for answers with what it saw', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b' });
  bench.inbox.clear();
  expect(await bench.watcher.rescan('asked')).toMatchObject({ files: 2, found: 0 });
  expect(await bench.inbox.message('rescanned')).toMatchObject({ reason: 'asked', files: 2, found: 0 });
});

test('closing twice is one promise, refuses questions and says nothing afterwards', async () => {
  const bench = await openBench({ 'agents/a.yaml': 'a' });
  const open = bench.watcher.rescan('asked');
  open.catch(() => undefined);
  const closing = bench.watcher.close();
  expect(bench.watcher.close()).toBe(closing);
  await closing;
  bench.inbox.clear();
  bench.write('agents/a.yaml', 'a2');
  await expect(bench.watcher.health()).rejects.toThrow('closed');
  await bench[Symbol.asyncDispose]();
  expect(bench.inbox.messages).toEqual([]);
});

test('closing before the watcher is ready ends it', async () => {
  const folder = tempFolder();
  const watcher = watchFolder({ ...OPTIONS, root: folder.root }, () => undefined);
  const ready = expect(watcher.ready).rejects.toThrow('closed');
  await watcher.close();
  await ready;
  folder.remove();
});

test('no handle is left after closing', async () => {
  const workers = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;
  const before = workers();
  const bench = await openBench({ 'agents/a.yaml': 'a' });
  await bench[Symbol.asyncDispose]();
  await until(async () => workers() <= before);
});

test('a listener that throws becomes a warning and stops nothing', async () => {
  const folder = tempFolder();
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const inbox = createInbox();
  await using watcher = watchFolder({ ...OPTIONS, root: folder.root }, (message) => {
    inbox.put(message);
    throw new Error('listener failed');
  });
  await watcher.ready;
  expect((await warned).message).toBe('listener failed');
  folder.write('agents/a.yaml', 'a');
  await inbox.file('agents/a.yaml');
  await watcher.close();
  folder.remove();
});

test('a worker that dies is started again and tells only what changed meanwhile', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b' });
  bench.inbox.clear();
  // No number: the wait inside the worker throws, and nothing there catches it.
  bench.watcher.blockForTest(1n as unknown as number);
  const degraded = await bench.inbox.message('degraded');
  expect(degraded.reason).toContain('The watch worker failed');
  bench.write('agents/a.yaml', 'a2');
  const asked = bench.watcher.health();
  await bench.inbox.message('recovered');
  expect(textOf(await bench.inbox.file('agents/a.yaml'))).toBe('a2');
  expect((await asked).restarts).toBe(1);
  bench.write('agents/c.yaml', 'c');
  await bench.inbox.file('agents/c.yaml');
  expect(bench.inbox.settled().some((file) => file.path === 'agents/b.yaml')).toBe(false);
});

test('a worker that cannot run is given up after five restarts', async () => {
  const folder = tempFolder();
  const inbox = createInbox();
  await using watcher = watchFolder({ ...OPTIONS, root: folder.root, rules: null as never }, inbox.put);
  await expect(watcher.ready).rejects.toThrow('The watch worker failed');
  expect(inbox.messages.filter((message) => message.type === 'degraded')).toHaveLength(6);
  await expect(watcher.health()).rejects.toThrow();
  await watcher.close();
  folder.remove();
});

test('a worker lies beside its source, where the environment says, or in the workers folder of a bundle', () => {
  vi.stubEnv('SIGNALBOX_WORKERS', undefined);
  expect(workerUrl('watch', new URL('file:///app/electron/core/watch/watcher.ts').href).pathname).toMatch(
    /\/electron\/core\/watch\/worker\.ts$/,
  );
  expect(workerUrl('journal', 'file:///app/out/main.js').href).toBe('file:///app/out/workers/journal.js');
  vi.stubEnv('SIGNALBOX_WORKERS', '/built');
  expect(workerUrl('watch', 'file:///app/electron/core/watch/watcher.ts').href).toBe('file:///built/watch.js');
  vi.unstubAllEnvs();
});
