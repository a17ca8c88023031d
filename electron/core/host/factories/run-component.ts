import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../../shared/errors.ts';
import { watchCeiling } from '../../process/memory-ceiling.ts';
import type { Run, RunEnd, RunSpec, StopRequest } from '../../process/types.ts';
import type { Component, Descriptor, Exit, StartContext, StopContext } from '../component.ts';
import type { Surroundings } from '../run-board.ts';
import type { FactoryContext } from './factory-context.ts';
import { endWords, mebibytes } from './run-words.ts';
import { startFacts } from './start-facts.ts';

/** After a program ended, its last words may still be on the way; a pipe that others hold open is not waited for. */
const LAST_WORDS_MS = 500;

/** What is run, found out just before. */
export type WantedRun = Surroundings &
  Pick<RunSpec, 'command' | 'args' | 'extraPipes' | 'ports'> & {
    /** Written to its stdin, which is then closed; without it there is none. */
    readonly input?: string;
  };

/** A run as the one who asked for it sees it. */
export interface LiveRun {
  readonly run: Run;
  /** Resolves when its end was told. */
  readonly told: Promise<void>;
  /** Says why it is about to be killed, which is then why it ended. */
  blame(words: string, error?: Exit['error']): void;
}

/** How one run of a component is begun. */
export interface RunPlan {
  readonly descriptor: Descriptor;
  /** Ends that count as success. */
  readonly success: readonly number[];
  wanted(): Promise<WantedRun>;
  /** Position of what made it start, when that is not the start of the component. */
  readonly cause?: string;
  /** The component goes on when it ends. */
  readonly goesOn?: boolean;
  /** Takes its stdout instead of the log; a promise makes it wait. */
  onStdout?(chunk: Buffer, run: string): void | Promise<void>;
  /** Sees its stderr on the way into the log. */
  onStderr?(chunk: Buffer): void;
  /** Its stdin stays open, to be written to. */
  readonly keepsStdin?: boolean;
  /** Better words for an end, when the output tells them; null for the usual ones. */
  explain?(end: RunEnd, stderr: string): string | null;
}

/** Starts a run of a component, tells its beginning and its end, and minds its memory. Throws what the spawn throws. */
export async function beginRun(shared: FactoryContext, plan: RunPlan, context: StartContext): Promise<LiveRun> {
  const { descriptor } = plan;
  const { processes, board, output } = shared;
  const { input, ...wanted } = await plan.wanted();
  const runId = randomBytes(8).toString('hex');
  context.signal.throwIfAborted();
  const run = await processes.spawn({
    ...wanted,
    runId,
    owner: `component:${descriptor.name}`,
    note: { ...context.next() },
    ...(input === undefined && !plan.keepsStdin ? {} : { stdin: 'pipe' as const }),
    onStdout: (chunk) =>
      plan.onStdout ? plan.onStdout(chunk, runId) : output(runId, 'stdout', chunk, descriptor.name),
    onStderr(chunk) {
      plan.onStderr?.(chunk);
      return output(runId, 'stderr', chunk, descriptor.name);
    },
  });
  if (!plan.keepsStdin) run.stdin?.end(input);
  for (const warning of run.warnings) context.env.logger.warn(warning, { component: descriptor.name });
  const { cwd, env, secretNames } = wanted;
  board.began(descriptor.name, { cwd, env, secretNames });
  const { pid, startTime, spawnHash, containment } = run;
  const cause = plan.cause === undefined ? {} : { cause: plan.cause };
  const facts = startFacts({ cwd, env, executable: run.executable, args: wanted.args }, shared.stamp);
  context.began({ id: runId, pid, startTime: String(startTime), spawnHash, containment, facts, ...cause });
  let blamed: { words: string; error: Exit['error'] } | null = null;
  const live = {
    run,
    told: tell(),
    blame(words: string, error?: Exit['error']) {
      blamed ??= { words, error };
    },
  };
  return live;

  async function tell(): Promise<void> {
    const endWatch = mindMemory();
    const end = await run.ended;
    endWatch();
    await Promise.race([run.outputEnded, delay(LAST_WORDS_MS)]);
    const tail = shared.tail.tail(runId);
    const success = blamed === null && end.signal === null && plan.success.includes(end.code ?? -1);
    const explained = blamed?.words ?? plan.explain?.(end, tail.stderr) ?? null;
    const words =
      explained ?? (success ? end.words : await endWords(end, tail, wanted.ports ?? [], processes.holderOf));
    const error = blamed?.error === undefined ? {} : { error: blamed.error };
    const goesOn = plan.goesOn === true ? { goesOn: true } : {};
    const { code, signal, leftovers } = end;
    const rest = { leftovers: leftovers ?? 0, success, byItself: !end.asked, ...error, ...goesOn };
    context.ended({ run: runId, code, signal, words, ...rest });
  }

  function mindMemory(): () => void {
    const ceiling = descriptor.memoryCeiling;
    if (ceiling === null) return () => {};
    return watchCeiling(run.trace, ceiling, (level, used) => {
      board.setMemory(runId, { level, used, ceiling });
      if (level !== 'over') return;
      const words = `killed because it used ${mebibytes(used)} of memory; its ceiling is ${mebibytes(ceiling)}`;
      live.blame(words, 'MEMORY_CEILING');
      run.killNow().catch((error: unknown) => context.env.logger.error(String(error), { component: descriptor.name }));
    });
  }
}

/** How a run is asked to end: as its descriptor says, else with the usual signal of its sort, else with SIGTERM. */
export function stopRequest({ stop }: Descriptor, graceMs: number, usual?: NodeJS.Signals): StopRequest {
  const [program, ...args] = stop.command ?? [];
  const signal = (stop.signal as NodeJS.Signals | undefined) ?? usual;
  return {
    graceMs,
    ...(signal === undefined ? {} : { signal }),
    ...(program === undefined ? {} : { command: { command: program, args } }),
  };
}

/** Takes a run down the ladder as the descriptor says, and waits until its end was told. Throws STOP_INCOMPLETE. */
export async function endRun(
  { run, told }: LiveRun,
  descriptor: Descriptor,
  context: StopContext,
  usual?: NodeJS.Signals,
): Promise<void> {
  const request = stopRequest(descriptor, context.graceMs, usual);
  const force = (): void => void run.killNow().catch(() => undefined);
  context.signal.addEventListener('abort', force, { once: true });
  try {
    await run.stop(request, (step) => context.stepped(step));
    await told;
  } finally {
    context.signal.removeEventListener('abort', force);
  }
}

/** How a component is made that lives as long as one run of a program. */
export interface RunComponentPlan extends RunPlan {
  /** Waits until it is up; before that the start is not over. */
  up?(live: LiveRun, signal: AbortSignal): Promise<void>;
  /** Tells the program that it is about to be stopped. */
  leave?(live: LiveRun, context: StopContext): void;
  /** Throws what its stop should be blamed for, when everything is over. */
  left?(): void;
}

/** A component that is up while its program runs. */
export function runComponent(
  shared: FactoryContext,
  plan: RunComponentPlan,
): Pick<Component, 'start' | 'stop' | 'killNow'> {
  let live: LiveRun | null = null;
  let beginning: Promise<unknown> = Promise.resolve();
  let given = false;

  async function begin(context: StartContext): Promise<LiveRun> {
    const begun = await beginRun(shared, plan, context);
    live = begun;
    // Nobody waits for a start that was given up: its program must not stay.
    if (given) await begun.run.killNow();
    return begun;
  }

  return {
    async start(context) {
      if (live !== null) throw new AppError('RUNNING', `${plan.descriptor.name} was not confirmed to be down.`);
      given = false;
      const begun = begin(context);
      beginning = begun.catch(() => undefined);
      const own = await begun;
      await plan.up?.(own, context.signal);
    },
    async stop(context) {
      await beginning;
      if (live === null) return;
      plan.leave?.(live, context);
      await endRun(live, plan.descriptor, context);
      live = null;
      plan.left?.();
    },
    killNow() {
      given = true;
      live?.run.killNow().catch(() => undefined);
    },
  };
}
