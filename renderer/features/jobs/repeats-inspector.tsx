import { select } from '../../stores/ui-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Inspector, Section } from '../../ui/inspector.tsx';
import { RepeatList } from './repeat-list.tsx';
import { useRepeats } from './use-repeats.ts';

/** Everything that runs again by itself. */
export function RepeatsInspector() {
  const answer = useRepeats();
  const repeats = answer.value?.repeats ?? [];
  return (
    <Inspector title="Run again by themselves" glyph="rolled-back" onClose={() => select('jobs', null)}>
      {answer.error ? <ErrorNote error={answer.error} /> : null}
      {answer.value !== null && repeats.length === 0 ? (
        <EmptyState title="No job runs again by itself.">
          Open a job that has ended, and choose after which redeploy it shall run again.
        </EmptyState>
      ) : (
        <Section title="Jobs">
          <RepeatList repeats={repeats} />
        </Section>
      )}
    </Inspector>
  );
}
