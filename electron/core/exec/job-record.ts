import type { WireError } from '../../../shared/errors.ts';
import { canBecome, type EndedStatus, isEnded, type JobStatus } from '../../../shared/job-state.ts';

/** How a job ended, as its runner saw it. */
export interface JobOutcome {
  readonly status: EndedStatus;
  /** Null when it never ran, or a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: WireError | null;
}

/** All that is known of one job, fit to be stored and shown: secret values are hidden. Times are epoch ms. */
export interface JobRecord {
  readonly id: string;
  readonly tool: string;
  readonly command: string;
  readonly by: string;
  readonly args: Readonly<Record<string, string>>;
  /** Names of arguments whose values are hidden: to be given again when the job is repeated. */
  readonly hidden: readonly string[];
  readonly argsBlob: string | null;
  /** The command line, program first. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The program that was found; null before it ran. */
  readonly executable: string | null;
  readonly status: JobStatus;
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly ms: number | null;
  readonly run: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: WireError | null;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly truncated: boolean;
  /** Hash of the stored outputs; null while there are none. */
  readonly outputBlob: string | null;
  readonly outputBytes: number;
  readonly attempt: number;
  readonly rerunOf: string | null;
  /** What came after the end: it is kept, and changes nothing. */
  readonly late: (JobOutcome & { readonly at: number }) | null;
}

/** The record in another state; null when it cannot get there from where it is. */
export function advance(record: JobRecord, status: JobStatus, facts: Partial<JobRecord> = {}): JobRecord | null {
  return canBecome(record.status, status) ? { ...record, ...facts, status } : null;
}

/** The record with how it ended. After the end it is kept as late. */
export function settle(record: JobRecord, outcome: JobOutcome, at: number, facts: Partial<JobRecord> = {}): JobRecord {
  if (isEnded(record.status)) return record.late === null ? { ...record, late: { ...outcome, at } } : record;
  const ms = record.startedAt === null ? 0 : Math.max(0, at - record.startedAt);
  // A job whose time was over before it began has not run at all.
  const status = canBecome(record.status, outcome.status) ? outcome.status : 'failed';
  return { ...record, ms, ...facts, ...outcome, status, endedAt: at };
}
