import { useMemo } from 'react';
import { selectLogPrefs, useLogStore } from '../../stores/log-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { LogLook } from '../logs/list/look.ts';
import { LogPane } from '../logs/log-pane.tsx';
import { useFoldedRuns } from '../logs/use-folded-runs.ts';

/** Everything a connection's process wrote, with the row that says whether it is followed. */
export function AgentLog({ item }: { readonly item: string }) {
  const [foldedRuns, toggleRun] = useFoldedRuns();
  const { wrap, time } = useLogStore(selectLogPrefs);
  const look = useMemo<LogLook>(
    () => ({ time, wrap, names: false, matcher: null, foldedRuns: new Set(foldedRuns) }),
    [time, wrap, foldedRuns],
  );
  return (
    <LogPane
      label={`log of ${item}`}
      spec={{ streams: [`${item}/*`], foldedRuns: [...foldedRuns] }}
      look={look}
      onToggleRun={toggleRun}
      empty={() => <EmptyState title="It has not written a line yet." />}
      testId="agent-log"
    />
  );
}
