import { ALIVE_STATES } from '../../../shared/component-state.ts';
import type { WireError } from '../../../shared/errors.ts';
import { graceOf } from './aftermath.ts';
import type { Conditions } from './conditions.ts';
import type { Lanes } from './lanes.ts';
import { type LifecycleDeps, takeDown } from './lifecycle.ts';
import { type ChangeFacts, isWanted, type Slot } from './slot.ts';
import { restingState } from './transitions.ts';

interface DescentContext {
  readonly lifecycle: LifecycleDeps;
  readonly lanes: Pick<Lanes, 'run' | 'refuse'>;
  readonly conditions: Conditions;
  readonly move: (slot: Slot, to: Slot['state'], reason: string, cause: string, facts?: ChangeFacts) => string;
  /** Nothing starts any more. */
  readonly isFrozen: () => boolean;
  readonly isGone: (slot: Slot) => boolean;
  readonly forget: (slot: Slot) => void;
}

/** The way down of components. */
export interface Descent {
  /** Takes a slot down in its lane, wherever it is; `graceMs` is asked when its turn comes. Answers what went wrong. */
  now(slot: Slot, reason: string, cause: string, graceMs?: () => number): Promise<WireError | null>;
  /** The same, for who is in the lane already. */
  inLane(slot: Slot, reason: string, cause: string, graceMs: number): Promise<WireError | null>;
  /** What can be done about a start before its lane is free. */
  halt(slot: Slot, reason: string): void;
  /** Goes to where a component rests that may not be up, and leaves when its descriptor is gone. */
  rest(slot: Slot, reason: string, cause: string): void;
  /** Its stop could not be confirmed: nobody knows what is alive of it. */
  lost(slot: Slot, error: WireError): void;
}

/** Makes it. */
export function createDescent(context: DescentContext): Descent {
  const { lifecycle, lanes, conditions, move, isFrozen, isGone, forget } = context;

  function lost(slot: Slot, error: WireError): void {
    if (slot.state !== 'unknown') move(slot, 'unknown', error.message, slot.cause, { error });
  }

  function rest(slot: Slot, reason: string, cause: string, facts: ChangeFacts = {}): void {
    // One that is wanted stops with the host, whatever its file says.
    const to = isFrozen() && isWanted(slot) ? 'stopped' : restingState(slot.override);
    if (ALIVE_STATES.has(slot.state) && slot.state !== 'stopping') move(slot, 'stopping', reason, cause);
    // One that was never up is not called stopped because nobody wants it now either.
    if (slot.state !== to && slot.state !== 'disabled') move(slot, to, reason, cause, facts);
    if (slot.leaving) forget(slot);
  }

  function halt(slot: Slot, reason: string): void {
    slot.cancelRetry?.();
    slot.cancelRetry = null;
    slot.abortStart?.(new Error(reason));
  }

  async function inLane(slot: Slot, reason: string, cause: string, graceMs: number): Promise<WireError | null> {
    if (isGone(slot)) return null;
    const isLost = slot.state === 'unknown';
    if (!ALIVE_STATES.has(slot.state) && !isLost) {
      if (!isWanted(slot)) rest(slot, reason, cause);
      // Its next start was called off: it waits like everybody else, or the host is going down.
      else if (isFrozen()) rest(slot, reason, slot.cause);
      else if (slot.state === 'backing-off') move(slot, 'waiting', reason, cause, { waitingOn: conditions.of(slot) });
      return null;
    }
    if (!isLost) move(slot, 'stopping', reason, cause);
    // One we lost sight of had its grace: it counts as stopped, and may start again, only when nothing of it is alive.
    const error = await takeDown(lifecycle, slot, reason, slot.cause, isLost ? 0 : graceMs);
    if (error?.code === 'STOP_INCOMPLETE') lost(slot, error);
    else if (isWanted(slot) && !isFrozen())
      move(slot, 'waiting', reason, slot.cause, { waitingOn: conditions.of(slot) });
    else rest(slot, reason, slot.cause, error ? { error } : {});
    return error;
  }

  return {
    async now(slot, reason, cause, graceMs = () => graceOf(slot)) {
      lanes.refuse(slot.name);
      halt(slot, reason);
      return lanes.run(slot.name, () => inLane(slot, reason, cause, graceMs()));
    },
    inLane,
    halt,
    rest,
    lost,
  };
}
