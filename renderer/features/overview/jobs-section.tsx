import { useMemo } from 'react';
import type { Job } from '../../../shared/job-state.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { JOB_FILTERS, runningJobs, useJobCounts } from '../../stores/job-counts.ts';
import { openOn, showFiltered } from '../../stores/ui-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import rows from '../../ui/rows.module.css';
import { Time } from '../../ui/time.tsx';
import css from './side.module.css';

const RUNNING_SHOWN = 6;

/** Jobs that run, each with how far it says it is; how many wait, and how many failed. */
export function JobsSection() {
  const jobs = useWorkspace(({ state }) => state.jobs);
  const { running, waiting, failed } = useJobCounts();
  const shown = useMemo(() => runningJobs({ jobs }).slice(0, RUNNING_SHOWN), [jobs]);
  if (running + waiting + failed === 0) return null;
  const more = running - shown.length;
  return (
    <section className={css['section']} data-testid="overview-jobs">
      <h2 className={css['title']}>
        Jobs
        {running === 0 ? null : <span className={rows['faint']}>{formatCount(running)} running</span>}
        <button type="button" className={css['all']} onClick={() => showFiltered('jobs', '')}>
          all
        </button>
      </h2>
      {shown.map((job) => (
        <RunningLine key={job.id} job={job} />
      ))}
      {more > 0 ? (
        <p className={css['moving']}>
          <Glyph name="starting" />
          <button type="button" className={rows['link']} onClick={() => showFiltered('jobs', JOB_FILTERS.running)}>
            {formatCount(more)} more running
          </button>
        </p>
      ) : null}
      {waiting > 0 ? (
        <p className={css['moving']}>
          <Glyph name="waiting" />
          <button type="button" className={rows['link']} onClick={() => showFiltered('jobs', JOB_FILTERS.waiting)}>
            {waiting === 1 ? '1 waits' : `${formatCount(waiting)} wait`}
          </button>
        </p>
      ) : null}
      {failed > 0 ? (
        <p className={css['moving']}>
          <Glyph name="failed" />
          <button
            type="button"
            className={rows['link']}
            title="In this session, of the newest that ended"
            onClick={() => showFiltered('jobs', JOB_FILTERS.failed)}
          >
            {plural(failed, 'job')} failed
          </button>
        </p>
      ) : null}
    </section>
  );
}

function RunningLine({ job }: { readonly job: Job }) {
  const { id, tool, command, startedAt, acceptedAt, cancelling } = job;
  const progress = useGauge('progress')?.[id];
  return (
    <p className={css['moving']}>
      <Glyph name={cancelling ? 'stopping' : 'starting'} />
      <button type="button" className={rows['link']} onClick={() => openOn('jobs', `job/${id}`)}>
        {tool}/{command}
      </button>
      <span className={rows['faint']}>
        {cancelling ? 'stopping' : (progress?.text ?? 'running')}, since{' '}
        <Time at={startedAt ?? acceptedAt} mode="clock" />
      </span>
    </p>
  );
}
