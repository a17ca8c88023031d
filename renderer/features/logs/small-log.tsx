import { useMemo } from 'react';
import { selectLogPrefs, useLogStore } from '../../stores/log-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useItemWords } from './item-words.ts';
import type { LogLook } from './list/look.ts';
import { LogPane } from './log-pane.tsx';
import css from './pane.module.css';
import { useFoldedRuns } from './use-folded-runs.ts';

/** The lines of one item in a small frame, followed; the screen of logs has everything else. */
export function SmallLog({ item }: { readonly item: string }) {
  const [foldedRuns, toggleRun] = useFoldedRuns();
  const words = useItemWords(useMemo(() => [item], [item]));
  const { wrap } = useLogStore(selectLogPrefs);
  const look = useMemo<LogLook>(
    () => ({ time: 'off', wrap, names: false, words, matcher: null, foldedRuns: new Set(foldedRuns) }),
    [wrap, words, foldedRuns],
  );
  const word = words(item);
  return (
    <div className={css['small']}>
      <LogPane
        label={word}
        spec={{ streams: [`${item}/*`], foldedRuns: [...foldedRuns] }}
        look={look}
        onToggleRun={toggleRun}
        empty={() => <EmptyState title={`${word} has not written a line yet.`} />}
        isSmall
        testId="small-log"
      />
    </div>
  );
}
