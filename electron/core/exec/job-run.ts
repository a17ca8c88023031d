import { AppError, toWireError } from '../../../shared/errors.ts';
import type { JobHistory } from './job-history.ts';
import type { JobOutcome, JobRecord } from './job-record.ts';
import { advance, settle } from './job-record.ts';
import type { JobStore, StoredJob } from './job-store.ts';
import { createOutputText, type OutputText, type TextPiece } from './output-text.ts';
import { type Progress, progressIn } from './progress.ts';
import { type RunnerDeps, type RunningCommand, runCommand } from './runner.ts';
import type { CommandLine } from './substitute.ts';

/** Why a job is being stopped. */
export type StopReason = 'cancelled' | 'timed-out' | 'closing';

/** What becomes of jobs is told here, as it happens. */
export interface JobTeller {
  started(record: JobRecord, pid: number): void;
  stopAsked(record: JobRecord, why: StopReason): void;
  ended(record: JobRecord): void;
  progress(id: string, progress: Progress | null): void;
}

/** What a run of a job needs. */
export interface JobRunDeps extends RunnerDeps {
  readonly store: JobStore;
  readonly history: JobHistory;
  readonly tell: JobTeller;
  readonly now: () => number;
  /** Hides secrets in a text. */
  readonly mask: (text: string) => string;
  /** Takes what jobs write, as it may be shown. While a promise it returned is open, no more is read. */
  readonly output: (job: string, run: string, stream: 'stdout' | 'stderr', chunk: Buffer) => void | Promise<void>;
}

/** A job that is about to run: what of it is in memory only, and goes with its start. */
export interface PreparedJob {
  readonly job: StoredJob;
  readonly line: CommandLine;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Characters of the longest secret value that may come out of it again. */
  readonly longestSecret: number;
}

/** A job that runs. */
export interface JobRun {
  readonly id: string;
  stop(why: StopReason): void;
  /** Resolves when its end was told. */
  readonly done: Promise<void>;
}

/** Characters of known secrets that are held back of a long line, at least. */
const HELD_BACK = 1_024;

/** Runs a job from its start to the moment when its end is stored and told. Never rejects. */
export function runJob(deps: JobRunDeps, prepared: PreparedJob): JobRun {
  const { store, history, tell, now } = deps;
  const { job, line } = prepared;
  const { id } = job.record;
  const texts = {
    stdout: createOutputText(deps.mask, Math.max(HELD_BACK, prepared.longestSecret)),
    stderr: createOutputText(deps.mask, Math.max(HELD_BACK, prepared.longestSecret)),
  };
  const bytes = { stdout: 0, stderr: 0 };
  let asked: StopReason | null = null;
  let running: RunningCommand | null = null;
  let runId = '';
  const begun = Promise.withResolvers<void>();
  let hasBegun = false;

  function say(stream: 'stdout' | 'stderr', piece: TextPiece | null): void | Promise<void> {
    if (piece === null) return;
    job.log.output(stream, piece);
    return deps.output(id, runId, stream, Buffer.from(piece.text));
  }

  function take(stream: 'stdout' | 'stderr', chunk: Buffer): void | Promise<void> {
    // What it wrote before its start was told comes after that.
    if (!hasBegun) return begun.promise.then(() => take(stream, chunk));
    bytes[stream] += chunk.length;
    const text: OutputText = texts[stream];
    const piece = text.take(chunk);
    const progress = progressIn(`${piece?.text.slice(-512) ?? ''}${text.rest().slice(-512)}`);
    if (progress !== null) tell.progress(id, progress);
    return say(stream, piece);
  }

  function stop(why: StopReason): void {
    if (asked !== null) return;
    asked = why;
    tell.stopAsked(job.record, why);
    running?.stop();
  }

  async function run(): Promise<void> {
    let outcome: JobOutcome;
    try {
      running = await runCommand(deps, {
        owner: `job:${id}`,
        line,
        cwd: prepared.cwd,
        env: prepared.env,
        timeoutMs: prepared.timeoutMs,
        output: take,
        onSpawn: (run) => {
          runId = run;
        },
        timedOut: () => stop('timed-out'),
      });
      begin(running);
      if (asked !== null) running.stop();
      outcome = await running.outcome;
    } catch (error) {
      outcome = { status: 'failed', exitCode: null, signal: null, error: toWireError(error) };
    }
    if (asked === 'closing' && outcome.status === 'cancelled')
      outcome = { ...outcome, error: new AppError('CANCELLED', 'Signalbox was ended.').toWire() };
    await finish(outcome);
    // Nobody waits for what could not be stopped.
    void running?.late.then((late) => late && storeLate(late));
  }

  function begin({ executable, pid }: RunningCommand): void {
    const record = advance(job.record, 'running', { startedAt: now(), executable, run: runId });
    if (!record) return;
    store.storeResult(record);
    job.log.status('running');
    // Only whether it had begun when its host died hangs on this.
    history.write(record).catch((error: unknown) => deps.log(`job ${id}: ${String(error)}`));
    tell.started(record, pid);
    hasBegun = true;
    begun.resolve();
  }

  async function finish(outcome: JobOutcome): Promise<void> {
    await say('stdout', texts.stdout.end());
    await say('stderr', texts.stderr.end());
    const { log } = job;
    const output = { stdout: log.tail('stdout'), stderr: log.tail('stderr') };
    const isCut = log.isCut('stdout') || log.isCut('stderr');
    const facts = {
      stdoutBytes: bytes.stdout,
      stderrBytes: bytes.stderr,
      truncated: isCut,
      outputBytes: log.bytes(),
    };
    const ended = settle(job.record, outcome, now(), facts);
    const stored = await keep(ended, output);
    store.storeResult(stored);
    log.status(stored.status);
    log.end();
    tell.progress(id, null);
    tell.ended(stored);
  }

  /** A full disk costs history, never the result. */
  async function keep(ended: JobRecord, output: { stdout: string; stderr: string }): Promise<JobRecord> {
    try {
      const said = output.stdout !== '' || output.stderr !== '';
      const stored = { ...ended, outputBlob: said ? await history.body(output) : null };
      await history.write(stored);
      return stored;
    } catch (error) {
      deps.log(`the end of job ${id} is not stored: ${error instanceof Error ? error.message : String(error)}`);
      return ended;
    }
  }

  async function storeLate(late: JobOutcome): Promise<void> {
    const record = settle(job.record, late, now());
    store.storeResult(record);
    await history.write(record).catch((error: unknown) => deps.log(`job ${id}: ${String(error)}`));
  }

  return { id, stop, done: run() };
}
