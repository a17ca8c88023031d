import { makePlan } from '../../../electron/core/host/plan.ts';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import { tableEntries, tableGet } from '../../../shared/table.ts';
import { reloaded } from '../facts.ts';
import type { FakeCore } from '../fake-core.ts';
import { became, declared, ended, leftBehind, probed, ran, running } from './facts.ts';

type RunRecord = ActionOutput<'runs'>['runs'][number];

/** A desk with a component in every state, as the core would tell it. */
export function desk(core: FakeCore): void {
  for (const [id, version] of [
    ['db', 12],
    ['api', 9],
    ['indexer', 18],
    ['worker', 14],
  ] as const) {
    for (let at = 1; at <= version; at += 1) reloaded(core, `components/${id}`, at);
  }
  running(core, 'db', { type: 'process', definition: 'components/db', version: 12 });
  running(core, 'cache', { type: 'redis' });
  running(core, 'metrics');
  running(core, 'vector-store');
  running(core, 'api', { definition: 'components/api', version: 9, dependsOn: { db: 'healthy', cache: 'started' } });
  probed(core, 'api', 'failing', '503: pool exhausted, 0 of 40 free, 61 waiting', 9);
  became(core, 'api', 'degraded', { from: 'running', reason: 'a probe fails', restarts: 1 });
  running(core, 'worker', {
    definition: 'components/worker',
    version: 14,
    dependsOn: { db: 'started', cache: 'started' },
  });
  probed(core, 'worker', 'passing', 'answered 200');
  running(core, 'scheduler', { type: 'schedule', dependsOn: { db: 'started' } });
  declared(core, 'gateway', { dependsOn: { api: 'started' } });
  became(core, 'gateway', 'starting');
  ran(core, 'gateway', 3);
  running(core, 'web', { dependsOn: { gateway: 'started' } });
  declared(core, 'indexer', {
    definition: 'components/indexer',
    version: 18,
    dependsOn: { db: 'started', 'vector-store': 'started' },
  });
  became(core, 'indexer', 'starting');
  ran(core, 'indexer', 4, { descriptorVersion: 18 });
  ended(core, 'indexer', 4);
  became(core, 'indexer', 'crash-looping', {
    from: 'running',
    reason: '4 crashes within 1 min; the last: exit code 1',
    restarts: 4,
    attempt: 4,
    error: {
      code: 'EXITED_EARLY',
      message: 'indexer ended: exit code 1.',
      hint: 'Its last output says more.',
      retryable: true,
    },
  });
  declared(core, 'rerank', { dependsOn: { indexer: 'healthy' } });
  became(core, 'rerank', 'waiting', {
    reason: 'indexer is not healthy',
    waitingOn: [{ sort: 'dependency', name: 'indexer', why: 'it is crash-looping' }],
  });
  declared(core, 'importer');
  became(core, 'importer', 'backing-off', {
    reason: 'exit code 3',
    attempt: 2,
    restarts: 2,
    retryAt: Date.now() + 60_000,
    error: { code: 'EXITED_EARLY', message: 'importer ended: exit code 3.', hint: '', retryable: true },
  });
  running(core, 'mail-out');
  became(core, 'mail-out', 'stopping', { from: 'running', reason: 'undeployed' });
  core.append('stop.stepped', 'run:mail-out-1', {
    component: 'mail-out',
    rung: 'waiting',
    pids: [4001, 4010],
    graceMs: 10_000,
  });
  running(core, 'legacy-sync', { dependsOn: { api: 'started' } });
  ended(core, 'legacy-sync', 1, { code: 0, words: 'exit code 0', asked: true });
  became(core, 'legacy-sync', 'stopped', { from: 'stopping', reason: 'undeployed', escaped: 1 });
  core.append('component.desired', 'component:legacy-sync', { desired: 'down', override: 'down', by: 'user' });
  declared(core, 'mailer', { enabled: false, dependsOn: { worker: 'started' } });
  declared(core, 'migrate', { type: 'process' });
  became(core, 'migrate', 'completed', { reason: 'exit code 0' });
  declared(core, 'redis');
  became(core, 'redis', 'waiting', {
    reason: 'a process of an earlier host is alive',
    waitingOn: [{ sort: 'orphan', name: '4711', why: 'still alive' }],
  });
  leftBehind(core, 'redis', 4_711);
}

/** Answers the questions of the screens as the core would, over the state of the desk. */
export function answerDesk(core: FakeCore): void {
  core.answers.set('component.plan', (input) => {
    return plan(core, input as Parameters<typeof plan>[1]);
  });
  core.answers.set('runs', (input) => ({ runs: runsOf((input as { component: string }).component) }));
  core.answers.set('run.tail', () => ({
    stdout: 'starting\n',
    stderr:
      'Traceback (most recent call last):\n  File "indexer.py", line 88, in <module>\nConnectionError: vector-store:6333 refused\n',
  }));
  core.answers.set('processes', () => ({
    processes: [
      { pid: 4_001, parent: 1, command: 'node mail-out.js', by: ['group', 'marks'] },
      { pid: 4_010, parent: 4_001, command: 'sendmail -q15m', by: ['marks'] },
    ],
  }));
  core.answers.set('descriptor', (input) => ({
    name: (input as { name: string }).name,
    disk: { command: 'python indexer.py', memory: '1GiB' },
    loaded: { command: 'python indexer.py', memory: '512MiB' },
    running: null,
  }));
  core.answers.set('diff', () => ({
    changes: [{ path: 'config.args[2]', old: '--batch=64', new: '--batch=512' }],
    fields: 1,
  }));
  core.answers.set('run.differences', () => ({
    against: { id: 'indexer-2', number: 2, version: 17 },
    known: true,
    changes: [
      { what: 'file', name: '/usr/bin/python3', old: '/usr/bin/python3.11', new: '/usr/bin/python3.12' },
      { what: 'variable', name: 'BATCH', old: '', new: '' },
      { what: 'variable', name: 'PYTHONPATH', old: null, new: '' },
    ],
  }));
  core.answers.set('chain', () => ({ causes: [], effects: [], older: false }));
}

/** What starts took before; nothing is known of the others. */
const TOOK_MS: Readonly<Record<string, number>> = { api: 2_600, gateway: 900 };

/** The plan of an act over the components as they are, made by the planner itself. */
function plan(
  core: FakeCore,
  asked: {
    action: 'deploy' | 'undeploy' | 'redeploy' | 'restart';
    names: string[];
    scope: 'only' | 'needs' | 'dependents';
    force?: boolean;
  },
) {
  const { components } = core.state();
  const needs = new Map([...tableEntries(components)].map(([name, { dependsOn }]) => [name, dependsOn]));
  const stateOf = (name: string) => tableGet(components, name)?.state ?? 'unknown';
  try {
    const { action, names, scope, force } = asked;
    const unwanted = (name: string) => (tableGet(components, name)?.override === 'down' ? 'undeployed by hand' : null);
    const made = makePlan({ needs, stateOf, unwanted }, action, names, scope, force);
    const touched = new Set(made.steps.map(({ name }) => name));
    const steps = made.steps.map((step) => {
      const ms = step.act === 'start' ? TOOK_MS[step.name] : undefined;
      return ms === undefined ? step : { ...step, estimate: { ms, runs: 5 } };
    });
    return { ...made, planId: `plan-${action}-${scope}`, steps, unaffected: needs.size - touched.size };
  } catch (error) {
    throw (error as { toWire(): unknown }).toWire();
  }
}

function runsOf(component: string): RunRecord[] {
  const now = Date.now();
  const run = (
    number: number,
    minutesAgo: number,
    tookMinutes: number | null,
    more: Partial<RunRecord> = {},
  ): RunRecord => ({
    id: `${component}-${number}`,
    component,
    number,
    pid: 4_000 + number,
    containment: 'marks',
    descriptorVersion: 17,
    startedAt: now - minutesAgo * 60_000,
    endedAt: tookMinutes === null ? null : now - (minutesAgo - tookMinutes) * 60_000,
    code: tookMinutes === null ? null : 0,
    signal: null,
    words: tookMinutes === null ? null : 'exit code 0',
    healthy: true,
    up: true,
    cause: null,
    ...more,
  });
  const crash = { code: 1, words: 'exit code 1', healthy: false, descriptorVersion: 18 };
  if (component === 'indexer') return [run(4, 1, 0.1, crash), run(3, 3, 0.2, crash), run(2, 90, 60), run(1, 120, 25)];
  return [run(1, 50, null)];
}
