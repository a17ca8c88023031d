import { useState } from 'react';
import { isEnded } from '../../../shared/job-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { copyText } from '../../lib/copy-text.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { select } from '../../stores/ui-store.ts';
import { selectJob, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Inspector, Section } from '../../ui/inspector.tsx';
import { Time } from '../../ui/time.tsx';
import { Since } from '../components/since.tsx';
import { shellLine, signalboxLine } from './command-line.ts';
import css from './inspector-parts.module.css';
import { JobActs } from './job-acts.tsx';
import { JobEvents } from './job-events.tsx';
import { askerWords, exitWords, jobLook, tookWords, withState } from './job-look.ts';
import { JobOutput } from './job-output.tsx';
import type { JobFacts, JobRow } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';
import { RepeatSection } from './repeat-section.tsx';

/** One job: what it was given, what it writes, how it went, and what can be done with it. */
export function JobInspector({ id }: { readonly id: string }) {
  const live = useWorkspace(selectJob(id));
  const answer = useAnswer('job', { jobId: id }, id, live?.changed ?? 0);
  const close = (): void => select('jobs', null);
  const facts = answer.value;
  if (facts === null) {
    const title = live ? `${live.tool}/${live.command}` : 'Job';
    return (
      <Inspector title={title} onClose={close}>
        {answer.error ? <ErrorNote error={answer.error} /> : <EmptyState title="Asking for the job." />}
      </Inspector>
    );
  }
  const job = withState(facts.job, live);
  const { glyph, word } = jobLook(job.status, live?.cancelling);
  return (
    <Inspector
      title={`${job.tool}/${job.command}`}
      glyph={glyph}
      subtitle={
        <span data-testid="job-state">
          {[word, exitWords(job), tookWords(job)].filter((part) => part !== '').join(', ')}
        </span>
      }
      actions={<JobActs facts={facts} job={job} />}
      onClose={close}
    >
      <Going job={job} cancelling={live?.cancelling === true} pid={live?.pid ?? null} />
      {job.error !== null && isEnded(job.status) ? (
        <div className={css['failure']}>
          {job.status === 'cancelled' ? (
            <p className={css['soft']}>{job.error.message}</p>
          ) : (
            <ErrorNote error={job.error} />
          )}
        </div>
      ) : null}
      {facts.late === null ? null : <Late late={facts.late} />}
      <JobOutput facts={facts} job={job} />
      <Section title="Arguments" right={<Copies facts={facts} />}>
        <Arguments facts={facts} />
      </Section>
      <Section title="Facts">
        <Facts facts={facts} job={job} />
      </Section>
      {isEnded(job.status) ? <RepeatSection job={job} hidden={facts.hidden} /> : null}
      <JobEvents id={id} fresh={live?.changed ?? 0} />
    </Inspector>
  );
}

interface GoingProps {
  readonly job: JobRow;
  readonly cancelling: boolean;
  readonly pid: number | null;
}

/** How far a job is that has not ended. */
function Going({ job, cancelling, pid }: GoingProps) {
  const progress = useGauge('progress')?.[job.id];
  if (isEnded(job.status)) return null;
  const words = cancelling
    ? 'It was asked to stop. What is left of it after the time that it has for that is killed.'
    : job.startedAt === null
      ? 'It waits until other jobs have ended.'
      : null;
  return (
    <Section
      title={jobLook(job.status, cancelling).word}
      right={
        <span className={css['numbers']} data-testid="job-elapsed">
          <Since at={job.startedAt ?? job.acceptedAt} />
          {pid === null ? '' : `, pid ${pid}`}
        </span>
      }
    >
      {words === null ? null : <p className={css['soft']}>{words}</p>}
      {progress === undefined ? null : (
        <div className={css['progress']}>
          <progress max={1} value={progress.part} aria-label="Progress" data-testid="job-progress" />
          <span className={css['numbers']}>{progress.text}</span>
        </div>
      )}
    </Section>
  );
}

function Late({ late }: { readonly late: NonNullable<JobFacts['late']> }) {
  const word = jobLook(late.status).word;
  const exit = late.exitCode === null ? (late.signal ?? '') : `exit ${late.exitCode}`;
  return (
    <p className={css['why']} data-testid="job-late">
      A later end came at <Time at={late.at} mode="clock" /> and changed nothing: {word}
      {exit === '' ? '' : `, ${exit}`}.
    </p>
  );
}

function Arguments({ facts }: { readonly facts: JobFacts }) {
  const { job, argv, hidden } = facts;
  const [isRaw, setIsRaw] = useState(false);
  const given = Object.entries(job.args);
  return (
    <>
      {given.length === 0 ? <p className={css['soft']}>It was given none.</p> : null}
      <dl className={css['facts']} data-testid="job-args">
        {given.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={css['mono']}>{value}</dd>
          </div>
        ))}
      </dl>
      {hidden.length === 0 ? null : (
        <p className={css['soft']}>{`Not kept, to be given again: ${hidden.join(', ')}.`}</p>
      )}
      <button type="button" className={css['fold']} aria-expanded={isRaw} onClick={() => setIsRaw(!isRaw)}>
        Command line
      </button>
      {isRaw ? (
        <ol className={css['argv']}>
          {argv.map((element, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an element has no name but its place
            <li key={index} className={css['element']}>
              {element}
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}

/** The job as something to paste: with hidden values shown as such, or left out where they would be read. */
function Copies({ facts: { job, argv, hidden } }: { readonly facts: JobFacts }) {
  const shown = Object.fromEntries(Object.entries(job.args).filter(([name]) => !hidden.includes(name)));
  const note = hidden.length === 0 ? '' : ', without hidden values';
  return (
    <>
      <Button
        kind="quiet"
        title={`Copy the program and its arguments for a shell${note}`}
        onClick={() => void copyText(shellLine(argv), 'the command line')}
        testId="copy-line"
      >
        Copy
      </Button>
      <Button
        kind="quiet"
        title={`Copy the line that runs it with signalbox${note}`}
        onClick={() => void copyText(signalboxLine(job.tool, job.command, shown), 'the line')}
        testId="copy-run"
      >
        Copy as signalbox run
      </Button>
    </>
  );
}

function Facts({ facts, job }: { readonly facts: JobFacts; readonly job: JobRow }) {
  const { rerunOf } = job;
  return (
    <dl className={css['facts']}>
      <div>
        <dt>Asked for</dt>
        <dd>
          <Time at={job.acceptedAt} mode="full" />, {askerWords(job.by)}
        </dd>
      </div>
      {job.startedAt === null ? null : (
        <div>
          <dt>Started</dt>
          <dd>
            <Time at={job.startedAt} mode="clock-ms" />
          </dd>
        </div>
      )}
      {job.endedAt === null ? null : (
        <div>
          <dt>Ended</dt>
          <dd>
            <Time at={job.endedAt} mode="clock-ms" />
          </dd>
        </div>
      )}
      <div>
        <dt>Program</dt>
        <dd className={css['mono']}>{facts.executable ?? facts.argv[0] ?? ''}</dd>
      </div>
      <div>
        <dt>Folder</dt>
        <dd className={css['mono']}>{facts.cwd}</dd>
      </div>
      {rerunOf === null ? null : (
        <div>
          <dt>Repeats</dt>
          <dd>
            <button
              type="button"
              className={css['link']}
              onClick={() => select('jobs', selectionText({ sort: 'job', id: rerunOf }))}
            >
              an earlier job
            </button>
          </dd>
        </div>
      )}
      <div>
        <dt>Id</dt>
        <dd className={css['mono']}>{job.id}</dd>
      </div>
    </dl>
  );
}
