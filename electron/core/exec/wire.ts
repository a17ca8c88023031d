import { isEnded, type JobStatus } from '../../../shared/job-state.ts';
import type { JobEntry } from './job-log.ts';
import type { JobRecord } from './job-record.ts';

/** The result of a job as programs are answered: names and meanings are those of the system this one takes over from. */
export interface JobResult {
  readonly job_id: string;
  readonly status: JobStatus;
  /** -1 when it could not run, or a signal ended it; 0 while it runs. */
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly duration_ms: number;
  readonly error?: string;
  /** Only the end of an output is here. */
  readonly truncated: boolean;
  readonly accepted_at: string;
  readonly started_at?: string;
  readonly finished_at?: string;
}

/** The result of a job as of now; `nowMs` is for the time of one that still runs. */
export function resultOf(
  record: JobRecord,
  output: { readonly stdout: string; readonly stderr: string; readonly truncated: boolean },
  nowMs: number,
): JobResult {
  const { id, status, startedAt, endedAt, acceptedAt, error, ms } = record;
  const running = startedAt === null || endedAt !== null ? 0 : Math.max(0, nowMs - startedAt);
  return {
    job_id: id,
    status,
    exit_code: exitCodeOf(record),
    stdout: output.stdout,
    stderr: output.stderr,
    duration_ms: Math.round(ms ?? running),
    ...(error === null ? {} : { error: error.message }),
    truncated: output.truncated,
    accepted_at: new Date(acceptedAt).toISOString(),
    ...(startedAt === null ? {} : { started_at: new Date(startedAt).toISOString() }),
    ...(endedAt === null ? {} : { finished_at: new Date(endedAt).toISOString() }),
  };
}

/** One message of the stream of a job: its name, its id, and its payload, from which empty values are left out. */
export interface JobMessage {
  readonly event: string;
  readonly id: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The message of an entry. The end of a job carries how it ended. */
export function messageOf(record: JobRecord, entry: JobEntry): JobMessage {
  const { id } = entry;
  if (entry.type === 'line') {
    const { stream, line, part } = entry;
    const data = { job_id: record.id, line, stream, ...(part ? { part: true } : {}) };
    return { event: `job.${stream}`, id, data };
  }
  const { status } = entry;
  const data = { job_id: record.id, status };
  if (!isEnded(status)) return { event: 'job.status', id, data };
  const exit = exitCodeOf(record);
  const failed = {
    ...data,
    ...(exit === 0 ? {} : { exit_code: exit }),
    ...(record.error === null ? {} : { error: record.error.message }),
  };
  return { event: status === 'completed' ? 'job.completed' : 'job.failed', id, data: failed };
}

function exitCodeOf({ exitCode, endedAt }: JobRecord): number {
  return exitCode ?? (endedAt === null ? 0 : -1);
}
