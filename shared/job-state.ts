import type { WireError } from './errors.ts';

/** Every state of a job, in the only order in which it can go through them. */
export const JOB_STATUSES = ['accepted', 'queued', 'running', 'completed', 'failed', 'cancelled', 'timed-out'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** How a job ended; what ended stays so. */
export const ENDED_STATUSES = ['completed', 'failed', 'cancelled', 'timed-out'] as const;
export type EndedStatus = (typeof ENDED_STATUSES)[number];

const NEXT: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  accepted: ['queued', 'running', 'failed', 'cancelled'],
  queued: ['running', 'failed', 'cancelled'],
  running: ['completed', 'failed', 'cancelled', 'timed-out'],
  completed: [],
  failed: [],
  cancelled: [],
  'timed-out': [],
};

/** Whether a job may go from one state to another. */
export function canBecome(from: JobStatus, to: JobStatus): boolean {
  return NEXT[from].includes(to);
}

/** Whether nothing more will happen to a job in this state. */
export function isEnded(status: JobStatus): status is EndedStatus {
  return NEXT[status].length === 0;
}

/** One run of a command of a tool, as the state holds it. Times are epoch ms. */
export interface Job {
  readonly id: string;
  readonly tool: string;
  readonly command: string;
  readonly status: JobStatus;
  /** Who asked: the door and, where known, a name (`http:full`, `schedule:nightly`, `repeat:component:api`). */
  readonly by: string;
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Asked to stop, and something of it is still alive. */
  readonly cancelling: boolean;
  readonly run: string | null;
  readonly pid: number | null;
  /** Null when it never ran, or a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Time from its start to its end. */
  readonly ms: number | null;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Only the end of an output was kept. */
  readonly truncated: boolean;
  readonly error: WireError | null;
  readonly attempt: number;
  /** Position (seq) of the last event that changed it. */
  readonly changed: number;
}
