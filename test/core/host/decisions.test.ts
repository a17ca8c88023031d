import { describe, expect, it } from 'vitest';
import {
  closureOfDependents,
  closureOfNeeds,
  findCycle,
  fulfils,
  levels,
} from '../../../electron/core/host/dependencies.ts';
import { type LoadedDescriptor, planDescriptors } from '../../../electron/core/host/descriptor-plan.ts';
import { makePlan, type Plan, type PlanView } from '../../../electron/core/host/plan.ts';
import { afterExit, NO_CRASHES } from '../../../electron/core/host/restarts.ts';
import { desiredOf, restingState } from '../../../electron/core/host/transitions.ts';
import type { ComponentState } from '../../../shared/component-state.ts';
import { descriptor } from './actors.ts';

const needs = new Map([
  ['db', {}],
  ['queue', {}],
  ['api', { db: 'healthy', queue: 'started' }],
  ['web', { api: 'started' }],
  ['jobs', { queue: 'started' }],
] as const) as PlanView['needs'];

function view(states: Readonly<Record<string, ComponentState>> = {}): PlanView {
  return { needs, stateOf: (name) => states[name] ?? 'stopped', unwanted: () => null };
}

const inOrder = ({ steps }: Plan) => steps.map(({ name, act, level }) => `${level} ${act} ${name}`);

describe('what a plan does, in which order', () => {
  it('deploys what is needed first, and leaves out what is up', () => {
    expect(inOrder(makePlan(view({ queue: 'running' }), 'deploy', ['web'], 'needs'))).toEqual([
      '0 start db',
      '1 start api',
      '2 start web',
    ]);
  });

  it('undeploys what depends on it first', () => {
    expect(inOrder(makePlan(view(), 'undeploy', ['queue'], 'dependents'))).toEqual([
      '0 stop web',
      '1 stop api',
      '1 stop jobs',
      '2 stop queue',
    ]);
  });

  it('redeploys down in that order and up in the reverse', () => {
    expect(inOrder(makePlan(view(), 'redeploy', ['api'], 'dependents'))).toEqual([
      '0 stop web',
      '1 stop api',
      '2 start api',
      '3 start web',
    ]);
  });

  it('refuses to take away what something alive needs, names it, and does it when forced', () => {
    const alive = view({ api: 'running', jobs: 'crashed' });
    expect(() => makePlan(alive, 'undeploy', ['queue'], 'only')).toThrow(
      expect.objectContaining({ code: 'HAS_DEPENDENTS', message: 'api needs queue.' }),
    );
    expect(inOrder(makePlan(alive, 'undeploy', ['queue'], 'only', true))).toEqual(['0 stop queue']);
  });

  it('names what is unknown, and every member of a cycle', () => {
    expect(() => makePlan(view(), 'deploy', ['nope'], 'only')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    const ring: PlanView['needs'] = new Map([
      ['a', { b: 'started' }],
      ['b', { c: 'started' }],
      ['c', { a: 'started' }],
    ]);
    const message = 'These components need each other in a circle: a → b → c → a.';
    const inRing: PlanView = { needs: ring, stateOf: () => 'running', unwanted: () => null };
    expect(() => makePlan(inRing, 'deploy', ['a'], 'only')).toThrow(
      expect.objectContaining({ code: 'CYCLE', message }),
    );
    // A circle can always be taken down.
    expect(makePlan(inRing, 'undeploy', ['a'], 'dependents').steps).toHaveLength(3);
  });

  it('does what can be done of several when some need each other in a circle, and takes all down in order', () => {
    const needs: PlanView['needs'] = new Map([
      ['db', {}],
      ['api', { db: 'healthy' }],
      ['left', { right: 'started', db: 'started' }],
      ['right', { left: 'started' }],
      ['top', { left: 'started' }],
    ] as const);
    const all = [...needs.keys()];
    const up: PlanView = { needs, stateOf: () => 'running', unwanted: () => null };
    const off: PlanView = { ...up, stateOf: () => 'stopped' };
    const leftOut = [
      { name: 'left', why: 'needs itself: left → right → left' },
      { name: 'right', why: 'needs itself: right → left → right' },
      { name: 'top', why: 'needs a circle: left → right → left' },
    ];
    const deploy = makePlan(off, 'deploy', all, 'only');
    expect(inOrder(deploy)).toEqual(['0 start db', '1 start api']);
    expect(deploy.leftOut).toEqual(leftOut);
    const again = makePlan(up, 'redeploy', ['db'], 'dependents');
    expect(inOrder(again)).toEqual(['0 stop api', '1 stop db', '2 start db', '3 start api']);
    expect(again.leftOut).toEqual(leftOut);
    expect(inOrder(makePlan(up, 'undeploy', all, 'only'))).toEqual([
      '0 stop top',
      '1 stop api',
      '1 stop left',
      '1 stop right',
      '2 stop db',
    ]);
  });

  it('an undeploy of several passes over what is down and wanted down', () => {
    const some: PlanView = {
      ...view({ web: 'disabled', api: 'crashed' }),
      unwanted: (name) => (name === 'web' ? 'its file says that it is not enabled' : null),
    };
    expect(inOrder(makePlan(some, 'undeploy', ['web', 'api'], 'only'))).toEqual(['0 stop api']);
    expect(inOrder(makePlan(some, 'undeploy', ['web'], 'only'))).toEqual(['0 stop web']);
  });

  it('brings up again only dependents that somebody wants up, and says why it leaves out the others', () => {
    const unwanted = (name: string) => (name === 'api' ? 'undeployed by hand' : null);
    for (const action of ['redeploy', 'restart'] as const) {
      const plan = makePlan({ ...view(), unwanted }, action, ['queue'], 'dependents');
      expect(inOrder(plan)).toEqual(['0 stop jobs', '1 stop queue', '2 start queue', '3 start jobs']);
      expect(plan.leftOut).toEqual([
        { name: 'api', why: 'undeployed by hand' },
        { name: 'web', why: 'needs api, which stays down' },
      ]);
    }
  });

  it('asks who needs whom once, however many there are', () => {
    const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
    const chain: PlanView['needs'] = new Map(
      names.map((name, index) => [name, index === 0 ? {} : { [`c${index - 1}`]: 'started' }]),
    );
    let asked = 0;
    const counted: PlanView = {
      ...view(),
      unwanted: (name) => (name === 'c1' ? 'undeployed by hand' : null),
      get needs() {
        asked += 1;
        return chain;
      },
    };
    expect(makePlan(counted, 'redeploy', ['c0'], 'dependents').leftOut).toHaveLength(49);
    expect(asked).toBe(1);
    expect(() => makePlan({ ...view(), needs: chain, stateOf: () => 'running' }, 'undeploy', ['c48'], 'only')).toThrow(
      'c49 needs c48.',
    );
  });

  it('redeploys what is named though nobody wanted it until now, and takes down whatever depends on it', () => {
    const none = { ...view(), unwanted: () => 'undeployed by hand' };
    expect(inOrder(makePlan(none, 'redeploy', ['web'], 'dependents'))).toEqual(['0 stop web', '1 start web']);
    expect(makePlan(none, 'undeploy', ['queue'], 'dependents')).toMatchObject({ leftOut: [], steps: { length: 4 } });
  });
});

describe('dependencies', () => {
  it('are fulfilled as their condition says', () => {
    const table: [Parameters<typeof fulfils>, boolean][] = [
      [['started', 'running', false], true],
      [['started', 'degraded', false], true],
      [['started', 'starting', true], false],
      [['healthy', 'running', true], true],
      [['healthy', 'running', false], false],
      [['healthy', 'degraded', true], false],
      [['completed', 'completed', false], true],
      [['completed', 'running', true], false],
    ];
    for (const [input, expected] of table) expect(fulfils(...input), input.join(' ')).toBe(expected);
  });

  it('close over names that exist, in both directions, and fall into levels', () => {
    expect([...closureOfNeeds(needs, ['web'])].sort()).toEqual(['api', 'db', 'queue', 'web']);
    expect([...closureOfDependents(needs, ['db'])].sort()).toEqual(['api', 'db', 'web']);
    expect(levels(needs, new Set(needs.keys()))).toEqual([['db', 'queue'], ['api', 'jobs'], ['web']]);
    expect(findCycle(needs)).toBeNull();
    expect([...closureOfNeeds(new Map([['a', { gone: 'started' }]]), ['a'])]).toEqual(['a']);
  });
});

describe('what is wanted', () => {
  it('is what was asked for by hand, else what the file says', () => {
    expect(desiredOf(null, true)).toBe('up');
    expect(desiredOf(null, false)).toBe('down');
    expect(desiredOf('down', true)).toBe('down');
    expect(desiredOf('up', false)).toBe('up');
    expect(restingState('down')).toBe('stopped');
    expect(restingState(null)).toBe('disabled');
  });
});

describe('what follows an end that nobody asked for', () => {
  const policy = {
    when: 'on-failure',
    backoffMs: 100,
    backoffMaxMs: 1_000,
    max: 4,
    windowMs: 1_000,
    stableMs: 500,
  } as const;
  const crash = { success: false, uptimeMs: 10 };
  const middle = () => 0.5;

  it('restarts as the policy says', () => {
    expect(afterExit({ ...policy, when: 'no' }, NO_CRASHES, crash, 0, middle).next).toEqual({ to: 'crashed' });
    expect(afterExit(policy, NO_CRASHES, { success: true, uptimeMs: 10 }, 0, middle).next).toEqual({ to: 'completed' });
    const again = afterExit({ ...policy, when: 'always' }, NO_CRASHES, { success: true, uptimeMs: 10 }, 0, middle).next;
    expect(again).toEqual({ to: 'backing-off', delayMs: 100, attempt: 1 });
  });

  it('waits twice as long each time, spread by a quarter, and gives up after too many in the window', () => {
    let history = NO_CRASHES;
    const delays: unknown[] = [];
    for (const at of [0, 10, 20, 30]) {
      const decided = afterExit(policy, history, crash, at, middle);
      history = decided.history;
      delays.push(decided.next);
    }
    expect(delays).toEqual([
      { to: 'backing-off', delayMs: 100, attempt: 1 },
      { to: 'backing-off', delayMs: 200, attempt: 2 },
      { to: 'backing-off', delayMs: 400, attempt: 3 },
      { to: 'crash-looping', crashes: 4 },
    ]);
    expect(afterExit(policy, NO_CRASHES, crash, 0, () => 0).next).toMatchObject({ delayMs: 75 });
    expect(afterExit(policy, { crashes: [], attempt: 30 }, crash, 0, () => 0.999).next).toMatchObject({
      delayMs: 1_250,
    });
  });

  it('forgets crashes after it ran well for a while, and those outside of the window', () => {
    const history = { crashes: [0, 10, 20], attempt: 3 };
    expect(afterExit(policy, history, { success: false, uptimeMs: 600 }, 700, middle).next).toMatchObject({
      attempt: 1,
    });
    expect(afterExit(policy, history, crash, 5_000, middle).next).toMatchObject({ to: 'backing-off', attempt: 4 });
  });
});

describe('descriptors by the names inside them', () => {
  const loaded = (definition: string, name: string, hash = 'h', version = 1): LoadedDescriptor => ({
    definition,
    version,
    hash,
    descriptor: descriptor(name),
    cause: '',
  });
  const now = (definition: string, hash = 'h', version = 1) => ({ definition, hash, version });

  it('changes nothing when nothing changed, and leaves components of code alone', () => {
    const current = new Map<string, { definition: string | null; hash: string; version: number }>([
      ['db', now('components/db')],
      ['deployer', { definition: null, hash: '', version: 1 }],
    ]);
    expect(planDescriptors(current, [loaded('components/db', 'db')])).toEqual({ declare: [], remove: [], rivals: [] });
  });

  it('sees a renamed file, and a name that moved to another file, as the same component', () => {
    const current = new Map([['db', now('components/db')]]);
    const plan = planDescriptors(current, [loaded('components/database', 'db')]);
    expect(plan.remove).toEqual([]);
    expect(plan.declare.map((one) => one.definition)).toEqual(['components/database']);
  });

  it('lets who holds a name keep it, tells the other, and hands it over when it is free', () => {
    const both = [loaded('components/a', 'db'), loaded('components/z', 'db')];
    const plan = planDescriptors(new Map([['db', now('components/z')]]), both);
    expect(plan.declare).toEqual([]);
    expect(plan.rivals).toMatchObject([{ keeps: 'components/z', loaded: { definition: 'components/a' } }]);
    expect(
      planDescriptors(new Map([['db', now('components/z')]]), [both[0] as LoadedDescriptor]).declare,
    ).toMatchObject([{ definition: 'components/a' }]);
  });

  it('forgets names that no descriptor holds any more', () => {
    expect(planDescriptors(new Map([['db', now('components/db')]]), []).remove).toEqual(['db']);
  });
});
