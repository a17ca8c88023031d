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
  /** Takes a place for a job that is being accepted; answers how to give it back. Throws RATE_LIMITED when all are taken. */
  reserve(): () => void;
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

/** An argument list may be large, and all that wait are held in memory: characters. */
const MOST_CHARS = 64 * 1024 * 1024;

/** An empty queue. */
export function createJobQueue({ concurrency, most, start }: JobQueueOptions): JobQueue {
  const waiting = new Map<string, QueuedJob & Waiting>();
  const running = new Map<string, { readonly run: JobRun; readonly limits: Waiting }>();
  let reserved = 0;
  let chars = 0;

  function pump(): void {
    for (;;) {
      const limits = [...running.values()].map((one) => one.limits);
      const next = nextToRun(waiting.values(), limits, concurrency());
      if (!next) return;
      take(next.id);
      const run = start(next);
      running.set(next.id, { run, limits: limitsOf(next) });
      void run.done.then(() => {
        running.delete(next.id);
        pump();
      });
    }
  }

  function take(id: string): boolean {
    const one = waiting.get(id);
    if (!one) return false;
    chars -= sizeOf(one);
    return waiting.delete(id);
  }

  return {
    reserve() {
      if (waiting.size + reserved >= most() || chars > MOST_CHARS)
        throw new AppError('RATE_LIMITED', `${waiting.size} jobs wait already.`, {
          hint: 'Wait until some have ended, or let more run at once (jobs.concurrency, jobs.queue).',
        });
      reserved += 1;
      return () => {
        reserved -= 1;
      };
    },
    add(job) {
      const ahead = waiting.size;
      waiting.set(job.id, { ...job, ...limitsOf(job) });
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

function limitsOf({ id, command }: QueuedJob): Waiting {
  const { tool, key, concurrency, toolConcurrency } = command;
  return { id, tool, key, concurrency, toolConcurrency };
}

function sizeOf({ prepared }: QueuedJob): number {
  return prepared.line.args.reduce((sum, arg) => sum + arg.length, 0);
}
