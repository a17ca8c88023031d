import { ALIVE_STATES } from '../../../shared/component-state.ts';
import { AppError, toWireError, type WireError } from '../../../shared/errors.ts';
import type { Exit } from './component.ts';
import { type LifecycleDeps, type ProbeVerdict, takeDown } from './lifecycle.ts';
import { afterExit } from './restarts.ts';
import { type ChangeFacts, isWanted, type Slot } from './slot.ts';

interface AftermathContext {
  readonly deps: { readonly random: () => number };
  readonly lifecycle: LifecycleDeps;
  readonly move: (slot: Slot, to: Slot['state'], reason: string, cause: string, facts?: ChangeFacts) => string;
  readonly lost: (slot: Slot, error: WireError) => void;
  readonly rest: (slot: Slot, reason: string, cause: string) => void;
  /** Calls the next start. */
  readonly retry: (slot: Slot, delayMs: number, cause: string) => void;
}

/** What follows when a component ended by itself, or its probes say that it should. */
export interface Aftermath {
  handleExit(slot: Slot, exit: Exit, cause: string): Promise<void>;
  handleProbe(slot: Slot, verdict: ProbeVerdict, why: string, cause: string): Promise<void>;
}

/** Makes it; all of it runs in the lane of the slot. */
export function createAftermath({ deps, lifecycle, move, lost, rest, retry }: AftermathContext): Aftermath {
  const { clock } = lifecycle;

  function uptimeOf(slot: Slot): number {
    return slot.run ? clock.mono() - slot.run.startedMono : 0;
  }

  async function handleExit(slot: Slot, exit: Exit, cause: string): Promise<void> {
    // A stop that came first has already taken care of it.
    if (!ALIVE_STATES.has(slot.state) || slot.state === 'stopping' || slot.run?.id !== exit.run) return;
    const uptimeMs = uptimeOf(slot);
    if (exit.leftovers > 0) {
      const many = exit.leftovers === 1 ? '1 of its processes is' : `${exit.leftovers} of its processes are`;
      move(slot, 'stopping', `${exit.words}; ${many} alive`, cause);
    } else if (!isWanted(slot)) move(slot, 'stopping', exit.words, cause);
    const left = await takeDown(lifecycle, slot, exit.words, slot.cause, graceOf(slot));
    if (left?.code === 'STOP_INCOMPLETE') return lost(slot, left);
    if (!isWanted(slot)) return rest(slot, exit.words, slot.cause);
    crashed(slot, exit.words, cause, { success: exit.success, uptimeMs }, exitError(slot, exit));
  }

  async function handleProbe(slot: Slot, verdict: ProbeVerdict, why: string, cause: string): Promise<void> {
    if (slot.state !== 'running' && slot.state !== 'degraded') return;
    slot.ready = verdict === 'ready';
    if (verdict === 'ready' && slot.state === 'degraded') move(slot, 'running', 'its probes pass again', cause);
    else if (verdict === 'not-ready' && slot.state === 'running') move(slot, 'degraded', `its ${why}`, cause);
    else if (verdict === 'dead') await kill(slot, `its ${why}`, cause);
  }

  /**
   * Takes a slot down because it is sick; what follows is decided as after a crash. One that was dead already when its
   * probe told so ended by itself, and is spoken of as that.
   */
  async function kill(slot: Slot, reason: string, cause: string): Promise<void> {
    const uptimeMs = uptimeOf(slot);
    move(slot, 'stopping', reason, cause);
    const left = await takeDown(lifecycle, slot, reason, slot.cause, graceOf(slot));
    if (left?.code === 'STOP_INCOMPLETE') return lost(slot, left);
    if (!isWanted(slot)) return rest(slot, reason, slot.cause);
    const own = slot.exit?.told.byItself && slot.exit.told.run === slot.run?.id ? slot.exit : null;
    if (own) {
      const { words, success } = own.told;
      return crashed(slot, words, own.cause, { success, uptimeMs }, exitError(slot, own.told));
    }
    const error = new AppError('EXITED_EARLY', `${slot.name} was stopped: ${reason}.`, { hint: AFTER_UP }).toWire();
    crashed(slot, reason, slot.cause, { success: false, uptimeMs }, error);
  }

  function crashed(
    slot: Slot,
    words: string,
    cause: string,
    exit: { success: boolean; uptimeMs: number },
    error: WireError,
  ): void {
    const { restart } = slot.declared.descriptor;
    const decided = afterExit(restart, slot.history, exit, clock.mono(), deps.random);
    slot.history = decided.history;
    const { next } = decided;
    if (next.to === 'completed') return void move(slot, 'completed', words, cause);
    if (next.to === 'crashed') return void move(slot, 'crashed', words, cause, { error });
    if (next.to === 'crash-looping') {
      const reason = `${next.crashes} crashes within ${spanWords(restart.windowMs)}; the last: ${words}`;
      return void move(slot, 'crash-looping', reason, cause, { error });
    }
    slot.restarts += 1;
    const retryAt = clock.now() + next.delayMs;
    const position = move(slot, 'backing-off', words, cause, { retryAt, attempt: next.attempt, error });
    retry(slot, next.delayMs, position);
  }

  return { handleExit, handleProbe };
}

/** A span of ms in the largest unit that divides it: `5 min`, `90 s`. */
function spanWords(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}

/** Time a slot has to end by itself, ms. */
export function graceOf(slot: Slot): number {
  return (slot.active?.declared ?? slot.declared).descriptor.stop.graceMs;
}

/** An unasked end as an error. */
export function exitError(slot: Slot, exit: Exit): WireError {
  const code = exit.error ?? 'EXITED_EARLY';
  // The usual hint is about a start; this one was up.
  const hint = code === 'EXITED_EARLY' && slot.upOrder > 0 ? { hint: AFTER_UP } : {};
  const error = new AppError(code, `${slot.name} ended: ${exit.words}.`, hint);
  return { ...toWireError(error), subject: `component:${slot.name}` };
}

const AFTER_UP = 'It had been up; look at the end of its log.';
