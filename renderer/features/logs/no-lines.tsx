import { formatClock } from '../../lib/format.ts';
import { ALL_LINES, setCleared, setNarrowing, streamKey } from '../../stores/log-store.ts';
import { showView } from '../../stores/ui-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { channelsOf, streamsOf } from './log-spec.ts';
import type { ItemWords } from './text/row-text.ts';
import type { Logs, Since } from './use-logs.ts';

interface NoLinesProps {
  readonly logs: Logs;
  readonly words: ItemWords;
  readonly since: Since | null;
  readonly onSince: () => void;
}

/** Why there are no lines, and what changes that. */
export function NoLines({ logs, words, since, onSince }: NoLinesProps) {
  const { workspace, items, streams, narrowing, clearedAt, key, isKnown } = logs;
  const shown = streamsOf(items, streams);
  const { without, levels, include, exclude } = narrowing;
  const channels = channelsOf(shown);
  const left = channels.filter((channel) => !without.includes(channel));
  // Leaving out every channel that there is leaves out none.
  const isWithout = left.length > 0 && left.length < channels.length;
  const isNarrowed = include.length + exclude.length > 0 || levels !== null || isWithout;
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
          <Button onClick={() => setNarrowing(key, ALL_LINES)} testId="log-unnarrow">
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
        title={`Cleared up to ${formatClock(clearedAt)}; nothing was written since.`}
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
