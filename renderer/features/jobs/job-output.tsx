import { useLayoutEffect, useMemo, useRef } from 'react';
import { isEnded } from '../../../shared/job-state.ts';
import { formatBytes } from '../../lib/format.ts';
import { openLog } from '../../stores/log-store.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
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
          {job.truncated ? 'More in Logs' : 'Open in Logs'}
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
      ) : job.startedAt === null ? (
        <p className={css['soft']}>It writes nothing before it runs.</p>
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
  const frame = useRef<HTMLElement>(null);
  // What is kept of an output that was cut is longer than what is drawn.
  const isEnd = text.length > DRAWN;
  const end = useMemo(() => shownOutput(isEnd ? newestLines(text) : text), [text, isEnd]);
  useLayoutEffect(() => {
    // The newest line is what an end is looked at for.
    if (isEnd && frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }, [isEnd]);
  if (text === '') return null;
  return (
    <>
      <p className={css['stream']}>
        {name} <span className={css['faint']}>{formatBytes(bytes)}</span>
        {isEnd ? <span className={css['faint']}>, its end</span> : null}
      </p>
      <ScrollBox as="section" label={name} ref={frame} framed className={css['output']} data-stream={name}>
        <pre>{end}</pre>
      </ScrollBox>
    </>
  );
}

/** The end of a text, from the beginning of a line on: half a line would be one that nobody wrote. */
export function newestLines(text: string): string {
  const end = text.slice(-DRAWN);
  const first = end.indexOf('\n') + 1;
  return first === 0 || first === end.length ? end : end.slice(first);
}

/** An output as it can be shown without doing anything, line by line. */
export function shownOutput(text: string): string {
  return text
    .split('\n')
    .map((line) => plainText(line.replace(/\r$/, '')))
    .join('\n')
    .replace(/\n$/, '');
}
