import path from 'node:path';
import { expect, it } from 'vitest';
import { descriptor, hostOf, program, reaches, runs } from '../../components/workspace-of.ts';

const node = process.execPath;

it('redeploys with dependents without starting what was undeployed by hand or is disabled, and says so before and after', async () => {
  const host = await hostOf({
    db: descriptor(),
    api: descriptor({ dependsOn: ['db'] }),
    web: descriptor({ dependsOn: ['api', 'db'] }),
    jobs: descriptor({ dependsOn: ['db'], enabled: false }),
    mail: descriptor({ dependsOn: ['db'] }),
  });
  const before = await reaches(host, 'mail', 'running');
  await host.call('component.undeploy', { name: 'api', force: true, scope: 'dependents' });
  await host.call('component.deploy', { name: 'web' }).catch(() => undefined);
  const wanted = { names: ['db'], scope: 'dependents' as const };
  const plan = await host.call('component.plan', { action: 'redeploy', ...wanted });
  expect(plan.steps.map((step: { name: string; act: string }) => `${step.act} ${step.name}`)).toEqual([
    'stop mail',
    'stop db',
    'start db',
    'start mail',
  ]);
  const leftOut = [
    { name: 'api', why: 'undeployed by hand' },
    { name: 'jobs', why: 'its file says that it is not enabled' },
    { name: 'web', why: 'needs api, which stays down' },
  ];
  expect(plan).toMatchObject({ leftOut, unaffected: 3 });
  const { result } = await host.call('component.redeploy', { ...wanted, planId: plan.planId });
  expect(result.leftOut).toEqual(leftOut);
  expect(result.steps.filter((step: { error?: unknown }) => step.error)).toEqual([]);
  const { components } = await host.snapshot();
  expect(components['api']).toMatchObject({ state: 'stopped', override: 'down' });
  expect(components['jobs']).toMatchObject({ state: 'disabled', override: null });
  expect(components['mail']?.pid).not.toBe(before.pid);
  expect((await host.events('plan.made')).at(-1)?.body).toMatchObject({ leftOut });
});

it('previews what the act itself would refuse only when it is told to, with the time that starts took before', async () => {
  const slow = program(`setTimeout(() => console.log('open'), 300)`);
  const host = await hostOf({
    db: descriptor({ config: { command: slow }, probes: { ready: { log: '^open$' } } }),
    api: descriptor({ dependsOn: ['db'] }),
    never: descriptor({ enabled: false }),
  });
  await reaches(host, 'api', 'running');
  const asked = { action: 'undeploy' as const, names: ['db'] };
  await expect(host.call('component.plan', asked)).rejects.toMatchObject({ code: 'HAS_DEPENDENTS' });
  expect((await host.call('component.plan', { ...asked, force: true })).steps).toHaveLength(1);
  await host.call('component.restart', { name: 'db' });
  const { steps } = await host.call('component.plan', { action: 'redeploy', names: ['db'], scope: 'only' });
  const start = steps.find((step: { act: string }) => step.act === 'start');
  expect(start.estimate.runs).toBe(2);
  expect(start.estimate.ms).toBeGreaterThanOrEqual(300);
  expect(steps.find((step: { act: string }) => step.act === 'stop').estimate).toBeUndefined();
  const first = await host.call('component.plan', { action: 'deploy', names: ['never'], scope: 'only' });
  expect(first.steps[0].estimate).toBeUndefined();
  const { root, home } = host;
  await host.close();
  const again = await hostOf({}, { root, home });
  const later = await again.call('component.plan', { action: 'redeploy', names: ['db'], scope: 'only' });
  expect(later.steps[1].estimate.runs).toBeGreaterThanOrEqual(2);
});

it('leaves who asked for a kill as the cause of the end and of what follows', async () => {
  const deaf = [node, '-e', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`];
  const host = await hostOf({ db: descriptor({ config: { command: deaf } }) });
  const up = await reaches(host, 'db', 'running');
  await host.call('run.killNow', { runId: up.run ?? '' });
  await reaches(host, 'db', 'crashed');
  const events = await host.events();
  const at = (seq: number) => `${host.workbench.position().epoch}:${seq}`;
  const act = events.find(({ type, body }) => type === 'action.requested' && body.name === 'run.killNow');
  const rung = events.find(({ type, body }) => type === 'stop.stepped' && body.byHand === true);
  const end = events.find(({ type }) => type === 'run.ended');
  expect(act?.body).toMatchObject({ door: 'ui' });
  expect(rung).toMatchObject({ cause: at(act?.seq ?? 0), body: { rung: 'killed', pids: [up.pid] } });
  expect(end).toMatchObject({ cause: at(rung?.seq ?? 0), body: { asked: true, words: 'killed by hand' } });
  const fell = events.find(({ type, body }) => type === 'component.changed' && body.to === 'crashed');
  expect(fell).toMatchObject({ cause: at(end?.seq ?? 0), body: { reason: 'killed by hand' } });
});

it('counts runs on over sessions', async () => {
  const first = await hostOf({ db: descriptor() });
  await reaches(first, 'db', 'running');
  await first.call('component.restart', { name: 'db' });
  await first.close();
  const { root, home } = first;
  const second = await hostOf({}, { root, home });
  const { run } = await reaches(second, 'db', 'running');
  expect((await second.snapshot()).runs[run ?? '']).toMatchObject({ number: 3, descriptorVersion: 1 });
  const { runs: history } = await second.call('runs', { component: 'db' });
  expect(history.map((one: { number: number }) => one.number)).toEqual([3, 2, 1]);
});

it('tells what a run was started with otherwise than the last healthy one, and never a value', async () => {
  const script = (extra: string) =>
    `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1e6); ${extra}`;
  const token = 'first-secret-token';
  const config = (env: object) => ({ command: [node, 'main.mjs'], env });
  const ready = { probes: { ready: { exec: 'true' } }, onChange: 'restart' };
  const host = await hostOf({});
  host.write('main.mjs', script(''));
  host.write('components/db.json', descriptor({ ...ready, config: config({ API_TOKEN: token, OLD: '1', SAME: 'x' }) }));
  await reaches(host, 'db', 'running');
  host.write('main.mjs', script('process.exit(3)'));
  const second = config({ API_TOKEN: 'other-secret-token', NEW: '1', SAME: 'x' });
  const never = { probes: { ready: { exec: 'false' } }, onChange: 'restart' };
  host.write('components/db.json', descriptor({ ...never, config: second }));
  await host.untilEvent(({ type, body }) => type === 'run.started' && body.number === 2);
  const { body, subject } = await host.untilEvent(({ type, body }) => type === 'run.started' && body.number === 2);
  const runId = subject.slice('run:'.length);
  expect(body.facts.env.API_TOKEN).toMatch(/^•••[0-9a-f]{4}$/);
  const told = await host.call('run.differences', { component: 'db', runId });
  expect(told).toMatchObject({ known: true, against: { number: 1, version: 1 } });
  const changed = (name: string) => told.changes.find((one: { name: string }) => one.name === name);
  expect(changed('API_TOKEN')).toEqual({ what: 'variable', name: 'API_TOKEN', old: '', new: '' });
  expect(changed('OLD')).toMatchObject({ old: '', new: null });
  expect(changed('NEW')).toMatchObject({ old: null, new: '' });
  expect(changed('SAME')).toBeUndefined();
  expect(changed(path.join(host.root, 'main.mjs'))).toMatchObject({ what: 'file' });
  const all = JSON.stringify([told, await host.events()]);
  expect(all).not.toContain(token);
  expect(all).not.toContain('other-secret-token');
});

it('takes down what runs when trust is withdrawn, says that it waits for it, and brings it back with it', async () => {
  const host = await hostOf({
    db: descriptor(),
    api: descriptor({ dependsOn: ['db'] }),
    sick: descriptor({ config: { command: [node, '-e', 'process.exit(1)'] }, restart: { backoff: '50s', max: 9 } }),
  });
  const up = await reaches(host, 'api', 'running');
  await reaches(host, 'sick', 'backing-off');
  await host.call('workspace.trust', { decision: 'look-only' });
  const down = await host.until(
    ({ components }) => Object.values(components).every(({ state }) => state === 'waiting'),
    'all wait',
  );
  expect(runs(up.pid)).toBe(false);
  for (const { desired, waitingOn } of Object.values(down.components)) {
    expect(desired).toBe('up');
    expect(waitingOn).toContainEqual({ sort: 'trust', name: 'workspace', why: 'the workspace is only looked at' });
  }
  for (const name of ['component.deploy', 'component.redeploy', 'component.restart'] as const)
    await expect(host.call(name, { name: 'db' })).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
  await host.call('workspace.trust', { decision: 'trust' });
  expect((await reaches(host, 'api', 'running')).pid).not.toBe(up.pid);
});
