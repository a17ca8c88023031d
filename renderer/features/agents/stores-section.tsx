import type { Agent, StoreTry } from '../../../shared/agent-state.ts';
import { formatDuration } from '../../lib/format.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import css from './inspector-parts.module.css';

const OUTCOMES: Readonly<Record<StoreTry['outcome'], { readonly glyph: GlyphName; readonly word: string }>> = {
  hit: { glyph: 'ok', word: 'has it' },
  missing: { glyph: 'removed', word: 'does not have it' },
  unavailable: { glyph: 'warning', word: 'could not be asked' },
  refused: { glyph: 'failed', word: 'was not taken' },
};

/** Which stores were asked for the program, in order, and what each answered. */
export function StoresSection({ agent: { stores } }: { readonly agent: Agent }) {
  if (stores.length === 0) return null;
  return (
    <Section title="Where it was looked for">
      <ol data-testid="agent-stores">
        {stores.map(({ store, outcome, ms, error }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tries are only ever added
          <li key={index} className={css['store']}>
            <Glyph name={OUTCOMES[outcome].glyph} />
            <span>{store}</span>
            <span className={css['soft']}>
              {OUTCOMES[outcome].word}
              {error === null ? null : <span className={css['storeError']}>{error.message}</span>}
            </span>
            <span className={css['number']}>{formatDuration(ms)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
