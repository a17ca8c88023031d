import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { SECRETS_FILE } from '../../../../electron/core/state/named-secrets.ts';
import { createKeyVault, makeVaultKey } from '../../../../electron/core/state/vault.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import type { TestHost } from '../../../helpers/workspace.ts';
import { descriptor, hostOf, program, reaches, runs } from '../../components/workspace-of.ts';

const script = path.resolve(import.meta.dirname, '../../../fixtures/hosts/serve-workspace.ts');

/** For what the journal does not tell. */
const LONG = { timeout: 20_000 };

/** A workspace whose host was killed while `db` ran the first version of its descriptor. */
async function killedHost(): Promise<{ root: string; home: string; pid: number }> {
  const root = tempFolder('root');
  const home = tempFolder('home');
  mkdirSync(path.join(root, 'components'));
  writeFileSync(path.join(root, 'components', 'db.json'), descriptor({ stop: { grace: 7 } }));
  const child = spawn(process.execPath, [script, home, root, '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  onEnd(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { db: pid = 0 } = JSON.parse(line) as { db?: number };
  onEnd(() => runs(pid) && process.kill(pid, 'SIGKILL'));
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  return { root, home, pid };
}

async function adopt(host: TestHost): Promise<void> {
  const { orphans } = await host.until(({ orphans: now }) => Object.keys(now).length === 1, 'an orphan');
  const [{ pid, startTime } = { pid: 0, startTime: '' }] = Object.values(orphans);
  await host.call('orphan.adopt', { pid, startTime });
}

it('shows of an adopted run the version it really runs, and what stood in it, though the file says something else by now', async () => {
  const { root, home, pid } = await killedHost();
  writeFileSync(path.join(root, 'components', 'db.json'), descriptor({ stop: { grace: 9 } }));
  const host = await hostOf({}, { root, home });
  await adopt(host);
  const up = await reaches(host, 'db', 'running');
  const now = await host.snapshot();
  expect(up).toMatchObject({ pid, version: 2 });
  expect(now.runs[up.run ?? '']).toMatchObject({ adopted: true, descriptorVersion: 1, number: 1 });
  expect(now.definitions['components/db']).toMatchObject({
    loaded: { version: 2 },
    running: [{ by: 'component:db', version: 1 }],
  });
  expect(await host.call('descriptor', { name: 'db' })).toMatchObject({
    disk: { stop: { graceMs: 9_000 } },
    loaded: { stop: { graceMs: 9_000 } },
    running: { stop: { graceMs: 7_000 } },
  });
  // Edited back to what runs: there is nothing to restart.
  host.write('components/db.json', descriptor({ stop: { grace: 7 } }));
  await host.until(({ definitions }) => definitions['components/db']?.running?.[0]?.version === 3, 'runs version 3');
  expect((await host.snapshot()).components['db']).toMatchObject({ pid, state: 'running' });
  await host.call('component.redeploy', { name: 'db' });
  const { run } = await reaches(host, 'db', 'running');
  expect((await host.snapshot()).runs[run ?? '']).toMatchObject({ number: 2, descriptorVersion: 3, adopted: false });
});

it('lets what runs go on when a secret is withdrawn, and refuses the next start, naming it', async () => {
  const home = tempFolder('home');
  await makeVaultKey(home);
  const vault = createKeyVault(home, {});
  const seal = async (text: string) =>
    writeFileSync(path.join(home, SECRETS_FILE), JSON.stringify(await vault.seal(text)));
  await seal('db: a-secret-of-db\n');
  const config = {
    env: { DB_PASSWORD: { from: 'vault', name: 'db' } },
    command: program('console.error(process.env.DB_PASSWORD)'),
  };
  const host = await hostOf({ db: descriptor({ config }) }, { home });
  const up = await reaches(host, 'db', 'running');
  await seal('other: value\n');
  expect(runs(up.pid)).toBe(true);
  await host.call('component.restart', { name: 'db' }).catch(() => undefined);
  const failed = await reaches(host, 'db', 'failed');
  expect(failed.error).toMatchObject({ code: 'NOT_CONFIGURED', message: expect.stringContaining('DB_PASSWORD') });
  expect(runs(up.pid)).toBe(false);
  await seal('db: another-secret-of-db\n');
  await host.call('component.restart', { name: 'db' });
  const back = await reaches(host, 'db', 'running');
  await expect
    .poll(async () => (await host.call('run.tail', { runId: back.run ?? '' })).stderr, LONG)
    .toMatch(/^•••[0-9a-f]{4}\n$/);
  expect(JSON.stringify(await host.events())).not.toContain('secret-of-db');
});

/** A schedule whose run goes on until a file is there: it is busy for as long as a test wants. */
function busy(folder: string, part: Record<string, unknown> = {}): string {
  const wait = `while [ ! -e ${folder}/done ]; do sleep 0.05; done`;
  return JSON.stringify({
    type: 'schedule',
    enabled: true,
    onChange: 'restart-when-idle',
    config: { every: 0.2, command: ['sh', '-c', `echo run >> ${folder}/runs; ${wait}`] },
    ...part,
  });
}

it('applies a change that waits until a component is idle when it is told to, and cuts the run that it waited for', async () => {
  const folder = tempFolder('busy');
  const host = await hostOf({ tidy: busy(folder) });
  await host.untilEvent(({ type }) => type === 'run.started');
  host.write('components/tidy.json', busy(folder, { stop: { grace: 1 } }));
  const waits = await host.until(({ components }) => components['tidy']?.pendingChange?.calls === 1, 'it waits');
  const run = waits.components['tidy']?.run ?? '';
  expect(waits.runs[run]).toMatchObject({ endedAt: null, descriptorVersion: 1 });
  await host.call('component.applyNow', { name: 'tidy' });
  const end = await host.untilEvent(({ type, subject }) => type === 'run.ended' && subject === `run:${run}`);
  expect(end.body).toMatchObject({ asked: true });
  const next = await host.until(
    ({ components, runs: all }) => all[components['tidy']?.run ?? '']?.descriptorVersion === 2,
    'a run of version 2',
  );
  expect(next.components['tidy']).toMatchObject({ pendingChange: null, state: 'running' });
});

it('runs on as it was when a waiting change is called off, until the next change or restart', async () => {
  const folder = tempFolder('busy');
  const host = await hostOf({ tidy: busy(folder) });
  await host.untilEvent(({ type }) => type === 'run.started');
  host.write('components/tidy.json', busy(folder, { stop: { grace: 1 } }));
  await host.until(({ components }) => components['tidy']?.pendingChange !== null, 'it waits');
  await host.call('component.cancelPending', { name: 'tidy' });
  await host.until(({ components }) => components['tidy']?.pendingChange === null, 'it waits no longer');
  const { seq = 0 } = (await host.events('component.pending')).at(-1) ?? {};
  writeFileSync(path.join(folder, 'done'), '');
  // It is idle by now, and goes on with what it was started with.
  await host.untilEvent(({ type }) => type === 'run.ended', seq);
  const again = await host.untilEvent(({ type }) => type === 'run.started', seq);
  expect(again.body).toMatchObject({ descriptorVersion: 1 });
  expect((await host.events('component.changed')).filter(({ body }) => body.to === 'stopping')).toEqual([]);
  await host.call('component.restart', { name: 'tidy' });
  const after = (await host.events('component.changed')).at(-1)?.seq ?? 0;
  expect((await host.untilEvent(({ type }) => type === 'run.started', after)).body).toMatchObject({
    descriptorVersion: 2,
  });
});

it('gives components the variables of the login shell that the settings name, from the next start on', async () => {
  const out = path.join(tempFolder('out'), 'env');
  const command = ['sh', '-c', `env > ${out}.tmp && mv ${out}.tmp ${out}; exec sleep 1000`];
  const env = { PATH: process.env['PATH'], SHELL: '/bin/sh', TOOL_HOME: '/opt/tool', OTHER: 'x' };
  const host = await hostOf({ db: descriptor({ config: { command } }) }, { env });
  await reaches(host, 'db', 'running');
  await expect.poll(() => existsSync(out), LONG).toBe(true);
  expect(readFileSync(out, 'utf8')).not.toContain('TOOL_HOME');
  await host.call('config.set', { path: 'process.loginVariables', value: ['TOOL_HOME'] });
  expect((await host.call('environment', {})).variables).toEqual({ TOOL_HOME: '/opt/tool' });
  await host.call('component.restart', { name: 'db' });
  await expect.poll(() => readFileSync(out, 'utf8'), LONG).toContain('TOOL_HOME=/opt/tool');
  expect(readFileSync(out, 'utf8')).not.toContain('OTHER=');
});

it('kills at the end what does not stop by itself, 5 s before the time the settings give is over', async () => {
  const deaf = [process.execPath, '-e', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`];
  const host = await hostOf({ db: descriptor({ config: { command: deaf }, stop: { grace: 600 } }) });
  const up = await reaches(host, 'db', 'running');
  await host.call('config.set', { path: 'shutdown.totalMs', value: 6_000 });
  expect(host.workbench.stopMs()).toBe(30_000);
  await host.call('config.set', { path: 'shutdown.totalMs', value: 40_000 });
  expect(host.workbench.stopMs()).toBe(40_000);
  await host.call('config.set', { path: 'shutdown.totalMs', value: 6_000 });
  const told: { graceMs: number; rung: string }[] = [];
  host.workbench.follow(
    {},
    (events) => {
      for (const { type, body } of events) if (type === 'stop.stepped') told.push(body as (typeof told)[number]);
    },
    () => {},
  );
  await host.close();
  expect(runs(up.pid)).toBe(false);
  expect(told.map(({ rung }) => rung)).toContain('killed');
  // Its own ten minutes were cut to what is left before the kill.
  expect(told[0]?.graceMs).toBeLessThanOrEqual(1_000);
});
