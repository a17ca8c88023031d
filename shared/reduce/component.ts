import type { Component } from '../component-state.ts';
import { ALIVE_STATES } from '../component-state.ts';
import type { Envelope } from '../envelope.ts';
import type { Draft, Reducers } from './draft.ts';
import { moveRunning } from './running.ts';

type Types =
  | 'component.declared'
  | 'component.desired'
  | 'component.changed'
  | 'component.pending'
  | 'component.forgotten'
  | 'probe.changed'
  | 'plan.made'
  | 'plan.stepped';

/** How facts about components change the state. */
export const componentReducers: Reducers<Types> = {
  'component.declared'(draft, event) {
    const name = nameOf(event);
    const { type, definition, version, hash, enabled, dependsOn, runs } = event.body;
    const before = draft.table('components').get(name) ?? blank(name, event.at);
    put(draft, name, { ...before, type, definition, version, hash, enabled, dependsOn, changed: event.seq });
    moveRunning(draft, name, { from: before.definition, to: definition }, runs ? version : null);
  },

  'component.desired'(draft, event) {
    const { desired, override } = event.body;
    change(draft, event, { desired, override });
  },

  'component.changed'(draft, event) {
    const before = draft.table('components').get(nameOf(event));
    if (!before) return;
    const { to, reason, waitingOn, retryAt, attempt, restarts, run, escaped, error, reverted } = event.body;
    put(draft, before.name, {
      ...before,
      state: to,
      reason,
      since: event.at,
      // What a state says of itself leaves with it.
      waitingOn: waitingOn ?? [],
      retryAt: retryAt ?? null,
      error: error ?? null,
      attempt: attempt ?? (to === 'running' || to === 'stopped' || to === 'disabled' ? 0 : before.attempt),
      restarts: restarts ?? before.restarts,
      run: run ?? before.run,
      pid: ALIVE_STATES.has(to) ? before.pid : null,
      stop: to === 'stopping' ? before.stop : null,
      probes: ALIVE_STATES.has(to) ? before.probes : {},
      escaped: escaped ?? (to === 'starting' ? 0 : before.escaped),
      reverted: reverted ?? (to === 'starting' ? false : before.reverted),
      pendingChange: to === 'running' || to === 'degraded' ? before.pendingChange : null,
      changed: event.seq,
    });
  },

  'component.pending'(draft, event) {
    change(draft, event, { pendingChange: event.body.pending });
  },

  'component.forgotten'(draft, event) {
    const name = nameOf(event);
    const last = draft.table('components').get(name)?.run;
    if (last) draft.table('runs').drop(last);
    draft.table('components').drop(name);
    draft.table('agents').drop(name);
  },

  'probe.changed'(draft, event) {
    const before = draft.table('components').get(nameOf(event));
    if (!before) return;
    const { probe, purpose, to, why, streak } = event.body;
    const known = before.probes[probe];
    // A probe that fails for another reason than before fails since the same moment.
    const fact = { purpose, state: to, why, streak, since: known?.state === to ? known.since : event.at };
    put(draft, before.name, { ...before, probes: { ...before.probes, [probe]: fact }, changed: event.seq });
  },

  // Plans are history: what they do shows in the components themselves.
  'plan.made'() {},
  'plan.stepped'() {},
};

/** Changes one component, if it is still there. */
export function changeComponent(draft: Draft, name: string, seq: number, part: Partial<Component>): void {
  const before = draft.table('components').get(name);
  if (before) put(draft, name, { ...before, ...part, changed: seq });
}

function change(draft: Draft, event: Envelope, part: Partial<Component>): void {
  changeComponent(draft, nameOf(event), event.seq, part);
}

function put(draft: Draft, name: string, next: Component): void {
  draft.table('components').put(name, next);
}

function nameOf(event: Envelope): string {
  return event.subject.slice('component:'.length);
}

function blank(name: string, at: number): Component {
  return {
    name,
    type: '',
    definition: null,
    version: 0,
    hash: '',
    enabled: false,
    dependsOn: {},
    state: 'disabled',
    desired: 'down',
    override: null,
    since: at,
    reason: 'declared',
    restarts: 0,
    waitingOn: [],
    retryAt: null,
    attempt: 0,
    run: null,
    pid: null,
    probes: {},
    stop: null,
    escaped: 0,
    error: null,
    reverted: false,
    pendingChange: null,
    changed: 0,
  };
}
