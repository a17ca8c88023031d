import { useShallow } from 'zustand/react/shallow';
import type { Job, JobStatus } from '../../shared/job-state.ts';
import type { State } from '../../shared/state.ts';
import { perBucket } from '../lib/per-bucket.ts';
import { useWorkspace } from './workspace-store.ts';

/** How many jobs there are of each sort, among those that the state holds: all that go on, and the newest that ended. */
export interface JobCounts {
  readonly running: number;
  /** Accepted, and waiting for their turn. */
  readonly waiting: number;
  /** Failed, or out of time. */
  readonly failed: number;
}

/** The texts of the filter of Jobs that show what is counted. */
export const JOB_FILTERS: Readonly<Record<keyof JobCounts, string>> = {
  running: 'status:running',
  waiting: 'status:accepted,queued',
  failed: 'status:failed,timed-out',
};

const SORTS: Readonly<Record<JobStatus, keyof JobCounts | null>> = {
  accepted: 'waiting',
  queued: 'waiting',
  running: 'running',
  completed: null,
  failed: 'failed',
  cancelled: null,
  'timed-out': 'failed',
};

const sortsOf = perBucket((bucket: Readonly<Record<string, Job>>) =>
  Object.values(bucket).flatMap(({ status }) => SORTS[status] ?? []),
);

/** Counts the jobs of a state. */
export function jobCountsOf({ jobs }: Pick<State, 'jobs'>): JobCounts {
  const counts = { running: 0, waiting: 0, failed: 0 };
  for (const sort of sortsOf(jobs)) counts[sort] += 1;
  return counts;
}

/** `jobCountsOf` the workspace, as a component reads it. */
export function useJobCounts(): JobCounts {
  return useWorkspace(useShallow((view) => jobCountsOf(view.state)));
}

const runningOf = perBucket((bucket: Readonly<Record<string, Job>>): Job[] =>
  Object.values(bucket).filter(({ status }) => status === 'running'),
);

/** Jobs that run, the one that began last first. */
export function runningJobs({ jobs }: Pick<State, 'jobs'>): readonly Job[] {
  return runningOf(jobs).toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0));
}
