import { expect, it } from 'vitest';
import { descriptor, hostOf, program, reaches, runs } from './workspace-of.ts';

it('deploys by hand what its file leaves disabled, and follows the file again when asked', async () => {
  const host = await hostOf({ db: descriptor({ enabled: false }) });
  expect((await reaches(host, 'db', 'disabled')).desired).toBe('down');
  const { result } = await host.call('component.deploy', { name: 'db' });
  expect(result.steps).toMatchObject([{ name: 'db', from: 'disabled', to: 'running' }]);
  const up = await reaches(host, 'db', 'running');
  expect(up).toMatchObject({ override: 'up', desired: 'up', enabled: false });
  await host.call('component.followFile', { name: 'db' });
  await reaches(host, 'db', 'disabled');
  expect(runs(up.pid)).toBe(false);
});

it('refuses to undeploy what others need, and takes dependents down first when they are meant too', async () => {
  const host = await hostOf({ db: descriptor(), api: descriptor({ dependsOn: ['db'] }) });
  await reaches(host, 'api', 'running');
  await expect(host.call('component.undeploy', { name: 'db' })).rejects.toMatchObject({ code: 'HAS_DEPENDENTS' });
  const plan = await host.call('component.plan', { action: 'undeploy', names: ['db'], scope: 'dependents' });
  expect(plan.steps.map((step: { name: string }) => step.name)).toEqual(['api', 'db']);
  const { result } = await host.call('component.undeploy', { name: 'db', scope: 'dependents', planId: plan.planId });
  expect(result.steps).toMatchObject([
    { name: 'api', to: 'stopped' },
    { name: 'db', to: 'stopped' },
  ]);
  const snapshot = await host.snapshot();
  expect(snapshot.components['db']).toMatchObject({ override: 'down', enabled: true, pid: null });
});

it('refuses a plan that was looked at and is not what would be done any more', async () => {
  const host = await hostOf({ db: descriptor() });
  await reaches(host, 'db', 'running');
  const plan = await host.call('component.plan', { action: 'undeploy', names: ['db'], scope: 'dependents' });
  host.write('components/api.json', descriptor({ dependsOn: ['db'] }));
  await reaches(host, 'api', 'running');
  const act = host.call('component.undeploy', { name: 'db', scope: 'dependents', planId: plan.planId });
  await expect(act).rejects.toMatchObject({ code: 'STALE' });
});

it('keeps an override over a restart, and drops it when the file says something else', async () => {
  const first = await hostOf({ db: descriptor() });
  await reaches(first, 'db', 'running');
  await first.call('component.undeploy', { name: 'db' });
  await first.close();
  const { root, home } = first;
  const second = await hostOf({}, { root, home });
  const down = (await second.until((now) => now.components['db'] !== undefined)).components['db'];
  expect(down).toMatchObject({ desired: 'down', override: 'down', enabled: true, state: 'disabled' });
  second.write('components/db.json', descriptor({ enabled: false }));
  await second.until((now) => now.components['db']?.override === null, 'no override');
  second.write('components/db.json', descriptor());
  await reaches(second, 'db', 'running');
});

it('drops an override when the file was enabled or disabled while no host looked', async () => {
  const first = await hostOf({ db: descriptor({ enabled: false }) });
  await first.call('component.deploy', { name: 'db' });
  await first.close();
  const { root, home, write } = first;
  write('components/db.json', descriptor({ enabled: true }));
  const second = await hostOf({}, { root, home });
  expect(await reaches(second, 'db', 'running')).toMatchObject({ override: null });
});

it('redeploys and restarts with a new process', async () => {
  const host = await hostOf({ db: descriptor() });
  const first = await reaches(host, 'db', 'running');
  await host.call('component.redeploy', { name: 'db' });
  const second = await reaches(host, 'db', 'running');
  expect(second.pid).not.toBe(first.pid);
  await host.call('component.restart', { names: ['db'] });
  expect((await reaches(host, 'db', 'running')).pid).not.toBe(second.pid);
  const { runs: history } = await host.call('runs', { component: 'db' });
  expect(history.map((run: { number: number }) => run.number)).toEqual([3, 2, 1]);
});

it('kills a run at once, and tells how it ended', async () => {
  const deaf = [process.execPath, '-e', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`];
  const host = await hostOf({ db: descriptor({ config: { command: deaf } }) });
  const up = await reaches(host, 'db', 'running');
  await host.call('run.killNow', { runId: up.run ?? '' });
  const down = await reaches(host, 'db', 'crashed');
  expect(runs(up.pid)).toBe(false);
  expect(down.error).toMatchObject({ code: 'EXITED_EARLY' });
});

it('shows the three facts of a descriptor with secrets masked, the processes of a run and its last words', async () => {
  const secret = 'hunter2-very-long';
  const speaks = program(`console.error('key ' + process.env.API_TOKEN)`);
  const config = { command: speaks, env: { API_TOKEN: secret } };
  const host = await hostOf({ db: descriptor({ config, onChange: 'ignore' }) });
  const up = await reaches(host, 'db', 'running');
  host.write('components/db.json', descriptor({ config, onChange: 'ignore', stop: { grace: 1 } }));
  await host.until((now) => now.definitions['components/db']?.loaded?.version === 2);
  const facts = await host.call('descriptor', { name: 'db' });
  expect(facts).toMatchObject({
    disk: { stop: { graceMs: 1_000 } },
    loaded: { stop: { graceMs: 1_000 } },
    running: { stop: { graceMs: 10_000 } },
  });
  const shown = await host.call('processes', { runId: up.run ?? '' });
  expect(shown.processes.map((one: { pid: number }) => one.pid)).toContain(up.pid);
  const tail = await host.call('run.tail', { runId: up.run ?? '' });
  expect(JSON.stringify([facts, tail, await host.events()])).not.toContain(secret);
});

it('says what PATH components are started with, and reads it again when asked', async () => {
  const host = await hostOf({});
  const before = await host.call('environment', {});
  expect(before).toMatchObject({ shell: '/bin/sh', fault: null });
  expect(before.path.length).toBeGreaterThan(0);
  await host.call('environment.read', {});
  expect((await host.call('environment', {})).readAt).toBeGreaterThanOrEqual(before.readAt);
});

it('names what would be restarted while a batch of changes is held', async () => {
  const host = await hostOf({ db: descriptor() });
  await reaches(host, 'db', 'running');
  host.write('signalbox.yaml', 'hold: { manual: [components] }\n');
  await host.until((now) => JSON.stringify(now.config.values['hold.manual']) === '["components"]');
  host.write('components/db.json', descriptor({ config: { env: { MODE: 'two' } } }));
  const held = await host.until((now) => now.batch !== null, 'held');
  expect(held.batch?.restarts).toEqual(['db']);
});
