import { AppError, toWireError, type WireError } from '../../../shared/errors.ts';
import { MOST_REFERENCES } from '../../../shared/run-facts.ts';
import type { Clock } from '../clock.ts';
import type { BegunRun, Exit, StartContext, StopContext } from './component.ts';
import { race } from './deadline.ts';
import type { Env } from './env.ts';
import type { ProbeStarter } from './probe-set.ts';
import { toldOnce } from './run-facts.ts';
import type { RunNumbers } from './run-numbers.ts';
import type { Declared, Say, Slot } from './slot.ts';
import type { Timers } from './timers.ts';

/** A start or stop that ignores its deadline gets this much longer before nobody waits for it any more, ms. */
const LINGER_MS = 1_000;
/** Time between the kill and the moment a stop counts as incomplete, ms. */
const REAP_MS = 5_000;
/** A stop that gives up then says what is left of a run, on a busy machine a little late: that is waited for, ms. */
const STOP_LINGER_MS = 3_000;

/** What starting and stopping one component needs. */
export interface LifecycleDeps {
  readonly say: Say;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly env: (slot: Slot) => Env;
  readonly probes: ProbeStarter;
  readonly log: (message: string) => void;
  /** Hears an end that nobody asked for, outside of any start or stop. */
  readonly ended: (slot: Slot, exit: Exit, cause: string) => void;
  /** A probe changed its mind while the component runs. */
  readonly probed: (slot: Slot, verdict: ProbeVerdict, why: string, cause: string) => void;
  readonly numbers: RunNumbers;
  /** Versions of the definitions that a component leans on now, by id. */
  readonly references: (slot: Slot) => readonly { readonly id: string; readonly version: number }[];
}

/** What the probes of a component say together. */
export type ProbeVerdict = 'ready' | 'not-ready' | 'dead';

/** How a start came out. */
export type Started =
  | { readonly outcome: 'running' }
  | { readonly outcome: 'aborted' }
  | { readonly outcome: 'exited'; readonly exit: Exit; readonly cause: string }
  | { readonly outcome: 'failed'; readonly error: WireError };

/** Starts what a slot declares: builds it, starts it, waits until it is ready, all before one deadline. */
export async function bringUp(deps: LifecycleDeps, slot: Slot, declared: Declared, cause: string): Promise<Started> {
  const { timers } = deps;
  const { deadlineMs } = declared.descriptor.start;
  const abort = new AbortController();
  slot.abortStart = (why) => abort.abort(why);
  slot.exit = null;
  slot.ready = false;
  let exitSeen: { exit: Exit; cause: string } | null = null;
  let starting = true;
  let onExit: () => void = () => {};
  const exited = new Promise<void>((resolve) => {
    onExit = resolve;
  });
  let lastWhy = '';
  let isBeginning = true;

  /** A start that fails ends its own program first: what the start throws says more than that end. */
  const isOwnDoing = (exit: Exit): boolean =>
    isBeginning && exit.byItself === false && exit.error === undefined && slot.killed?.run !== exit.run;

  async function attempt(signal: AbortSignal): Promise<void> {
    const component = await declared.build();
    slot.active = { declared, component };
    const context: StartContext = {
      signal,
      deadlineMs,
      env: deps.env(slot),
      cause,
      next: () => ({ version: declared.version, hash: declared.hash, number: slot.runs + 1 }),
      began: (run) => began(deps, slot, declared, run, cause),
      ended(given) {
        const isLost = slot.state === 'unknown';
        const stops = slot.state === 'stopping' || isLost || abort.signal.aborted;
        const exit = asKilled(slot, given);
        const isOwn = isOwnDoing(exit);
        const position = sayEnd(deps, slot, exit, (stops || isOwn) && exit.byItself !== true);
        slot.exit = { told: exit, cause: position };
        if ((stops && !isLost) || exit.goesOn || isOwn) return;
        if (!starting) return deps.ended(slot, exit, position);
        exitSeen = { exit, cause: position };
        onExit();
      },
    };
    await Promise.race([component.start(context), exited]);
    isBeginning = false;
    if (exitSeen || signal.aborted) return;
    await Promise.race([untilReady(signal), exited]);
  }

  function untilReady(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => reject(signal.reason);
      if (signal.aborted) return give();
      signal.addEventListener('abort', give, { once: true });
      slot.stopProbes = deps.probes(slot.name, declared.descriptor, slot.run?.id ?? null, {
        say: deps.say,
        cause: () => slot.cause,
        verdict(verdict, why, position) {
          lastWhy = why;
          if (!starting) return deps.probed(slot, verdict, why, position);
          if (verdict === 'ready') {
            signal.removeEventListener('abort', give);
            resolve();
          } else if (verdict === 'dead') reject(new AppError('EXITED_EARLY', `It was given up: its ${why}.`));
        },
      });
    });
  }

  const raced = await race(timers, deadlineMs, LINGER_MS, attempt, abort.signal);
  starting = false;
  slot.abortStart = null;
  // What was told while the race ended still counts.
  const seen = exitSeen as { exit: Exit; cause: string } | null;
  if (seen) return { outcome: 'exited', ...seen };
  if (abort.signal.aborted) return { outcome: 'aborted' };
  if (raced.outcome === 'done') {
    slot.ready = true;
    return { outcome: 'running' };
  }
  slot.failure = raced.outcome === 'failed' ? raced.error : null;
  if (raced.outcome === 'failed' && !isDeadline(raced.error))
    return { outcome: 'failed', error: wire(slot, raced.error) };
  const why = lastWhy === '' ? '' : ` Its ${lastWhy}.`;
  const ignored = raced.outcome === 'abandoned' ? ' Its start did not return even then and was left behind.' : '';
  const text = `${slot.name} was not ready within ${deadlineMs / 1000} s.${why}${ignored}`;
  return { outcome: 'failed', error: new AppError('START_DEADLINE', text).toWire() };
}

/** Takes down what a slot runs. Answers null when nothing of it is alive, else why that is not known. */
export async function takeDown(
  deps: LifecycleDeps,
  slot: Slot,
  reason: string,
  cause: string,
  graceMs: number,
): Promise<WireError | null> {
  slot.stopProbes?.();
  slot.stopProbes = null;
  const component = slot.active?.component;
  if (!component) return null;
  const raced = await race(deps.timers, graceMs + REAP_MS, STOP_LINGER_MS, (signal) =>
    component.stop(stopContext(deps, slot, signal, { reason, cause, graceMs })),
  );
  if (raced.outcome === 'done') return null;
  if (raced.outcome === 'failed') {
    deps.log(
      `the stop of ${slot.name} failed: ${raced.error instanceof Error ? raced.error.stack : String(raced.error)}`,
    );
    return wire(slot, raced.error);
  }
  component.killNow?.();
  const text = `${slot.name} did not stop within ${(graceMs + REAP_MS) / 1000} s, and its stop did not return.`;
  return new AppError('STOP_INCOMPLETE', text, { subject: `component:${slot.name}` }).toWire();
}

function stopContext(
  deps: LifecycleDeps,
  slot: Slot,
  signal: AbortSignal,
  { reason, cause, graceMs }: { reason: string; cause: string; graceMs: number },
): StopContext {
  return {
    signal,
    graceMs,
    reason,
    cause,
    stepped({ rung, pids, graceMs: given }) {
      // A holder of its marks that cannot be seen has no number, and is one all the same.
      if (rung === 'escaped') slot.escaped = Math.max(1, pids.length);
      const subject = slot.run ? `run:${slot.run.id}` : `component:${slot.name}`;
      const body = { component: slot.name, rung, pids: pids.slice(0, 200), graceMs: given };
      deps.say({ type: 'stop.stepped', subject, cause, body });
    },
  };
}

function began(deps: LifecycleDeps, slot: Slot, declared: Declared, run: BegunRun, cause: string): void {
  const { id, cause: own, as, facts, ...rest } = run;
  const number = as?.number ?? slot.runs + 1;
  slot.runs = Math.max(slot.runs, number);
  deps.numbers.took(slot.name, slot.runs);
  slot.run = { id, number, startedMono: deps.clock.mono(), adopted: run.adopted ?? false, ended: false };
  if (as && slot.active) {
    const { version, hash, build } = as;
    const descriptor = as.descriptor ?? declared.descriptor;
    slot.active = { ...slot.active, declared: { ...declared, version, hash, descriptor, build } };
  }
  const { version, hash } = as ?? declared;
  const told = facts
    ? toldOnce(slot, id, { ...facts, references: deps.references(slot).slice(0, MOST_REFERENCES) })
    : {};
  deps.say({
    type: 'run.started',
    subject: `run:${id}`,
    cause: own ?? cause,
    body: { component: slot.name, number, descriptorVersion: version, descriptorHash: hash, ...rest, ...told },
  });
}

/** The end of a run that somebody asked to be killed, as that; every other end as it is. */
function asKilled(slot: Slot, exit: Exit): Exit {
  return slot.killed?.run === exit.run && exit.byItself !== true ? { ...exit, words: 'killed by hand' } : exit;
}

/** Says that the run of a slot ended; once. Answers the position, or the slot's own when it was said before. */
function sayEnd(deps: LifecycleDeps, slot: Slot, exit: Exit, asked: boolean): string {
  const run = slot.run;
  if (!run || run.ended || run.id !== exit.run) return slot.cause;
  run.ended = true;
  const { code, signal, words, leftovers } = exit;
  const killed = slot.killed?.run === run.id && exit.byItself !== true ? slot.killed : null;
  const afterMs = Math.round(deps.clock.mono() - run.startedMono);
  return deps.say({
    type: 'run.ended',
    subject: `run:${run.id}`,
    cause: killed?.cause ?? (asked ? slot.cause : null),
    body: { component: slot.name, code, signal, words, afterMs, leftovers, asked: asked || killed !== null },
  });
}

function isDeadline(error: unknown): boolean {
  return error instanceof Error && /^not done within/.test(error.message);
}

function wire(slot: Slot, error: unknown): WireError {
  const subject = `component:${slot.name}`;
  if (error instanceof AppError) return { subject, ...toWireError(error) };
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('EXITED_EARLY', `${slot.name}: ${message}`, { subject, hint: 'Look at its log.' }).toWire();
}
