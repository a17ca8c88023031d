import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { until } from '../process/support.ts';
import { component, descriptor, hostOf, reaches, runs } from './workspace-of.ts';

const script = path.resolve(import.meta.dirname, '../../fixtures/hosts/serve-workspace.ts');

/** Starts a host on a workspace, waits until its components run, and kills it with SIGKILL. */
async function killedHost(
  names: readonly string[],
  texts: Readonly<Record<string, string>> = {},
): Promise<{ root: string; home: string; pids: Map<string, number> }> {
  const root = tempFolder('root');
  const home = tempFolder('home');
  mkdirSync(path.join(root, 'components'));
  for (const name of names) writeFileSync(path.join(root, 'components', `${name}.json`), texts[name] ?? descriptor());
  const child = spawn(process.execPath, [script, home, root, String(names.length)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  onEnd(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const pids = new Map(Object.entries(JSON.parse(line) as Record<string, number>));
  onEnd(() => {
    for (const pid of pids.values()) if (runs(pid)) process.kill(pid, 'SIGKILL');
  });
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  return { root, home, pids };
}

function orphanOf(snapshot: Snapshot, name: string) {
  return Object.values(snapshot.orphans).find((one) => one.component === name);
}

it('lists every process a killed host left behind, starts none twice, and does what is decided about each', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const { root, home, pids } = await killedHost(names);
  expect(pids.size).toBe(20);
  for (const pid of pids.values()) expect(runs(pid)).toBe(true);
  const host = await hostOf({}, { root, home });
  const snapshot = await host.until((now) => Object.keys(now.components).length === 20);
  expect(Object.keys(snapshot.orphans)).toHaveLength(20);
  for (const name of names) {
    expect(orphanOf(snapshot, name)?.pid).toBe(pids.get(name));
    expect(component(snapshot, name)).toMatchObject({ state: 'waiting', waitingOn: [{ sort: 'orphan' }] });
  }
  const [kept, ...others] = names;
  const adopt = orphanOf(snapshot, kept ?? '');
  await host.call('orphan.adopt', { pid: adopt?.pid ?? 0, startTime: adopt?.startTime ?? '' });
  const adopted = await reaches(host, kept ?? '', 'running');
  expect(adopted.pid).toBe(pids.get(kept ?? ''));
  await Promise.all(
    others.map((name) => {
      const { pid = 0, startTime = '' } = orphanOf(snapshot, name) ?? {};
      return host.call('orphan.kill', { pid, startTime });
    }),
  );
  const up = await host.until(
    (now) => Object.values(now.components).every(({ state }) => state === 'running'),
    'all up',
  );
  expect(Object.keys(up.orphans)).toEqual([]);
  for (const name of others) {
    expect(runs(pids.get(name) ?? 0)).toBe(false);
    expect(component(up, name)?.pid).not.toBe(pids.get(name));
  }
  const all = Object.values(up.components).map(({ pid }) => pid);
  expect(new Set(all).size).toBe(20);
  await host.close();
  for (const pid of [...all, ...pids.values()]) expect(runs(pid)).toBe(false);
});

it('starts its component again when an adopted process ends, and says that it ended', async () => {
  const { root, home, pids } = await killedHost(['db']);
  const host = await hostOf({}, { root, home });
  host.write('components/db.json', descriptor({ restart: { when: 'on-failure', backoff: '10ms' } }));
  const snapshot = await host.until((now) => orphanOf(now, 'db') !== undefined && now.components['db']?.version === 2);
  const { pid = 0, startTime = '' } = orphanOf(snapshot, 'db') ?? {};
  await host.call('orphan.adopt', { pid, startTime });
  await reaches(host, 'db', 'running');
  process.kill(pid, 'SIGKILL');
  const next = await host.until(
    (now) => now.components['db']?.state === 'running' && ![null, pid].includes(now.components['db'].pid),
  );
  expect(next.runs[next.components['db']?.run ?? '']).toMatchObject({ adopted: false });
  expect(pids.get('db')).toBe(pid);
});

it('says that a leftover is gone when it ends before anybody decides', async () => {
  const { root, home, pids } = await killedHost(['db']);
  const host = await hostOf({}, { root, home });
  await reaches(host, 'db', 'waiting');
  process.kill(pids.get('db') ?? 0, 'SIGKILL');
  await reaches(host, 'db', 'running');
  expect((await host.events('orphan.resolved')).map(({ body }) => body.decision)).toEqual(['gone']);
});

it('takes over one that does not mind that nobody reads it, and stops it; one that ends of that is no leftover', async () => {
  const careless = `process.stdout.on('error', () => {}); setInterval(() => process.stdout.write('still here\\n'), 20)`;
  const texts = {
    careless: descriptor({ config: { command: [process.execPath, '-e', careless] } }),
    offended: descriptor({ config: { command: ['sh', '-c', 'while echo still here; do sleep 0.05; done'] } }),
  };
  const { root, home, pids } = await killedHost(Object.keys(texts), texts);
  await until(() => !runs(pids.get('offended') ?? 0));
  const host = await hostOf({}, { root, home });
  const up = await reaches(host, 'offended', 'running');
  expect(up.pid).not.toBe(pids.get('offended'));
  const { orphans } = await host.snapshot();
  expect(Object.values(orphans)).toMatchObject([{ component: 'careless', pid: pids.get('careless') }]);
  const { pid = 0, startTime = '' } = Object.values(orphans)[0] ?? {};
  await host.call('orphan.adopt', { pid, startTime });
  expect(await reaches(host, 'careless', 'running')).toMatchObject({ pid });
  const { result } = await host.call('component.undeploy', { name: 'careless' });
  expect(result.steps).toMatchObject([{ to: 'stopped' }]);
  expect(runs(pid)).toBe(false);
});
