import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { AppError, toWireError, type WireError } from '../../../shared/errors.ts';
import type { Processes } from '../process/processes.ts';
import type { Run, RunEnd } from '../process/types.ts';
import type { JobOutcome } from './job-record.ts';
import type { After } from './job-store.ts';
import { checkProgram } from './program-check.ts';
import type { CommandLine } from './substitute.ts';

/** What runs are started with. */
export interface RunnerDeps {
  readonly processes: Pick<Processes, 'spawn'>;
  /** The environment that everything in the workspace starts from; tools get only a few variables of it. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly after: After;
  /** Time between asking a job to stop and killing it, ms. */
  readonly graceMs: () => number;
  readonly log: (message: string) => void;
}

/** One run that is wanted. */
export interface RunRequest {
  readonly owner: string;
  readonly line: CommandLine;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly output: (stream: 'stdout' | 'stderr', chunk: Buffer) => void | Promise<void>;
  /** Told its id before it may write anything. */
  readonly onSpawn: (runId: string) => void;
  /** It is being stopped because its time is over. */
  readonly timedOut: () => void;
}

/** A command that runs. */
export interface RunningCommand {
  readonly runId: string;
  readonly pid: number;
  /** Real path of the program. */
  readonly executable: string;
  /** Resolves when nothing of it is left, or what is left cannot be stopped. */
  readonly outcome: Promise<JobOutcome>;
  /** Resolves with how it ended in truth, when that is known only after its outcome was told. */
  readonly late: Promise<JobOutcome | null>;
  /** Begins to stop it. */
  stop(): void;
}

/** What of the surrounding environment tools get besides what their manifest sets. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;
/** After a program ended its last words may still be on the way; a pipe that others hold is not waited for longer, ms. */
const LAST_WORDS_MS = 2_000;

/**
 * Starts a command without a shell, in a group of its own and with nothing on stdin.
 *
 * @throws AppError for a program that is not there, not executable, changeable by everybody, or named by a relative path
 */
export async function runCommand(deps: RunnerDeps, request: RunRequest): Promise<RunningCommand> {
  const { line, cwd } = request;
  const surrounding = await deps.environment();
  checkProgram(line.program);
  const passed = PASSED_ON.flatMap((name) => (surrounding[name] === undefined ? [] : [[name, surrounding[name]]]));
  const env: Record<string, string> = { ...Object.fromEntries(passed), ...request.env };
  const runId = randomBytes(8).toString('hex');
  request.onSpawn(runId);
  const run = await deps.processes.spawn({
    runId,
    owner: request.owner,
    command: line.program,
    args: line.args,
    shownArgs: line.shown,
    cwd,
    env,
    stdin: 'closed',
    worldWritable: 'refuse',
    onStdout: (chunk) => request.output('stdout', chunk),
    onStderr: (chunk) => request.output('stderr', chunk),
  });
  return watch(deps, request, run);
}

function watch(deps: RunnerDeps, request: RunRequest, run: Run): RunningCommand {
  let stopped: 'cancelled' | 'timed-out' | null = null;
  let stopping: Promise<WireError | null> | null = null;
  let giveUp: (error: WireError) => void = () => {};
  const gaveUp = new Promise<WireError>((resolve) => {
    giveUp = resolve;
  });

  function stop(): Promise<WireError | null> {
    stopping ??= run.stop({ graceMs: deps.graceMs() }).then(
      () => null,
      (thrown: unknown) => {
        const error = toWireError(thrown);
        giveUp(error);
        return error;
      },
    );
    return stopping;
  }

  const cancelTimeout = deps.after(request.timeoutMs, () => {
    if (stopped !== null) return;
    stopped = 'timed-out';
    request.timedOut();
    void stop();
  });

  async function outcome(): Promise<JobOutcome> {
    // A program that ignores everything ends with its stop, or the stop gives up.
    const first = await Promise.race([run.ended, gaveUp]);
    cancelTimeout();
    if ('retryable' in first) return { status: stopped ?? 'failed', exitCode: null, signal: null, error: first };
    // What had ended before it was asked to was not cancelled.
    const asked = first.asked ? stopped : null;
    const left = await clearUp(first);
    return outcomeOf(first, asked, left, request.timeoutMs);
  }

  /** Ends what the program left behind, and waits for its last words. */
  async function clearUp(end: RunEnd): Promise<WireError | null> {
    const saidAll = run.outputEnded.then(() => true);
    const isClear = end.leftovers === 0 && stopping === null;
    if (isClear && (await Promise.race([saidAll, pause(LAST_WORDS_MS)]))) {
      // Nobody was seen: the second look, which makes sure, keeps no one waiting.
      void stop().then((error) => error && deps.log(`${request.owner}: ${error.message}`));
      return null;
    }
    const error = await stop();
    if (error === null) await run.outputEnded;
    return error;
  }

  function pause(ms: number): Promise<false> {
    return new Promise((resolve) => void deps.after(ms, () => resolve(false)));
  }

  const ended = outcome();
  const late = ended.then(async ({ error }) => {
    if (error?.code !== 'STOP_INCOMPLETE') return null;
    const end = await run.ended;
    return outcomeOf(end, stopped, null, request.timeoutMs);
  });
  return {
    runId: run.runId,
    pid: run.pid,
    executable: realOf(run.executable),
    outcome: ended,
    late,
    stop() {
      stopped ??= 'cancelled';
      void stop();
    },
  };
}

function outcomeOf(
  { code, signal, words }: RunEnd,
  asked: 'cancelled' | 'timed-out' | null,
  left: WireError | null,
  timeoutMs: number,
): JobOutcome {
  const facts = { exitCode: code, signal };
  if (left !== null) return { ...facts, status: asked ?? 'failed', error: left };
  if (asked === 'cancelled')
    return { ...facts, status: 'cancelled', error: new AppError('CANCELLED', 'It was cancelled.').toWire() };
  if (asked === 'timed-out') {
    const error = new AppError('DEADLINE', `It ran longer than ${seconds(timeoutMs)} and was stopped.`, {
      hint: 'Give the command more time in its manifest, or look at what it waits for.',
    });
    return { ...facts, status: 'timed-out', error: error.toWire() };
  }
  if (code === 0) return { ...facts, status: 'completed', error: null };
  const error = new AppError('EXITED_EARLY', `It ended without success: ${words}.`, { hint: 'Look at its output.' });
  return { ...facts, status: 'failed', error: error.toWire() };
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
