import { randomUUID } from 'node:crypto';
import { isEnded } from '../../../shared/job-state.ts';
import { createJobLog, type JobLog } from './job-log.ts';
import type { JobRecord } from './job-record.ts';

/** A job in memory: what is known of it, and what it wrote. */
export interface StoredJob {
  record: JobRecord;
  readonly log: JobLog;
}

/** What may be kept of jobs that have ended. */
export interface StoreLimits {
  /** Time after its end, ms. */
  readonly keepMs: number;
  readonly jobs: number;
  readonly bytes: number;
}

/** What is kept of each output of a job, bytes. */
export const OUTPUT_BYTES = 1024 * 1024;

/** Jobs in memory. One that has not ended stays; those that have go by time, count and size, the oldest end first. */
export interface JobStore {
  newJob(make: (id: string) => JobRecord): StoredJob;
  /** Replaces what is known of a job; one that came to its end is kept for a while from then on. */
  storeResult(record: JobRecord): void;
  get(id: string): StoredJob | null;
  /** All that are in memory, the oldest first. */
  list(): readonly StoredJob[];
  /** Forgets a job that came to nothing. */
  drop(id: string): void;
}

/** Calls back after some milliseconds; answers the way to call it off. */
export type After = (ms: number, callback: () => void) => () => void;

/** An empty store. */
export function createJobStore(limits: () => StoreLimits, after: After): JobStore {
  const jobs = new Map<string, StoredJob>();
  /** Ended ones, in the order of their end, with the size they had then. */
  const ended = new Map<string, { readonly bytes: number; readonly cancel: () => void }>();
  let bytes = 0;

  function forget(id: string): void {
    const one = ended.get(id);
    one?.cancel();
    bytes -= one?.bytes ?? 0;
    ended.delete(id);
    jobs.delete(id);
  }

  function keepEnded(job: StoredJob): void {
    const { id } = job.record;
    const { keepMs, jobs: most, bytes: mostBytes } = limits();
    const size = job.log.bytes();
    ended.set(id, { bytes: size, cancel: after(keepMs, () => forget(id)) });
    bytes += size;
    for (const oldest of [...ended.keys()]) {
      if (ended.size <= most && bytes <= mostBytes) return;
      // The newest stays whatever its size: somebody is about to ask for it.
      if (oldest !== id) forget(oldest);
    }
  }

  return {
    newJob(make) {
      const record = make(randomUUID());
      const job: StoredJob = { record, log: createJobLog(OUTPUT_BYTES) };
      job.log.status('accepted');
      jobs.set(record.id, job);
      return job;
    },
    storeResult(record) {
      const job = jobs.get(record.id);
      if (!job) return;
      job.record = record;
      if (isEnded(record.status) && !ended.has(record.id)) keepEnded(job);
    },
    get: (id) => jobs.get(id) ?? null,
    list: () => [...jobs.values()],
    drop: forget,
  };
}
