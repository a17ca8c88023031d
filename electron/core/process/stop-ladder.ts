import { identityKey } from './members.ts';
import type { Member, RunSight, StopStep } from './types.ts';

/** Two looks that find nobody must lie this far apart: a process may be born while the table is read. */
const EMPTY_APART_MS = 500;
/** What outlives the last rung by this much is said to be alive. */
const GIVE_UP_MS = 5_000;
/** Killing begins this long before a deadline. */
const KILL_BEFORE_DEADLINE_MS = 5_000;

/** Where a stop stands. Times are on the monotonic clock, in milliseconds. */
export interface LadderState {
  readonly rung: 'begun' | 'asked' | 'waiting' | 'killed' | 'reaped' | 'escaped' | 'incomplete';
  /** Time between asking and killing; counted from the moment of asking, however late the first look was. */
  readonly graceMs: number;
  /** When everything must be over; infinite without a deadline. */
  readonly deadlineAt: number;
  /** When killing begins; null until somebody was asked. */
  readonly killAt: number | null;
  readonly giveUpAt: number | null;
  /** Members that were asked already, as identity keys: each is asked once. */
  readonly asked: readonly string[];
  /** Every process number that took part. */
  readonly seen: readonly number[];
  readonly members: readonly Member[];
  readonly emptySince: number | null;
  readonly suspects: readonly Member[];
}

/** What a stop is told. */
export type LadderInput =
  | { readonly type: 'sight'; readonly at: number; readonly sight: RunSight }
  /** Somebody wants it sooner; without a grace it goes to the last rung at once. */
  | { readonly type: 'hurry'; readonly at: number; readonly graceMs: number; readonly deadlineAt: number }
  /** The command that should have stopped it failed: the signal is sent after all. */
  | { readonly type: 'unasked'; readonly at: number };

/** What a stop wants done. */
export type LadderEffect =
  | { readonly type: 'ask'; readonly members: readonly Member[]; readonly first: boolean }
  | { readonly type: 'kill'; readonly members: readonly Member[] }
  | { readonly type: 'tell'; readonly step: StopStep };

/** When killing begins: after the grace, or 5 s before the deadline when that is sooner. */
export function killTime(at: number, graceMs: number, deadlineAt: number): number {
  return Math.max(at, Math.min(at + graceMs, deadlineAt - KILL_BEFORE_DEADLINE_MS));
}

/** A stop that begins. */
export function beginLadder(graceMs: number, deadlineAt = Number.POSITIVE_INFINITY): LadderState {
  return {
    rung: 'begun',
    graceMs,
    deadlineAt,
    killAt: null,
    giveUpAt: null,
    asked: [],
    seen: [],
    members: [],
    emptySince: null,
    suspects: [],
  };
}

/** Whether nothing more will happen. */
export function isOver(state: LadderState): boolean {
  return state.rung === 'reaped' || state.rung === 'escaped' || state.rung === 'incomplete';
}

/** The next state of a stop, and what has to be done for it. */
export function stepLadder(state: LadderState, input: LadderInput): [LadderState, readonly LadderEffect[]] {
  if (isOver(state)) return [state, []];
  switch (input.type) {
    case 'hurry':
      return hasten(state, input.at, input.graceMs, input.deadlineAt);
    case 'unasked':
      if (state.rung === 'killed' || state.members.length === 0) return [state, []];
      return [state, [{ type: 'ask', members: state.members, first: false }]];
    case 'sight': {
      const isEmpty = input.sight.members.length === 0 && input.sight.populated !== true;
      return isEmpty ? seeNobody(state, input.at, input.sight) : climb(seeSome(state, input.sight), input.at);
    }
  }
}

function hasten(
  state: LadderState,
  at: number,
  graceMs: number,
  deadlineAt: number,
): [LadderState, readonly LadderEffect[]] {
  const hastened = {
    ...state,
    graceMs: Math.min(state.graceMs, graceMs),
    deadlineAt: Math.min(state.deadlineAt, deadlineAt),
    killAt: state.killAt === null ? null : Math.min(state.killAt, killTime(at, graceMs, deadlineAt)),
  };
  const isDue = hastened.killAt !== null && hastened.killAt <= at && state.giveUpAt === null;
  return isDue && state.members.length > 0 ? climb(hastened, at) : [hastened, []];
}

function seeSome(state: LadderState, sight: RunSight): LadderState {
  const seen = new Set([...state.seen, ...sight.members.map((member) => member.pid)]);
  return { ...state, members: sight.members, seen: [...seen], emptySince: null, suspects: [] };
}

function seeNobody(state: LadderState, at: number, sight: RunSight): [LadderState, readonly LadderEffect[]] {
  // A suspect must have been there from the first empty look on: what began later cannot have left the run.
  const stillThere = new Set(sight.suspects.map(identityKey));
  const hasProof = sight.populated === false;
  const before = hasProof ? [] : state.emptySince === null ? sight.suspects : state.suspects;
  const suspects = before.filter((one) => stillThere.has(identityKey(one)));
  const emptySince = state.emptySince ?? at;
  const next: LadderState = { ...state, members: [], emptySince, suspects };
  // An empty control group is a proof; everything else is looked at twice.
  if (!hasProof && at - emptySince < EMPTY_APART_MS) return [next, []];
  return suspects.length === 0
    ? [{ ...next, rung: 'reaped' }, [tell('reaped', state.seen, 0)]]
    : [{ ...next, rung: 'escaped' }, [tell('escaped', pidsOf(suspects), 0)]];
}

/** Somebody is alive: asks, waits, kills or gives up, by the time. */
function climb(state: LadderState, at: number): [LadderState, readonly LadderEffect[]] {
  const pids = pidsOf(state.members);
  if (state.giveUpAt !== null) {
    if (at >= state.giveUpAt) return [{ ...state, rung: 'incomplete' }, []];
    // Whatever is born while the others die has to be killed as well.
    return [state, [{ type: 'kill', members: state.members }]];
  }
  const killAt = state.killAt ?? killTime(at, state.graceMs, state.deadlineAt);
  if (at >= killAt) {
    const killed: LadderState = { ...state, rung: 'killed', killAt, giveUpAt: at + GIVE_UP_MS };
    return [killed, [{ type: 'kill', members: state.members }, tell('killed', pids, 0)]];
  }
  const fresh = state.members.filter((member) => !state.asked.includes(identityKey(member)));
  const asked = [...state.asked, ...fresh.map(identityKey)];
  const graceMs = Math.round(killAt - at);
  if (state.rung === 'begun') {
    const effects: LadderEffect[] = [{ type: 'ask', members: fresh, first: true }, tell('asked', pids, graceMs)];
    return [{ ...state, rung: 'asked', asked, killAt }, effects];
  }
  const effects: LadderEffect[] = fresh.length > 0 ? [{ type: 'ask', members: fresh, first: false }] : [];
  if (state.rung === 'asked') effects.push(tell('waiting', pids, graceMs));
  return [{ ...state, rung: 'waiting', asked }, effects];
}

function tell(rung: StopStep['rung'], pids: readonly number[], graceMs: number): LadderEffect {
  return { type: 'tell', step: { rung, pids, graceMs } };
}

function pidsOf(members: readonly Member[]): number[] {
  // A holder that cannot be seen has no number.
  return members.map((member) => member.pid).filter((pid) => pid > 0);
}
