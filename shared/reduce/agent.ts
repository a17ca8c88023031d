import type { Agent, AgentPhase, AgentState } from '../agent-state.ts';
import { mayFollow } from '../agent-state.ts';
import type { Envelope } from '../envelope.ts';
import type { Draft, Reducers } from './draft.ts';

type Types =
  | 'agent.changed'
  | 'agent.listed'
  | 'agent.stepped'
  | 'agent.forgotten'
  | 'store.tried'
  | 'call.started'
  | 'call.ended';

/** Phases of one connection that stay in the state; a connection that is lost and found again makes more. */
const PHASES_KEPT = 40;
const STORES_KEPT = 10;

/** How facts about agents change the state. A phase that cannot follow the one before it changes nothing. */
export const agentReducers: Reducers<Types> = {
  'agent.changed'(draft, event) {
    const id = idOf(event);
    const { to, ms, opened, detail, diagnosis, error, exit, ...given } = event.body;
    const known = draft.table('agents').get(id);
    const before = opened ? { ...blank(id, event), ...opened } : known;
    if (!before || !mayFollow(opened ? null : before.state, to)) return;
    const hasEnded = to === 'exited' || to === 'failed' || to === 'unknown';
    draft.table('agents').put(id, {
      ...before,
      ...definedOf(given),
      state: to,
      since: event.at,
      phases: nextPhases(opened ? [] : before.phases, to, event.at, ms),
      // What a phase says of itself leaves with it; what went wrong stays until the next start.
      detail: detail ?? null,
      diagnosis: diagnosis ?? before.diagnosis,
      error: error ?? (to === 'ready' ? null : before.error),
      exit: exit ?? before.exit,
      pid: hasEnded ? null : (given.pid ?? before.pid),
      calls: hasEnded ? 0 : before.calls,
      stop: to === 'stopping' ? before.stop : null,
      changed: event.seq,
    });
  },

  'agent.listed'(draft, event) {
    change(draft, event, () => ({ tools: event.body.tools }));
  },

  'agent.stepped'(draft, event) {
    change(draft, event, () => ({ stop: event.body }));
  },

  'agent.forgotten'(draft, event) {
    draft.table('agents').drop(idOf(event));
  },

  'store.tried'(draft, event) {
    const { store, outcome, ms, error } = event.body;
    const tried = { store, outcome, ms, error: error ?? null };
    change(draft, event, ({ stores }) => ({ stores: [...stores, tried].slice(-STORES_KEPT) }));
  },

  'call.started'(draft, event) {
    change(draft, event, ({ calls }) => ({ calls: calls + 1 }));
  },

  'call.ended'(draft, event) {
    change(draft, event, ({ calls }) => ({ calls: Math.max(0, calls - 1) }));
  },
};

/** The phases with one that begins now, which ends the one before it. */
function nextPhases(before: readonly AgentPhase[], state: AgentState, at: number, ms: number): AgentPhase[] {
  const ended = before.map((phase) => (phase.ms === null ? { ...phase, ms } : phase));
  return [...ended, { state, at, ms: null }].slice(-PHASES_KEPT);
}

function change(draft: Draft, event: Envelope, part: (before: Agent) => Partial<Agent>): void {
  const before = draft.table('agents').get(idOf(event));
  if (before) draft.table('agents').put(before.id, { ...before, ...part(before), changed: event.seq });
}

function idOf(event: Envelope): string {
  return event.subject.slice('agent:'.length);
}

/** The facts an event brings along; those it leaves out stay as they are. */
function definedOf({
  run,
  endpoint,
  protocol,
  server,
}: {
  readonly run?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly protocol?: string | undefined;
  readonly server?: Agent['server'] | undefined;
}): Partial<Agent> {
  return {
    ...(run === undefined ? {} : { run }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(server === undefined ? {} : { server }),
  };
}

function blank(id: string, event: Envelope): Agent {
  return {
    id,
    sort: 'agent',
    key: '',
    ref: '',
    component: null,
    log: '',
    state: 'resolving',
    since: event.at,
    phases: [],
    run: null,
    pid: null,
    endpoint: null,
    protocol: null,
    server: null,
    tools: null,
    calls: 0,
    detail: null,
    diagnosis: null,
    error: null,
    exit: null,
    stores: [],
    stop: null,
    changed: event.seq,
  };
}
