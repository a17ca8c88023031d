import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { isEnded } from '../../../shared/job-state.ts';
import { checkArguments } from './arguments.ts';
import type { HistoryQuery, JobHistory, JobOutput } from './job-history.ts';
import type { JobLog } from './job-log.ts';
import { createJobQueue, type QueuedJob } from './job-queue.ts';
import { advance, type JobOutcome, type JobRecord, settle } from './job-record.ts';
import { type JobRun, type JobRunDeps, runJob, type StopReason } from './job-run.ts';
import { createJobStore, type StoredJob, type StoreLimits } from './job-store.ts';
import { HIDDEN, substitute } from './substitute.ts';
import type { CommandSpec } from './types.ts';

/** What may run at once, wait, and be kept. Asked each time, so that changed settings hold at once. */
export interface JobLimits extends StoreLimits {
  readonly concurrency: number;
  readonly queue: number;
  readonly historyJobs: number;
  readonly historyBytes: number;
}

/** What the owner of jobs tells besides what a run of one tells. */
export interface JobsTeller {
  accepted(record: JobRecord, cause: string): void;
  queued(record: JobRecord, ahead: number): void;
  lost(record: JobRecord, cause: string): void;
}

export interface JobsDeps extends Omit<JobRunDeps, 'store' | 'tell'> {
  readonly tell: JobRunDeps['tell'] & JobsTeller;
  readonly limits: () => JobLimits;
  /** Why nothing may be started now; null when it may. */
  readonly objection: () => AppError | null;
  /** Hides what must not be stored or shown. */
  readonly maskRecord: <T>(value: T) => T;
  /** Values that must never show from now on. */
  readonly hide: (values: readonly string[]) => void;
  /** A job is not remembered any more, and nothing of it needs to be. */
  readonly forgotten: (id: string) => void;
  /** Root of the workspace: where a command runs, unless it says otherwise. */
  readonly root: string;
}

/** One job that is wanted. */
export interface JobRequest {
  readonly command: CommandSpec;
  readonly args: Readonly<Record<string, unknown>>;
  readonly by: string;
  /** Position of what asked for it. */
  readonly cause: string;
  readonly rerunOf?: string;
}

/** Owner of the jobs of a workspace: accepts, queues, runs, cancels and remembers them. */
export interface Jobs {
  /**
   * Accepts a job. It is stored when this resolves, and runs as soon as there is room.
   *
   * @throws AppError INVALID_INPUT, NOT_TRUSTED, READ_ONLY, BUSY (closing), RATE_LIMITED (the queue is full), STORAGE_FULL
   */
  run(request: JobRequest): Promise<JobRecord>;
  /** Stops a job; one that has ended stays as it is. @throws AppError NOT_FOUND, GONE */
  cancel(id: string): Promise<JobRecord>;
  /** A job that is in memory. @throws AppError NOT_FOUND, or GONE for one that is history */
  live(id: string): Promise<{ readonly record: JobRecord; readonly log: JobLog }>;
  /** A job of this or an earlier session with its output. @throws AppError NOT_FOUND */
  find(id: string): Promise<{ readonly record: JobRecord; readonly output: JobOutput }>;
  page(query: HistoryQuery): ReturnType<JobHistory['page']>;
  /** Resolves with the record of a job when it has ended. */
  ended(id: string): Promise<JobRecord>;
  /** Ends the story of jobs whose host died. `cause` is the position of `epoch.opened`. */
  start(cause: string): Promise<void>;
  /** Stops everything that runs or waits, and takes nothing more on. */
  close(): Promise<void>;
  /** Stops everything that runs or waits, since nothing may be started any more. */
  stopAll(): void;
}

/** Ended jobs between two looks at the size of the history. */
const TRIM_EVERY = 100;

/** Makes the owner; nothing has run yet. */
export function createJobs(deps: JobsDeps): Jobs {
  const { history, tell, now, limits } = deps;
  const store = createJobStore(limits, deps.after);
  const waiters = new Map<string, ((record: JobRecord) => void)[]>();
  const queue = createJobQueue({ concurrency: () => limits().concurrency, most: () => limits().queue, start });
  let closing = false;
  let sinceTrim = 0;

  const runDeps: JobRunDeps = {
    ...deps,
    store,
    tell: {
      ...tell,
      ended(record) {
        tell.ended(record);
        afterEnd(record);
      },
    },
  };

  function start(one: QueuedJob): JobRun {
    return runJob(runDeps, one.prepared);
  }

  function afterEnd(record: JobRecord): void {
    for (const resolve of waiters.get(record.id) ?? []) resolve(record);
    waiters.delete(record.id);
    sinceTrim += 1;
    if (sinceTrim < TRIM_EVERY) return;
    sinceTrim = 0;
    trim().catch((error: unknown) => deps.log(`old jobs stay stored: ${error}`));
  }

  async function trim(): Promise<void> {
    const { historyJobs, historyBytes } = limits();
    for (const id of await history.trim(historyJobs, historyBytes)) deps.forgotten(id);
  }

  function checkOpen(): void {
    if (closing) throw new AppError('BUSY', 'Signalbox is ending; no more jobs are taken on.');
    const objection = deps.objection();
    if (objection) throw objection;
  }

  async function run(request: JobRequest): Promise<JobRecord> {
    const { command, by, cause } = request;
    checkOpen();
    const values = checkArguments(command, request.args);
    const line = substitute(command, values);
    const cwd = path.resolve(deps.root, command.cwd ?? '.');
    const release = queue.reserve(command);
    try {
      const secret = command.args.filter((one) => one.secret).map(({ name }) => name);
      const secrets = secret.flatMap((name) => values.get(name) ?? []);
      // A text of several lines comes out line by line.
      deps.hide([...secrets, ...secrets.flatMap((value) => value.split(/[\r\n]+/))]);
      const given = Object.fromEntries(
        [...values].map(([name, value]) => [name, secret.includes(name) ? HIDDEN : value]),
      );
      const args = deps.maskRecord(given);
      const argsBlob = await history.body(args);
      const job = store.newJob((id) => ({
        ...blankRecord(id, command, now()),
        by,
        args,
        hidden: Object.keys(args).filter((name) => args[name] !== values.get(name)),
        argsBlob,
        argv: deps.maskRecord([line.program, ...line.shown]),
        cwd,
        rerunOf: request.rerunOf ?? null,
      }));
      await history.write(job.record).catch((error: unknown) => {
        store.drop(job.record.id);
        throw error;
      });
      tell.accepted(job.record, cause);
      const { record } = job;
      if (closing || deps.objection()) await endUnstarted(job, closing ? 'closing' : 'cancelled');
      else {
        const longestSecret = Math.max(0, ...secrets.map(({ length }) => length));
        const { timeoutMs, env } = command;
        enqueue(job, { command, prepared: { job, line, cwd, env, timeoutMs, longestSecret } });
      }
      return record;
    } finally {
      release();
    }
  }

  function enqueue(job: StoredJob, one: Omit<QueuedJob, 'id'>): void {
    const ahead = queue.add({ ...one, id: job.record.id });
    if (ahead === null) return;
    const queued = advance(job.record, 'queued');
    if (!queued) return;
    store.storeResult(queued);
    job.log.status('queued');
    tell.queued(queued, ahead);
  }

  /** Ends a job that never ran. */
  async function endUnstarted(job: StoredJob, why: StopReason): Promise<JobRecord> {
    const message = why === 'closing' ? 'Signalbox was ended before it could run.' : 'It was cancelled before it ran.';
    const error = new AppError('CANCELLED', message).toWire();
    const outcome: JobOutcome = { status: 'cancelled', exitCode: null, signal: null, error };
    const record = settle(job.record, outcome, now());
    store.storeResult(record);
    job.log.status('cancelled');
    job.log.end();
    await history.write(record).catch((thrown: unknown) => deps.log(`job ${record.id}: ${String(thrown)}`));
    runDeps.tell.ended(record);
    return record;
  }

  async function live(id: string): Promise<StoredJob> {
    const job = store.get(id);
    if (job) return job;
    if (await history.read(id))
      throw new AppError('GONE', 'The result of this job is not kept in memory any more.', {
        hint: 'The history has it: GET /api/v1/jobs/{id}, or `signalbox jobs`.',
      });
    throw new AppError('NOT_FOUND', `There is no job ${id.slice(0, 80)}.`);
  }

  async function stop(job: StoredJob, why: StopReason): Promise<void> {
    const { id, status } = job.record;
    if (isEnded(status)) return;
    if (queue.remove(id)) await endUnstarted(job, why);
    else queue.running(id)?.stop(why);
  }

  return {
    run,
    async cancel(id) {
      const job = await live(id);
      await stop(job, 'cancelled');
      return job.record;
    },
    live,
    async find(id) {
      const job = store.get(id);
      if (job)
        return { record: job.record, output: { stdout: job.log.tail('stdout'), stderr: job.log.tail('stderr') } };
      const record = await history.read(id);
      if (!record) throw new AppError('NOT_FOUND', `There is no job ${id.slice(0, 80)}.`);
      return { record, output: (await history.output(record)) ?? { stdout: '', stderr: '' } };
    },
    page: history.page,
    ended(id) {
      const record = store.get(id)?.record;
      if (record && isEnded(record.status)) return Promise.resolve(record);
      return new Promise((resolve) => {
        waiters.set(id, [...(waiters.get(id) ?? []), resolve]);
      });
    },
    async start(cause) {
      for (const record of await history.unfinished()) {
        if (store.get(record.id)) continue;
        const began = record.startedAt !== null;
        const error = new AppError('HOST_LOST', LOST_WORDS[began ? 'running' : 'waiting']).toWire();
        const lost = settle(record, { status: 'failed', exitCode: null, signal: null, error }, now(), { ms: 0 });
        await history.write(lost);
        tell.lost(lost, cause);
      }
      await trim();
    },
    async close() {
      closing = true;
      const open = store.list().filter(({ record }) => !isEnded(record.status));
      await Promise.all(open.map((job) => stop(job, 'closing')));
      await queue.idle();
    },
    stopAll() {
      for (const job of store.list()) void stop(job, 'cancelled');
    },
  };
}

const LOST_WORDS = {
  running: 'Signalbox died while it ran; how it ended is not known.',
  waiting: 'Signalbox died before it could run.',
} as const;

function blankRecord(id: string, command: CommandSpec, at: number): JobRecord {
  return {
    id,
    tool: command.tool,
    command: command.command,
    by: '',
    args: {},
    hidden: [],
    argsBlob: null,
    argv: [],
    cwd: '',
    executable: null,
    status: 'accepted',
    acceptedAt: at,
    startedAt: null,
    endedAt: null,
    ms: null,
    run: null,
    exitCode: null,
    signal: null,
    error: null,
    stdoutBytes: 0,
    stderrBytes: 0,
    truncated: false,
    outputBlob: null,
    outputBytes: 0,
    attempt: 1,
    rerunOf: null,
    late: null,
  };
}
