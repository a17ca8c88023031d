import type { LucideIcon } from 'lucide-react';
import css from './segments.module.css';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly segments: readonly { readonly value: T; readonly word: string; readonly icon: LucideIcon }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few ways to show the same things. */
export function Segments<T extends string>({ label, segments, value, onChange }: SegmentsProps<T>) {
  return (
    <fieldset className={css['segments']} aria-label={label}>
      {segments.map(({ value: each, word, icon: Icon }) => (
        <button
          key={each}
          type="button"
          className={css['segment']}
          aria-pressed={each === value}
          title={word}
          data-testid={`segment-${each}`}
          onClick={() => onChange(each)}
        >
          <Icon aria-hidden />
          <span className={css['word']}>{word}</span>
        </button>
      ))}
    </fieldset>
  );
}
