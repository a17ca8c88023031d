import { formatClock } from '../../lib/format.ts';
import { setCleared, setNarrowing, streamKey } from '../../stores/log-store.ts';
import { showView } from '../../stores/ui-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { ModelState } from './log-model.ts';
import { streamsOf } from './log-spec.ts';
import type { ItemWords } from './text/row-text.ts';
import type { Logs, Since } from './use-logs.ts';

interface NoLinesProps {
  readonly logs: Logs;
  readonly state: ModelState;
  readonly words: ItemWords;
  readonly since: Since | null;
  readonly onSince: () => void;
}

/** Why there are no lines, and what changes that. */
export function NoLines({ logs, words, since, onSince }: NoLinesProps) {
  const { workspace, items, streams, narrowing, clearedAt, key, isKnown } = logs;
  const shown = streamsOf(items, streams);
  const isNarrowed = narrowing.include.length + narrowing.exclude.length > 0 || narrowing.levels !== null;
  if (isKnown && shown.length === 0) {
    return (
      <EmptyState
        title={
          items.length === 0
            ? 'Nothing has written a line yet.'
            : `${items.map(words).join(', ')} has not written a line yet.`
        }
        action={<Button onClick={() => showView('components')}>Go to components</Button>}
      >
        As soon as a component with a process is up, what it writes to its output and error output shows here.
      </EmptyState>
    );
  }
  if (isNarrowed) {
    return (
      <EmptyState
        title="No line matches."
        action={
          <Button onClick={() => setNarrowing(key, { include: [], exclude: [], levels: null })} testId="log-unnarrow">
            Remove the filters
          </Button>
        }
      />
    );
  }
  if (since !== null) {
    return (
      <EmptyState
        title={`Nothing was written since ${since.subject} was reloaded.`}
        action={<Button onClick={onSince}>Show lines from before it</Button>}
      />
    );
  }
  if (clearedAt !== null) {
    return (
      <EmptyState
        title={`Cleared at ${formatClock(clearedAt)}; nothing was written since.`}
        action={
          <Button
            onClick={() =>
              setCleared(
                shown.map(({ stream }) => streamKey(workspace, stream)),
                null,
              )
            }
            testId="log-unclear"
          >
            Show all
          </Button>
        }
      />
    );
  }
  return <EmptyState title="No lines are kept of this." />;
}
