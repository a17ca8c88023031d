import { useState } from 'react';
import type { GoTo } from '../../ui/code-editor/editor-types.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Words } from '../../ui/words.tsx';
import { countWords, type TextProblem } from './marks.ts';
import css from './problem-list.module.css';

interface ProblemListProps {
  readonly problems: readonly TextProblem[];
  /** What the check is doing, or why there is none; empty when the list is what the text says now. */
  readonly note: string;
  readonly onGoTo: (place: GoTo) => void;
}

const GLYPHS = { error: 'failed', warning: 'warning' } as const;
const LEVELS = { error: 'Error', warning: 'Warning' } as const;

/** What is wrong with a text, below it: Enter on a line goes to the place. */
export function ProblemList({ problems, note, onGoTo }: ProblemListProps) {
  const [isOpen, setIsOpen] = useState(true);
  const isEmpty = problems.length === 0;
  return (
    <div className={css['problems']} data-testid="text-problems">
      <div className={css['head']}>
        {isEmpty ? (
          <span role="status">{note === '' ? 'No problems' : note}</span>
        ) : (
          <>
            <button type="button" className={css['toggle']} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              <span className={css['arrow']} aria-hidden="true" data-open={isOpen || undefined} />
              <span role="status">{countWords(problems)}</span>
            </button>
            <span className={css['note']}>{note}</span>
            <span className={css['keys']}>F8 next</span>
          </>
        )}
      </div>
      {isOpen && !isEmpty && (
        <ul className={css['list']}>
          {problems.map((problem, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two problems may say the same of the same place
            <li key={index}>
              <Problem problem={problem} onGoTo={onGoTo} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Problem({ problem, onGoTo }: { readonly problem: TextProblem; readonly onGoTo: (place: GoTo) => void }) {
  const { level, message, hint, place } = problem;
  const words = (
    <>
      <Glyph name={GLYPHS[level]} />
      <span className={css['level']}>{LEVELS[level]}</span>
      <span className={css['words']}>
        <Words text={message} /> <span className={css['hint']}>{hint}</span>
      </span>
      <span className={css['place']}>{place === null ? '' : `line ${place.line}, column ${place.column}`}</span>
    </>
  );
  if (place === null) return <div className={css['problem']}>{words}</div>;
  return (
    <button type="button" className={css['problem']} onClick={() => onGoTo({ ...place })}>
      {words}
    </button>
  );
}
