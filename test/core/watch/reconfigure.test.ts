import { expect, test } from 'vitest';
import { needsScan } from '../../../electron/core/watch/reconfigure.ts';
import type { WatchOptions } from '../../../electron/core/watch/types.ts';
import { changes, OPTIONS, openBench, RULES, textOf } from './support.ts';

const AGENTS = RULES.filter(({ id }) => id === 'agents');

test('only what changes the covered files needs a scan', () => {
  const before: WatchOptions = { ...OPTIONS, root: '/r' };
  expect(needsScan(before, { ...before, settleMs: 5, settleMaxMs: 50, pollMs: 9 })).toBe(false);
  expect(needsScan(before, { ...before, rules: RULES.map((rule) => ({ ...rule, settleMs: 300 })) })).toBe(false);
  expect(needsScan(before, { ...before, rules: AGENTS })).toBe(true);
  expect(needsScan(before, { ...before, ignore: ['x'] })).toBe(true);
  expect(needsScan(before, { ...before, follow: ['/else'] })).toBe(true);
  expect(needsScan(before, { ...before, forcePolling: true })).toBe(true);
});

test('a glob added while it runs removes what it covers, and taken away again brings it back, and nothing else is told', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/draft/b.yaml': 'b', 'agents/draft/p.md': 'p' });
  bench.inbox.clear();
  await bench.watcher.reconfigure({ ignore: ['draft'] });
  expect(changes(bench.inbox).sort()).toEqual(['remove agents/draft/b.yaml', 'remove agents/draft/p.md']);
  expect(bench.inbox.settled().every(({ previousHash }) => previousHash !== null)).toBe(true);
  expect(await bench.watcher.explain('agents/draft/b.yaml')).toMatchObject({ watched: false, ignoredBy: 'draft' });
  bench.write('agents/draft/b.yaml', 'b2');
  await bench.quiet();
  bench.inbox.clear();
  expect(await bench.watcher.reconfigure({ ignore: [] })).toMatchObject({ found: 2 });
  expect(changes(bench.inbox).sort()).toEqual(['add agents/draft/b.yaml', 'add agents/draft/p.md']);
  expect(textOf(await bench.inbox.file('agents/draft/b.yaml'))).toBe('b2');
  bench.write('agents/draft/b.yaml', 'b3');
  await bench.inbox.file('agents/draft/b.yaml', (file) => file.change === 'update');
});

test('a rule added while it runs brings its files, and one taken away removes them', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'tools/bundles/x.yaml': 'x' }, { rules: AGENTS });
  bench.inbox.clear();
  await bench.watcher.reconfigure({ rules: RULES });
  expect(changes(bench.inbox)).toEqual(['add tools/bundles/x.yaml']);
  bench.write('tools/bundles/x.yaml', 'x2');
  await bench.inbox.file('tools/bundles/x.yaml', (file) => file.change === 'update');
  bench.inbox.clear();
  await bench.watcher.reconfigure({ rules: AGENTS });
  expect(changes(bench.inbox)).toEqual(['remove tools/bundles/x.yaml']);
});

test('a file that comes under another rule is removed under the old one and added under the new one', async () => {
  const [agents] = AGENTS;
  if (agents === undefined) throw new Error('no rule');
  await using bench = await openBench({ 'agents/sub/a.yaml': 'a' }, { rules: AGENTS });
  bench.inbox.clear();
  await bench.watcher.reconfigure({ rules: [agents, { ...agents, id: 'sub', dir: 'agents/sub' }] });
  const told = bench.inbox.settled().map(({ change, rule }) => `${change} ${rule}`);
  expect(told).toEqual(['remove agents', 'add sub']);
});

test('switching to polling and back loses nothing and tells of nothing twice', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b' });
  bench.inbox.clear();
  await bench.watcher.reconfigure({ forcePolling: true });
  await bench.inbox.message('degraded', ({ path }) => path === '');
  expect((await bench.watcher.health()).backend).toBe('polling');
  bench.write('agents/a.yaml', 'a2');
  await bench.inbox.file('agents/a.yaml');
  await bench.watcher.reconfigure({ forcePolling: false });
  await bench.inbox.message('recovered', ({ path }) => path === '');
  expect((await bench.watcher.health()).backend).toBe('native');
  bench.write('agents/b.yaml', 'b2');
  await bench.inbox.file('agents/b.yaml');
  expect(changes(bench.inbox)).toEqual(['update agents/a.yaml', 'update agents/b.yaml']);
});

test('a settle time of one rule counts for its files only, also when it comes while the watcher runs', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'tools/t.json': '1' });
  const slow = RULES.map((rule) => (rule.id === 'agents' ? { ...rule, settleMs: 400 } : rule));
  expect(await bench.watcher.reconfigure({ rules: slow })).toMatchObject({ found: 0 });
  bench.inbox.clear();
  bench.write('agents/a.yaml', 'a2');
  const first = bench.inbox.file('agents/a.yaml');
  expect((await first).settleMs).toBeGreaterThanOrEqual(399);
  await bench.watcher.reconfigure({ rules: RULES, settleMs: 0 });
  bench.write('agents/a.yaml', 'a3');
  await bench.inbox.file('agents/a.yaml', (file) => textOf(file) === 'a3');
});

test('a smaller size limit reports what is now too big, and a larger one gives its bytes back', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'long enough', 'agents/b.yaml': 'b' });
  bench.inbox.clear();
  await bench.watcher.reconfigure({ maxFileBytes: 4 });
  expect((await bench.inbox.file('agents/a.yaml')).problem?.code).toBe('TOO_BIG');
  await bench.watcher.reconfigure({ maxFileBytes: 1_000 });
  expect(textOf(await bench.inbox.file('agents/a.yaml', (file) => file.problem === null))).toBe('long enough');
  expect(changes(bench.inbox)).toEqual(['update agents/a.yaml', 'update agents/a.yaml']);
});
