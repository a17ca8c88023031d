import { useMemo } from 'react';
import type { RunningHealth } from '../../../shared/actions/watch-answers.ts';
import { tableEntries } from '../../../shared/table.ts';
import { selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import css from './watcher.module.css';

interface SuggestionsProps {
  readonly passedOver: RunningHealth['passedOver'];
  readonly onExplain: (path: string) => void;
}

const MOST = 8;

/** Paths one may want to ask about: files that were refused, and those that nobody asked for. */
export function Suggestions({ passedOver, onExplain }: SuggestionsProps) {
  const definitions = useWorkspace(selectDefinitions);
  const refused = useMemo(
    () =>
      [...tableEntries(definitions)]
        .filter(([, { state }]) => state === 'refused')
        .sort(([, one], [, other]) => other.changed - one.changed)
        .slice(0, MOST)
        .map(([, { path }]) => path),
    [definitions],
  );
  if (refused.length === 0 && passedOver.length === 0) return null;
  return (
    <div className={css['suggestions']} data-testid="explain-suggestions">
      <h3 className={css['title']}>Lately refused or passed over</h3>
      <ul>
        {refused.map((path) => (
          <Suggestion key={path} path={path} note="refused" isFault onExplain={onExplain} />
        ))}
        {passedOver.slice(0, MOST).map(({ path, ignoredBy }) => (
          <Suggestion
            key={`over ${path}`}
            path={path}
            note={ignoredBy === null ? 'no kind asks for it' : `ignored by ${ignoredBy}`}
            onExplain={onExplain}
          />
        ))}
      </ul>
    </div>
  );
}

interface SuggestionProps {
  readonly path: string;
  readonly note: string;
  readonly isFault?: boolean;
  readonly onExplain: (path: string) => void;
}

function Suggestion({ path, note, isFault = false, onExplain }: SuggestionProps) {
  return (
    <li>
      <button type="button" className={css['suggestion']} onClick={() => onExplain(path)}>
        <Glyph name={isFault ? 'refused' : 'off'} />
        <code>{path}</code>
        <span className={css['softNote']}>{note}</span>
      </button>
    </li>
  );
}
