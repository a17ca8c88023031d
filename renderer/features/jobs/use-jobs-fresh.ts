import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Job } from '../../../shared/job-state.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { useThrottled } from '../../lib/use-throttled.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';

const EVERY_MS = 500;

const newestOf = perBucket((bucket: Readonly<Record<string, Job>>): number[] => [
  Object.values(bucket).reduce((newest, { changed }) => Math.max(newest, changed), 0),
]);

const touchStore = createStore<{ readonly count: number }>(() => ({ count: 0 }));

/** Says that something was changed that no event tells of: remembered arguments, repeats. */
export function touchJobs(): void {
  touchStore.setState(({ count }) => ({ count: count + 1 }));
}

/** A number that changes with every job, for what is asked of the core; at most twice a second. */
export function useJobsFresh(): number {
  const jobs = useWorkspace(({ state }) => state.jobs);
  return useThrottled(
    useMemo(() => Math.max(0, ...newestOf(jobs)), [jobs]),
    EVERY_MS,
  );
}

/** A number that changes when this page changed what is remembered. */
export function useTouched(): number {
  return useStore(touchStore, ({ count }) => count);
}
