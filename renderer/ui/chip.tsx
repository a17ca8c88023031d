import type { ReactNode } from 'react';
import { formatCount } from '../lib/format.ts';
import css from './chip.module.css';
import { Glyph, type GlyphName } from './glyph.tsx';

interface ChipProps {
  readonly glyph: GlyphName;
  readonly word: string;
  readonly count: number;
  readonly isOn: boolean;
  readonly onToggle: () => void;
  readonly testId?: string;
}

/** A count that narrows the list to what it counts. */
export function Chip({ glyph, word, count, isOn, onToggle, testId }: ChipProps) {
  return (
    <button
      type="button"
      className={css['chip']}
      aria-pressed={isOn}
      title={isOn ? `Show all, not only ${word}` : `Show only ${word}`}
      data-testid={testId}
      onClick={onToggle}
    >
      <Glyph name={glyph} />
      <span className={css['word']}>{word}</span>
      <span className={css['count']}> {formatCount(count)}</span>
    </button>
  );
}

/** Chips that narrow the same list. */
export function ChipGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className={css['group']} aria-label={label}>
      {children}
    </fieldset>
  );
}
