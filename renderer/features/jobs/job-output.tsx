import { useMemo } from 'react';
import { isEnded } from '../../../shared/job-state.ts';
import { formatBytes } from '../../lib/format.ts';
import { openLog } from '../../stores/log-store.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import { SmallLog } from '../logs/small-log.tsx';
import { plainText } from '../logs/text/shown-text.ts';
import css from './inspector-parts.module.css';
import type { JobFacts, JobRow } from './job-rows.ts';

/** Characters of an output that are drawn: its newest end. */
const DRAWN = 64 * 1024;

interface JobOutputProps {
  readonly facts: JobFacts;
  /** The same job as the state knows it by now. */
  readonly job: JobRow;
}

/** What a job writes, as it writes it; after its end what was kept of it. */
export function JobOutput({ facts, job }: JobOutputProps) {
  const item = `job:${job.id}`;
  const isOver = isEnded(job.status) && isEnded(facts.job.status);
  return (
    <Section
      title="Output"
      right={
        <Button kind="quiet" onClick={() => openLog([item])} testId="job-log">
          {job.truncated ? 'Whole in Logs' : 'Open in Logs'}
        </Button>
      }
    >
      {isOver ? (
        <div data-testid="job-output">
          {job.truncated ? (
            <p className={css['soft']} data-testid="job-truncated">
              Only the end of what it wrote was kept here: {formatBytes(job.stdoutBytes + job.stderrBytes)} in all.
            </p>
          ) : null}
          <Stream name="stdout" text={facts.stdout} bytes={job.stdoutBytes} />
          <Stream name="stderr" text={facts.stderr} bytes={job.stderrBytes} />
          {facts.stdout === '' && facts.stderr === '' ? <p className={css['soft']}>It wrote nothing.</p> : null}
        </div>
      ) : (
        <SmallLog key={item} item={item} />
      )}
    </Section>
  );
}

interface StreamProps {
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
  readonly bytes: number;
}

function Stream({ name, text, bytes }: StreamProps) {
  const end = useMemo(() => shownOutput(text.slice(-DRAWN)), [text]);
  if (text === '') return null;
  return (
    <>
      <p className={css['stream']}>
        {name} <span className={css['faint']}>{formatBytes(bytes)}</span>
        {text.length > DRAWN ? <span className={css['faint']}>, its end</span> : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it */}
      <section className={css['output']} data-stream={name} tabIndex={0} aria-label={name}>
        <pre>{end}</pre>
      </section>
    </>
  );
}

/** An output as it can be shown without doing anything, line by line. */
export function shownOutput(text: string): string {
  return text
    .split('\n')
    .map((line) => plainText(line.replace(/\r$/, '')))
    .join('\n')
    .replace(/\n$/, '');
}
