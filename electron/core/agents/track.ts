import { type AgentSort, type AgentState, mayFollow } from '../../../shared/agent-state.ts';
import type { EventDraft } from '../../../shared/envelope.ts';
import { toWireError } from '../../../shared/errors.ts';
import type { EventBodies } from '../../../shared/events/all.ts';
import type { Clock } from '../clock.ts';

/** Writes one fact; answers its position. */
export type Say = (draft: EventDraft) => string;
type Changed = EventBodies['agent.changed'];

/** What a connection is, said when it begins. */
export interface Opened {
  readonly id: string;
  readonly sort: AgentSort;
  readonly key: string;
  readonly ref: string;
  readonly component: string | null;
  readonly log: string;
}

/** What a phase may say besides. */
export type TrackFacts = Partial<
  Pick<Changed, 'run' | 'pid' | 'endpoint' | 'protocol' | 'server' | 'detail' | 'diagnosis' | 'exit'>
> & {
  readonly error?: unknown;
  /** It came about by itself: nothing of ours is its cause. */
  readonly byItself?: boolean;
};

/** One connection on its way through the phases; each step is an event. */
export interface Track {
  readonly opened: Opened;
  readonly state: AgentState | null;
  readonly phases: readonly { readonly state: AgentState; readonly at: number; readonly ms: number | null }[];
  readonly diagnosis: string | null;
  /** Position of the last thing that was said. */
  readonly cause: string;
  /** Goes on to a phase. One that cannot follow, or is there already, is left out. */
  to(state: AgentState, facts?: TrackFacts): void;
  /** Says something else about the connection. */
  say(type: 'agent.listed' | 'agent.stepped' | 'store.tried', body: EventDraft['body']): void;
}

/** Begins to follow a connection; `cause` is the position of what made it begin. */
export function createTrack(say: Say, clock: Clock, opened: Opened, cause: string): Track {
  const subject = `agent:${opened.id}`;
  const phases: { state: AgentState; at: number; ms: number | null }[] = [];
  let state: AgentState | null = null;
  let since = clock.mono();
  let last = cause;
  let diagnosis: string | null = null;

  return {
    opened,
    get state() {
      return state;
    },
    get phases() {
      return phases;
    },
    get diagnosis() {
      return diagnosis;
    },
    get cause() {
      return last;
    },
    to(next, { error, byItself = false, ...facts } = {}) {
      if (state === next || !mayFollow(state, next)) return;
      const now = clock.mono();
      const ms = state === null ? 0 : Math.round((now - since) * 10) / 10;
      const before = phases.at(-1);
      if (before) before.ms = ms;
      phases.push({ state: next, at: clock.now(), ms: null });
      if (phases.length > PHASES_KEPT) phases.shift();
      const { id: _id, ...begins } = opened;
      const body: Changed = {
        from: state,
        to: next,
        ms,
        ...(state === null ? { opened: begins } : {}),
        ...facts,
        ...(error === undefined ? {} : { error: toWireError(error) }),
      };
      diagnosis = facts.diagnosis ?? diagnosis;
      state = next;
      since = now;
      last = say({ type: 'agent.changed', subject, cause: byItself ? null : last, body });
    },
    say(type, body) {
      last = say({ type, subject, cause: last, body } as EventDraft);
    },
  };
}

const PHASES_KEPT = 40;
