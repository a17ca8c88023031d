import { X } from 'lucide-react';
import { isEnded } from '../../../shared/job-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatClock } from '../../lib/format.ts';
import { select } from '../../stores/ui-store.ts';
import { selectJob, useWorkspace } from '../../stores/workspace-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { DiffTable } from '../../ui/diff-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import spoken from '../../ui/spoken.module.css';
import { Time } from '../../ui/time.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { TextDiff } from '../definitions/text-diff-view.tsx';
import { comparedArguments, comparedFacts } from './compare-jobs.ts';
import css from './compare-pane.module.css';
import { JobGlyph } from './job-glyph.tsx';
import { shownOutput } from './job-output.tsx';
import type { JobFacts } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';

/** Two jobs side by side: how each went, what they were given, what they wrote. */
export function ComparePane({ ids: [first, second] }: { readonly ids: readonly [string, string] }) {
  const one = useAnswer('job', { jobId: first }, first, useChanged(first));
  const other = useAnswer('job', { jobId: second }, second, useChanged(second));
  const close = (): void => select('jobs', null);
  useHotkeys({ Escape: close });
  const error = one.error ?? other.error;
  return (
    <section className={css['pane']} aria-label="Two jobs compared" data-testid="compare">
      <header className={css['bar']}>
        <h2>Compared</h2>
        <IconButton label="Close" keys="Esc" onClick={close}>
          <X />
        </IconButton>
      </header>
      {error ? <ErrorNote error={error} /> : null}
      {one.value === null || other.value === null ? (
        error ? null : (
          <EmptyState title="Asking for both jobs." />
        )
      ) : (
        <Compared {...inOrder(one.value, other.value)} />
      )}
    </section>
  );
}

/** A number that changes with a job: one may be compared that still runs. */
function useChanged(id: string): number {
  return useWorkspace(selectJob(id))?.changed ?? 0;
}

function inOrder(one: JobFacts, other: JobFacts): { readonly one: JobFacts; readonly other: JobFacts } {
  return one.job.acceptedAt <= other.job.acceptedAt ? { one, other } : { one: other, other: one };
}

function Compared({ one, other }: { readonly one: JobFacts; readonly other: JobFacts }) {
  const changes = comparedArguments(one, other);
  return (
    <ScrollBox as="section" label="What is the same and what differs" className={css['body']}>
      <table className={css['facts']}>
        <thead>
          <tr>
            <td />
            <Head facts={one} />
            <Head facts={other} />
          </tr>
        </thead>
        <tbody>
          {comparedFacts(one, other).map(({ name, one: left, other: right }) => (
            <tr key={name} data-differs={left !== right || undefined}>
              <th scope="row">{name}</th>
              <td>{left}</td>
              <td>
                {right}
                {left === right ? null : <span className={spoken['spoken']}> (differs)</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Section title="Arguments">
        {changes.length === 0 ? (
          <p className={css['same']}>Both were given the same.</p>
        ) : (
          <DiffTable changes={changes} />
        )}
      </Section>
      {(['stdout', 'stderr'] as const).map((name) => (
        <Section key={name} title={name}>
          <TextDiff
            linesLabel={`Changed lines of ${name}`}
            before={shownOutput(one[name])}
            after={shownOutput(other[name])}
            beforeLabel={`earlier, ${formatClock(one.job.acceptedAt)}`}
            afterLabel={`later, ${formatClock(other.job.acceptedAt)}`}
          />
        </Section>
      ))}
      {isEnded(one.job.status) && isEnded(other.job.status) ? null : (
        <p className={css['same']}>
          Of one that has not ended, what it had written when it was last asked is compared.
        </p>
      )}
      {one.job.truncated || other.job.truncated ? (
        <p className={css['same']}>Of a long output only the end was kept, and only that is compared.</p>
      ) : null}
    </ScrollBox>
  );
}

function Head({ facts: { job } }: { readonly facts: JobFacts }) {
  return (
    <th scope="col">
      <button
        type="button"
        className={css['open']}
        onClick={() => select('jobs', selectionText({ sort: 'job', id: job.id }))}
      >
        <JobGlyph status={job.status} /> <Time at={job.acceptedAt} mode="full" />
      </button>
    </th>
  );
}
