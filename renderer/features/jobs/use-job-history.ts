import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { isEnded, type Job } from '../../../shared/job-state.ts';
import { tableGet } from '../../../shared/table.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';
import { withState } from './job-look.ts';
import type { JobRow } from './job-rows.ts';
import { historyQuery } from './jobs-filter.ts';
import { useJobsFresh } from './use-jobs-fresh.ts';

/** Jobs of one page. */
const PAGE = 50;

/** The history as far as it was looked at, newest first. */
export interface JobHistory {
  readonly rows: readonly JobRow[];
  readonly hasOlder: boolean;
  readonly waits: boolean;
  readonly error: AppError | null;
  loadOlder(): void;
}

interface Older {
  readonly query: string;
  readonly rows: readonly JobRow[];
  readonly next: string | null;
}

/** Follows the newest jobs that pass a filter, and fetches older ones page by page. */
export function useJobHistory(filter: string): JobHistory {
  const asked = historyQuery(filter);
  const query = JSON.stringify(asked);
  const newest = useAnswer('jobs', { ...asked, limit: PAGE }, query, useJobsFresh());
  const [older, setOlder] = useState<Older | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const loading = useRef<string | null>(null);
  const kept = older?.query === query ? older : null;
  const page = newest.value?.jobs ?? [];
  const next = kept === null ? (newest.value?.next ?? null) : kept.next;

  useEffect(() => {
    if (loading.current !== query) loading.current = null;
  }, [query]);
  const answer = newest.value;
  useEffect(() => {
    if (!answer) return;
    // Jobs may have come faster than they were asked for: then older pages would not follow on the newest one.
    setOlder((before) =>
      before === null || before.query !== query
        ? null
        : answer.jobs.some(({ id }) => before.rows.some((row) => row.id === id))
          ? withNewest(before, answer.jobs)
          : null,
    );
  }, [answer, query]);

  function loadOlder(): void {
    if (next === null || loading.current !== null) return;
    loading.current = query;
    const rows = mergeRows(page, kept?.rows ?? []);
    ask('jobs', { ...(JSON.parse(query) as object), before: next, limit: PAGE })
      .then(
        (answer) => {
          setFailure(null);
          setOlder({ query, rows: mergeRows(rows, answer.jobs), next: answer.next });
        },
        (thrown: unknown) => setFailure(asAppError(thrown)),
      )
      .finally(() => {
        if (loading.current === query) loading.current = null;
      });
  }

  return {
    rows: mergeRows(page, kept?.rows ?? []),
    hasOlder: next !== null,
    waits: newest.waits,
    error: newest.error ?? failure,
    loadOlder,
  };
}

/** The pages with a newer first one; null when a job of theirs ended unseen: then they have to be asked for again. */
function withNewest(pages: Older, newest: readonly JobRow[]): Older | null {
  const { jobs } = workspaceStore.getState().state;
  const isNew = new Set(newest.map(({ id }) => id));
  const older = rowsByNow(
    pages.rows.filter(({ id }) => !isNew.has(id)),
    (id) => tableGet(jobs, id),
  );
  return older && { ...pages, rows: mergeRows(newest, older) };
}

/**
 * Rows as the state knows them by now. Whatever runs or waits is in the state; null when a row says so of a job that is
 * not: it ended, and so many after it that the state let go of it.
 */
export function rowsByNow(rows: readonly JobRow[], jobOf: (id: string) => Job | undefined): readonly JobRow[] | null {
  const now = rows.map((row) => withState(row, jobOf(row.id)));
  return now.every(({ id, status }) => isEnded(status) || jobOf(id) !== undefined) ? now : null;
}

/** Newer rows before older ones; of a job that is in both, the newer one is what counts. */
export function mergeRows(newer: readonly JobRow[], older: readonly JobRow[]): readonly JobRow[] {
  if (older.length === 0) return newer;
  const known = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !known.has(id))].sort(
    (one, other) => other.acceptedAt - one.acceptedAt || (other.id < one.id ? -1 : 1),
  );
}
