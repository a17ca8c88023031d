import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ExplanationAnswer, RunningHealth } from '../../../shared/actions/watch-answers.ts';
import { startHost } from '../../helpers/workspace.ts';
import { openBench, until } from './support.ts';

test('a link is explained with what it says and where that leads, also when it leads nowhere', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' }, {}, (root) => {
    symlinkSync('a.yaml', path.join(root, 'agents/link.yaml'));
    symlinkSync('gone.yaml', path.join(root, 'agents/broken.yaml'));
  });
  const whole = { says: 'a.yaml', real: bench.at('agents/a.yaml') };
  expect((await bench.watcher.explain('agents/link.yaml')).link).toEqual(whole);
  const broken = await bench.watcher.explain('agents/broken.yaml');
  expect(broken).toMatchObject({ watched: false, link: { says: 'gone.yaml', real: null } });
});

test('a file that is too big, or one too many, is explained with the limit', async () => {
  const files = { 'agents/a.yaml': 'a', 'agents/b.yaml': 'far too long', 'agents/c.yaml': 'c' };
  await using bench = await openBench(files, { maxPaths: 2, maxFileBytes: 4 });
  const all = await Promise.all(Object.keys(files).map((file) => bench.watcher.explain(file)));
  const cut = all.filter(({ limit }) => limit?.what === 'paths');
  expect(cut).toHaveLength(1);
  expect(cut[0]).toMatchObject({ watched: false, limit: { what: 'paths', limit: 2 } });
  await bench.watcher.reconfigure({ maxPaths: 100 });
  expect(await bench.watcher.explain('agents/b.yaml')).toMatchObject({
    watched: true,
    limit: { what: 'bytes', limit: 4 },
    problem: 'The file has 12 bytes; more than 4 are not read.',
  });
});

test('a bare name that is not there is answered with the known files of that name', async () => {
  await using bench = await openBench({ 'agents/x/a.yaml': '1', 'agents/y/a.yaml': '2', 'agents/b.yaml': '3' });
  expect((await bench.watcher.explain('a.yaml')).elsewhere).toEqual(['agents/x/a.yaml', 'agents/y/a.yaml']);
  expect((await bench.watcher.explain('agents/b.yaml')).elsewhere).toBeUndefined();
});

test('health lists what was passed over and by which glob, and how much of the limits is used', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' }, { ignore: ['drafts'] });
  bench.write('agents/drafts', 'not a folder');
  await until(async () => (await bench.watcher.health()).passedOver.length > 0);
  const { passedOver, limits } = await bench.watcher.health();
  expect(passedOver).toMatchObject([{ path: 'agents/drafts', ignoredBy: 'drafts' }]);
  expect(limits.maxPaths).toBe(100_000);
  if (process.platform === 'linux') expect(limits.instancesInUse).toBeGreaterThan(0);
});

test('the workspace answers what became of a file: its definition, its state and what serves', async () => {
  const host = await startHost({ files: { 'agents/a.yaml': 'name: a\n' } });
  const explain = (file: string): Promise<ExplanationAnswer> => host.call('explain', { path: file });
  const loaded = { definition: 'agents/a', state: 'ok', version: 1, isOnDisk: true };
  expect((await explain('agents/a.yaml')).became).toEqual(loaded);
  host.write('agents/a.yaml', 'name: [');
  await host.until(({ definitions }) => definitions['agents/a']?.state === 'refused');
  const refused = await explain('agents/a.yaml');
  expect(refused.became).toMatchObject({ definition: 'agents/a', state: 'refused', version: 1, isOnDisk: false });
  expect(refused.became?.fault).toBeTruthy();
  expect(refused.lastSettled).toMatchObject({ change: 'update' });
  host.write('agents/a.yml', 'name: a\n');
  await host.until(({ definitions }) => (definitions['agents/a']?.claims.length ?? 0) > 1);
  expect((await explain('agents/a.yml')).became?.fault).toBe('agents/a.yaml has the same name and serves.');
  expect((await explain('nowhere/x.yaml')).became).toBeUndefined();
  const health: RunningHealth = await host.call('watchHealth', {});
  expect(health).toMatchObject({ backend: 'native', rootPresent: true });
  expect(health.messages).toBeGreaterThan(0);
});
