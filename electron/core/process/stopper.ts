import { AppError } from '../../../shared/errors.ts';
import { beginLadder, isOver, type LadderEffect, type LadderInput, stepLadder } from './stop-ladder.ts';
import type { ContainmentKind, Member, RunSight, StopRequest, StopResult, StopStep } from './types.ts';

/** What a stop needs to know and may do. */
export interface StopDeps {
  readonly runId: string;
  readonly containment: ContainmentKind;
  /** Monotonic clock, ms. */
  readonly now: () => number;
  readonly look: () => Promise<RunSight>;
  readonly signal: (members: readonly Member[], signal: NodeJS.Signals) => void;
  readonly kill: (members: readonly Member[]) => void;
  /** Runs the stop command and says whether it did its work; aborted when the run is gone or has to be killed. */
  readonly runCommand: (command: NonNullable<StopRequest['command']>, signal: AbortSignal) => Promise<boolean>;
  /** Calls back when a look is worth while now; answers how to end that. */
  readonly onHint: (wake: () => void) => () => void;
  /** Called once, when the run is confirmed to be gone. */
  readonly onStopped: () => Promise<void>;
}

/** The stop of one run: at most one at a time, and the first confirmed one is kept. */
export interface Stopper {
  stop(request: StopRequest, onStep?: (step: StopStep) => void): Promise<StopResult>;
}

const DEFAULT_GRACE_MS = 10_000;
const LOOK_EVERY_MS = 250;
const LOOK_AGAIN_MS = 500;
/** Looks that may fail in a row before the stop is given up as not to be confirmed. */
const FAILED_LOOKS = 3;

/** Climbs the stop ladder of a run with real signals and real looks. */
export function openStopper(deps: StopDeps): Stopper {
  const listeners = new Set<(step: StopStep) => void>();
  let current: Promise<StopResult> | null = null;
  let hurry: (request: StopRequest) => void = () => {};

  async function climb(request: StopRequest): Promise<StopResult> {
    const { now } = deps;
    let state = beginLadder(request.graceMs ?? DEFAULT_GRACE_MS, request.deadlineAt);
    let wake: () => void = () => {};
    let woken = false;
    let signalled = request.command === undefined;
    let failures = 0;
    const command = new AbortController();
    let commanded: Promise<unknown> = Promise.resolve();
    const nudge = () => {
      woken = true;
      wake();
    };
    const endHints = deps.onHint(nudge);

    function turn(input: LadderInput): void {
      const [next, effects] = stepLadder(state, input);
      state = next;
      for (const effect of effects) perform(effect);
    }

    function perform(effect: LadderEffect): void {
      if (effect.type === 'tell') for (const listener of listeners) tell(listener, effect.step);
      else if (effect.type === 'kill') {
        command.abort();
        deps.kill(effect.members);
      } else if (effect.first && request.command !== undefined) {
        commanded = deps.runCommand(request.command, command.signal).then(
          (done) => done || signalAfterAll(),
          () => signalAfterAll(),
        );
      } else if (signalled) deps.signal(effect.members, request.signal ?? 'SIGTERM');
    }

    function signalAfterAll(): void {
      signalled = true;
      turn({ type: 'unasked', at: now() });
    }

    hurry = ({ graceMs = Number.POSITIVE_INFINITY, deadlineAt = Number.POSITIVE_INFINITY }) => {
      turn({ type: 'hurry', at: now(), graceMs, deadlineAt });
      nudge();
    };

    function nextLookMs(): number {
      if (state.emptySince !== null) return Math.max(1, LOOK_AGAIN_MS - (now() - state.emptySince));
      const untilKill = state.giveUpAt === null && state.killAt !== null ? state.killAt - now() : LOOK_EVERY_MS;
      return Math.max(1, Math.min(LOOK_EVERY_MS, untilKill));
    }

    /** Waits, or until something makes a look worth while. */
    function rest(ms: number): Promise<void> {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }

    try {
      while (!isOver(state)) {
        woken = false;
        const sight = await deps.look().catch(() => null);
        failures = sight === null ? failures + 1 : 0;
        if (sight !== null) turn({ type: 'sight', at: now(), sight });
        if (failures >= FAILED_LOOKS) {
          deps.kill(state.members);
          throw incomplete(deps.runId, state.members, 'the process table cannot be read');
        }
        if (!isOver(state) && !woken) await rest(nextLookMs());
      }
      if (state.rung === 'incomplete') throw incomplete(deps.runId, state.members, 'they outlive SIGKILL');
      await deps.onStopped();
      return stopped(deps.containment, state.rung === 'escaped' ? state.suspects.length : 0);
    } finally {
      command.abort();
      // What was started for the stop is a part of it: nothing of it may be left when the stop is done.
      await commanded;
      endHints();
      listeners.clear();
      hurry = () => {};
    }
  }

  return {
    stop(request, onStep) {
      if (onStep) listeners.add(onStep);
      if (current === null) {
        current = climb(request);
        // A stop that could not be confirmed may be tried again; one that was stays so.
        current.catch(() => {
          current = null;
        });
        return current;
      }
      hurry(request);
      return current;
    },
  };
}

/** Whoever listens cannot stop the stop. */
function tell(listener: (step: StopStep) => void, step: StopStep): void {
  try {
    listener(step);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** What a confirmed stop says. */
export function stopped(containment: ContainmentKind, escaped: number): StopResult {
  const words =
    escaped === 0 ? 'stopped' : `stopped, ${escaped} ${escaped === 1 ? 'process' : 'processes'} may have escaped`;
  return { containment, escaped, words };
}

function incomplete(runId: string, left: readonly Member[], why: string): AppError {
  const pids = left.map((member) => `${member.pid} (${member.name})`).join(', ');
  return new AppError('STOP_INCOMPLETE', `Not everything could be stopped${pids && `: ${pids}`}; ${why}.`, {
    subject: `run:${runId}`,
    detail: { left: left.map(({ pid, startTime, name, state }) => ({ pid, startTime, name, state })) },
  });
}
