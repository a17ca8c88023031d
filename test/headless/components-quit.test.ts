import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { isRunning } from '../core/process/support.ts';
import { onEnd, tempFolder } from '../helpers/temp.ts';
import { program, serveComponents } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const DEAF = ['sh', '-c', 'trap "" TERM INT HUP; while :; do sleep 1; done'];
const IS_LONG = Boolean(process.env['SIGNALBOX_TEST_LONG']);
/** What everything may take by default, and what is asked for instead to make the test short. */
const WITHIN_MS = 30_000;
const SHORT_MS = 8_000;
/** Where the older control groups can freeze a process, which then does not even take SIGKILL. */
const FREEZER = '/sys/fs/cgroup/freezer';
const canFreeze = existsSync(path.join(FREEZER, 'cgroup.procs')) && process.getuid?.() === 0;

it(`ends within ${WITHIN_MS / 1000} s with ten components that hear no signal, and leaves none of them`, async () => {
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const root = tempFolder('root');
  if (!IS_LONG) writeFileSync(path.join(root, 'signalbox.yaml'), `shutdown:\n  totalMs: ${SHORT_MS}\n`);
  const deaf = (more: object) => program(DEAF, { stop: { grace: '10m' }, ...more });
  const components = Object.fromEntries(names.map((name) => [name, deaf(name === 'c9' ? { dependsOn: ['c8'] } : {})]));
  const served = await serveComponents(components, { root });
  const up = await served.until((now) => names.every((name) => now.components[name]?.state === 'running'));
  expect((await served.quit()).ms).toBeLessThan(WITHIN_MS);
  expect(names.filter((name) => isRunning(up.components[name]?.pid ?? 0))).toEqual([]);
  expect(readdirSync(served.ledger).filter((file) => file.endsWith('.json'))).toEqual([]);
});

it.runIf(canFreeze)('does not say stopped of a process that cannot be killed, and finds it again', async () => {
  const served = await serveComponents({ db: program(['sleep', '100000'], { stop: { grace: '100ms' } }) });
  const { pid, run } = await served.reaches('db', 'running');
  const thaw = freeze(pid ?? 0);
  onEnd(thaw);
  const { body } = await served.act('component.undeploy', { name: 'db' });
  expect(body.result.steps).toMatchObject([{ to: 'unknown', error: { code: 'STOP_INCOMPLETE' } }]);
  const lost = await served.reaches('db', 'unknown');
  expect(lost.error?.message).toContain(`${pid} (sleep)`);
  expect((await served.snapshot()).runs[run ?? '']?.endedAt).toBeNull();
  expect(readdirSync(served.ledger)).toContain(`${run}.json`);
  // It never runs twice, whoever wants that.
  const again = await served.act('component.deploy', { name: 'db' });
  expect(again.body.result.steps).toMatchObject([{ to: 'unknown', error: { code: 'STOP_INCOMPLETE' } }]);
  served.write('components/db.json', JSON.stringify(program(['sleep', '100001'])));
  await served.until(({ components }) => components['db']?.version === 2);
  expect(await served.events('run.started')).toHaveLength(1);
  // As soon as it is gone that is seen, and what is wanted starts.
  thaw();
  const next = await served.reaches('db', 'running');
  expect(next).toMatchObject({ version: 2, error: null });
  expect(next.pid).not.toBe(pid);
  expect(isRunning(pid ?? 0)).toBe(false);
  const [end] = await served.events('run.ended');
  expect(end).toMatchObject({ subject: `run:${run}`, body: { asked: true } });
});

it.runIf(canFreeze)('waits for what the host before could not kill, and starts nothing beside it', async () => {
  const first = await serveComponents({ db: program(['sleep', '100000'], { stop: { grace: '100ms' } }) });
  const { pid, run } = await first.reaches('db', 'running');
  const thaw = freeze(pid ?? 0);
  onEnd(thaw);
  await first.kill();
  const second = await serveComponents({}, { root: first.root, home: first.home });
  // Before that host is asked to end: it could not, while this one lives.
  onEnd(thaw);
  const waiting = await second.reaches('db', 'waiting');
  expect(waiting.waitingOn).toMatchObject([{ sort: 'orphan', name: String(pid) }]);
  expect(Object.values((await second.snapshot()).orphans)).toMatchObject([{ pid, run, component: 'db' }]);
  expect(second.logged()).toContain('they outlive SIGKILL');
  expect(await second.events('run.started')).toEqual([]);
  thaw();
  expect((await second.reaches('db', 'running')).pid).not.toBe(pid);
  expect(isRunning(pid ?? 0)).toBe(false);
});

/** Freezes a process; answers how to thaw it. */
function freeze(pid: number): () => void {
  const folder = path.join(FREEZER, `signalbox-test-${pid}`);
  const state = path.join(folder, 'freezer.state');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'cgroup.procs'), String(pid));
  writeFileSync(state, 'FROZEN');
  return () => {
    if (!existsSync(folder)) return;
    writeFileSync(state, 'THAWED');
    if (readFileSync(path.join(folder, 'cgroup.procs'), 'utf8') === '') rmdirSync(folder);
  };
}
