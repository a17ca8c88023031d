import type { EventBodies } from '../../../shared/events/all.ts';
import type { FakeCore } from '../fake-core.ts';

type Declared = EventBodies['component.declared'];
type Changed = EventBodies['component.changed'];
type State = Changed['to'];

/** A component as its descriptor says; wanted up unless it is disabled. */
export function declared(core: FakeCore, name: string, more: Partial<Declared> = {}): void {
  const enabled = more.enabled ?? true;
  core.append('component.declared', `component:${name}`, {
    type: 'process',
    definition: null,
    version: 1,
    hash: '1'.repeat(64),
    enabled,
    dependsOn: {},
    ...more,
  });
  core.append('component.desired', `component:${name}`, {
    desired: enabled ? 'up' : 'down',
    override: null,
    by: 'file',
  });
}

/** A change of state. */
export function became(core: FakeCore, name: string, to: State, more: Partial<Changed> = {}): void {
  core.append('component.changed', `component:${name}`, { from: 'disabled', to, reason: 'starts', ...more });
}

/** A process of a component that is there. */
export function ran(core: FakeCore, name: string, number = 1, more: Partial<EventBodies['run.started']> = {}): string {
  const id = `${name}-${number}`;
  core.append('run.started', `run:${id}`, {
    component: name,
    number,
    pid: 4_000 + number,
    startTime: '1000',
    spawnHash: 'a'.repeat(16),
    containment: 'marks',
    descriptorVersion: 1,
    ...more,
  });
  return id;
}

/** The end of a process. */
export function ended(core: FakeCore, name: string, number = 1, more: Partial<EventBodies['run.ended']> = {}): void {
  core.append('run.ended', `run:${name}-${number}`, {
    component: name,
    code: 1,
    signal: null,
    words: 'exit code 1',
    afterMs: 8_200,
    leftovers: 0,
    asked: false,
    ...more,
  });
}

/** A component that is up with one process. */
export function running(core: FakeCore, name: string, more: Partial<Declared> = {}): void {
  declared(core, name, more);
  became(core, name, 'starting');
  ran(core, name, 1, { descriptorVersion: more.version ?? 1 });
  became(core, name, 'running', { from: 'starting', reason: 'is up' });
}

/** The answer of a probe that changed. */
export function probed(core: FakeCore, name: string, to: 'passing' | 'failing', why: string, streak = 1): void {
  core.append('probe.changed', `component:${name}`, {
    probe: 'ready',
    purpose: 'readiness',
    from: 'unknown',
    to,
    why,
    streak,
  });
}

/** A process that an earlier host left behind. */
export function leftBehind(core: FakeCore, component: string, pid: number): void {
  core.append('orphan.found', `orphan:${pid}:77`, {
    pid,
    startTime: '77',
    command: 'redis-server *:6379',
    spawnHash: 'b'.repeat(16),
    component,
    run: `${component}-0`,
  });
}
