import { ALIVE_STATES, type ComponentState, type WaitingOn } from '../../../shared/component-state.ts';
import type { EventDraft } from '../../../shared/envelope.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { Component, Descriptor, Exit } from './component.ts';
import { type CrashHistory, NO_CRASHES } from './restarts.ts';
import { desiredOf, mayBecome } from './transitions.ts';

/** A component as somebody declared it: by a file of the workspace, or in code. */
export interface Declared {
  readonly descriptor: Descriptor;
  /** Id of the definition; null for a component registered in code. */
  readonly definition: string | null;
  readonly version: number;
  readonly hash: string;
  /** Makes the component anew. Throws AppError when the descriptor cannot be built. */
  build(): Promise<Component>;
}

/** A run that is going on, or the last one. */
export interface SlotRun {
  readonly id: string;
  readonly number: number;
  readonly startedMono: number;
  /** Begun by an earlier host, and taken over. */
  readonly adopted: boolean;
  ended: boolean;
}

/** Everything the host knows of one name. Changed only in the lane of that name, but for what is marked. */
export interface Slot {
  readonly name: string;
  declared: Declared;
  /** What runs or ran last; differs from `declared` while a change waits or was undone. */
  active: { readonly declared: Declared; readonly component: Component } | null;
  /** What ran until a moment ago, while its successor is being tried. */
  before: Declared | null;
  state: ComponentState;
  override: 'up' | 'down' | null;
  history: CrashHistory;
  waitingOn: readonly WaitingOn[];
  /** What its state says went wrong. */
  error: WireError | null;
  run: SlotRun | null;
  /** Number of its newest run, counted over all sessions. */
  runs: number;
  restarts: number;
  /** Its readiness probes pass, or it has none. */
  ready: boolean;
  /** Place in the order in which components came up; 0 while not up. */
  upOrder: number;
  /** Position of the last event that moved it. */
  cause: string;
  /** Ends the start that is going on. Set from outside the lane too. */
  abortStart: ((why: Error) => void) | null;
  /** The end that was told last of this start, and the position of that. */
  exit: { readonly told: Exit; readonly cause: string } | null;
  /** Somebody asked by hand for the end of this run, now. Set from outside the lane too. */
  killed: { readonly run: string; readonly cause: string } | null;
  /** Where what its runs are started with was told in full: the facts as text, and the run. */
  toldFacts: { readonly text: string; readonly run: string } | null;
  /** Calls off the next start after a crash, or the stop of the probes. */
  cancelRetry: (() => void) | null;
  stopProbes: (() => void) | null;
  /** What the last start threw, for whoever asked for it. */
  failure: unknown;
  /** Processes that may have escaped the stop that is going on, until its end is told. */
  escaped: number;
  /** The descriptor is gone: forgotten as soon as it is down. */
  leaving: boolean;
}

/** Writes one fact; answers its position. */
export type Say = (draft: EventDraft) => string;

/** What a change of state may carry besides. */
export interface ChangeFacts {
  readonly waitingOn?: readonly WaitingOn[];
  readonly retryAt?: number;
  readonly attempt?: number;
  readonly escaped?: number;
  readonly error?: WireError;
  readonly reverted?: boolean;
}

/** A slot for a declaration that was never seen before. `runs` = how many runs of that name there were already. */
export function newSlot(
  name: string,
  declared: Declared,
  override: 'up' | 'down' | null,
  cause: string,
  runs = 0,
): Slot {
  return {
    name,
    declared,
    active: null,
    before: null,
    state: 'disabled',
    override,
    history: NO_CRASHES,
    waitingOn: [],
    error: null,
    run: null,
    runs,
    restarts: 0,
    ready: false,
    upOrder: 0,
    cause,
    abortStart: null,
    exit: null,
    killed: null,
    toldFacts: null,
    cancelRetry: null,
    stopProbes: null,
    failure: null,
    escaped: 0,
    leaving: false,
  };
}

/** Whether the slot is wanted up. One whose descriptor is gone never is. */
export function isWanted(slot: Slot): boolean {
  return !slot.leaving && desiredOf(slot.override, slot.declared.descriptor.enabled) === 'up';
}

/** Moves a slot to a state and says so. Throws when the table does not allow it: a fault of the host. */
export function become(
  say: Say,
  slot: Slot,
  to: ComponentState,
  reason: string,
  cause: string,
  facts: ChangeFacts = {},
): string {
  const from = slot.state;
  const repeats = from === 'waiting' && to === 'waiting';
  if (!repeats && !mayBecome(from, to)) throw new Error(`${slot.name} cannot go from ${from} to ${to} (${reason}).`);
  slot.state = to;
  slot.waitingOn = facts.waitingOn ?? [];
  slot.error = facts.error ?? null;
  const { waitingOn, ...rest } = facts;
  const escaped = ALIVE_STATES.has(to) || slot.escaped === 0 ? {} : { escaped: slot.escaped };
  if (!ALIVE_STATES.has(to)) slot.escaped = 0;
  slot.cause = say({
    type: 'component.changed',
    subject: `component:${slot.name}`,
    cause,
    body: {
      from,
      to,
      reason,
      restarts: slot.restarts,
      ...(waitingOn ? { waitingOn: waitingOn.slice(0, 50) } : {}),
      ...escaped,
      ...rest,
    },
  });
  return slot.cause;
}
