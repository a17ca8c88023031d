import { AppError } from '../../../shared/errors.ts';
import type { JobRun, PreparedJob } from './job-run.ts';
import { nextToRun, type Waiting } from './queue.ts';
import type { CommandSpec } from './types.ts';

/** A job that waits for its turn. */
export interface QueuedJob {
  readonly id: string;
  readonly command: CommandSpec;
  readonly prepared: PreparedJob;
}

/** Jobs that wait and run, in the order in which they came and within the limits. */
export interface JobQueue {
  /**
   * Takes a place for a job of this command that is being accepted; answers how to give it back. One that would run at
   * once needs no place among those that wait. Throws RATE_LIMITED when all are taken.
   */
  reserve(command: CommandSpec): () => void;
  /** Adds a job. Answers null when it runs at once, else how many wait before it. */
  add(job: QueuedJob): number | null;
  /** Takes a job out that still waits; false when it does not. */
  remove(id: string): boolean;
  running(id: string): JobRun | null;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

export interface JobQueueOptions {
  /** Jobs that may run at once. */
  readonly concurrency: () => number;
  /** Jobs that may wait. */
  readonly most: () => number;
  readonly start: (job: QueuedJob) => JobRun;
}

/** An argument list may be large, and all that wait are held in memory. */
const MOST_MIB = 64;
const MOST_CHARS = MOST_MIB * 1024 * 1024;

/** An empty queue. */
export function createJobQueue({ concurrency, most, start }: JobQueueOptions): JobQueue {
  const waiting = new Map<string, QueuedJob & Waiting>();
  const running = new Map<string, { readonly run: JobRun; readonly limits: Waiting }>();
  /** Jobs that are being accepted: those that will run at once, and how many will wait. */
  const starting = new Set<Waiting>();
  let comingToWait = 0;
  let chars = 0;

  function pump(): void {
    for (;;) {
      const next = nextToRun(waiting.values(), limitsRunning(), concurrency());
      if (!next) return;
      take(next.id);
      const run = start(next);
      running.set(next.id, { run, limits: limitsOf(next.id, next.command) });
      void run.done.then(() => {
        running.delete(next.id);
        pump();
      });
    }
  }

  function limitsRunning(): Waiting[] {
    return [...running.values()].map(({ limits }) => limits);
  }

  /** Whether one more job may wait. Throws RATE_LIMITED when it may not. */
  function checkRoom(): void {
    const count = waiting.size + comingToWait;
    if (count >= most())
      throw new AppError(
        'RATE_LIMITED',
        `No more jobs may wait: ${running.size + starting.size} run and ${count} wait already.`,
        {
          hint: 'Wait until some have ended, or let more run or wait at once (jobs.concurrency, jobs.queue).',
        },
      );
    if (chars > MOST_CHARS)
      throw new AppError('RATE_LIMITED', `The arguments of the jobs that wait take more than ${MOST_MIB} MiB.`, {
        hint: 'Wait until some have ended, or put large data into a file and give its path.',
      });
  }

  function take(id: string): boolean {
    const one = waiting.get(id);
    if (!one) return false;
    chars -= sizeOf(one);
    return waiting.delete(id);
  }

  return {
    reserve(command) {
      const one = limitsOf('', command);
      if (nextToRun([one], [...limitsRunning(), ...starting], concurrency()) !== null) {
        starting.add(one);
        return () => void starting.delete(one);
      }
      checkRoom();
      comingToWait += 1;
      return () => {
        comingToWait -= 1;
      };
    },
    add(job) {
      const ahead = waiting.size;
      waiting.set(job.id, { ...job, ...limitsOf(job.id, job.command) });
      chars += sizeOf(job);
      pump();
      return waiting.has(job.id) ? ahead : null;
    },
    remove: take,
    running: (id) => running.get(id)?.run ?? null,
    async idle() {
      while (running.size > 0) await Promise.all([...running.values()].map(({ run }) => run.done));
    },
  };
}

function limitsOf(id: string, { tool, key, concurrency, toolConcurrency }: CommandSpec): Waiting {
  return { id, tool, key, concurrency, toolConcurrency };
}

function sizeOf({ prepared }: QueuedJob): number {
  return prepared.line.args.reduce((sum, arg) => sum + arg.length, 0);
}
