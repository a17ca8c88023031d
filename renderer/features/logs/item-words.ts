import { useMemo, useRef } from 'react';
import type { Job } from '../../../shared/job-state.ts';
import { tableGet } from '../../../shared/table.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatClock } from '../../lib/format.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { type ItemWords, itemWord } from './text/row-text.ts';

/** Jobs of earlier that are asked about, the newest. */
const JOBS_ASKED = 500;
const JOB = 'job:';

/** What a job is called by. */
export type NamedJob = Pick<Job, 'id' | 'tool' | 'command' | 'acceptedAt'>;

/** What items are called, with these jobs: a job by its tool, its command and when it was asked for. */
export function itemWordsOf(jobs: readonly NamedJob[]): ItemWords {
  const words = new Map(
    jobs.map(({ id, tool, command, acceptedAt }) => [JOB + id, `${tool} ${command} ${formatClock(acceptedAt)}`]),
  );
  return (item) => words.get(item) ?? itemWord(item);
}

/**
 * What items are called; another function only when one of them is called otherwise. Jobs that the state does not hold
 * any more are asked for, once for each new one.
 */
export function useItemWords(items: readonly string[]): ItemWords {
  const jobs = useWorkspace(({ state }) => state.jobs);
  const ids = useMemo(
    () => items.filter((item) => item.startsWith(JOB)).map((item) => item.slice(JOB.length)),
    [items],
  );
  const held = useMemo(() => ids.flatMap((id) => tableGet(jobs, id) ?? []), [ids, jobs]);
  const unknown = useMemo(() => ids.filter((id) => tableGet(jobs, id) === undefined), [ids, jobs]);
  const asked = useAnswer('jobs', unknown.length === 0 ? null : { limit: JOBS_ASKED }, 'jobs', unknown.join(' '));
  // An answer is forgotten as soon as nothing is asked: what it told stays true.
  const earlier = useRef<readonly NamedJob[]>([]);
  if (asked.value !== null) earlier.current = asked.value.jobs;
  const known = new Set(ids);
  const named = [...earlier.current.filter(({ id }) => known.has(id)), ...held];
  const key = JSON.stringify(named.map(({ id, tool, command, acceptedAt }) => ({ id, tool, command, acceptedAt })));
  return useMemo(() => itemWordsOf(JSON.parse(key) as NamedJob[]), [key]);
}
