import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import type { Answer } from '../../client/use-answer.ts';
import { formatClockMs, formatCount, formatDuration } from '../../lib/format.ts';
import { select } from '../../stores/ui-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import { eventWords } from '../../words/event-words.ts';
import { type ChainEntry, chainEntries, formatOffset } from './chain-entries.ts';
import css from './why-section.module.css';

interface WhySectionProps {
  readonly event: Envelope;
  readonly answer: Answer<ActionOutput<'chain'>>;
}

/** Why it happened, root first, and what followed; each line leads to its event. */
export function WhySection({ event, answer }: WhySectionProps) {
  const { value, error } = answer;
  const causes = (value?.causes ?? []) as unknown as readonly Envelope[];
  const effects = (value?.effects ?? []) as unknown as readonly Envelope[];
  const entries = chainEntries(causes, event, effects);
  return (
    <Section title="Why" right="cause chain">
      {error && <p className={css['note']}>{error.message}</p>}
      <ol className={css['chain']} data-testid="cause-chain">
        {value?.older === true && <li className={css['older']}>older than the journal</li>}
        {answer.waits && event.cause !== null && <li className={css['waits']} />}
        {entries.map((entry) => (
          <ChainLine key={entry.id} entry={entry} />
        ))}
      </ol>
    </Section>
  );
}

/** Steps that are indented at most: deeper ones stay below each other. */
const MAX_DEPTH = 4;

function ChainLine({ entry }: { readonly entry: ChainEntry }) {
  const { event, part, depth, offsetMs, id } = entry;
  const { glyph, text, more } = eventWords(event);
  const isSelected = part === 'selected';
  return (
    <li className={css['entry']} data-selected={isSelected || undefined} aria-current={isSelected ? 'true' : undefined}>
      <button type="button" className={css['line']} onClick={() => select('reloads', id)} disabled={isSelected}>
        <Glyph name={glyph} />
        <span className={css['seq']}>{formatCount(event.seq)}</span>
        <span
          className={css['text']}
          title={`${text} ${more}`}
          style={{ paddingLeft: Math.min(depth, MAX_DEPTH) * 12 }}
        >
          {text} <span className={css['more']}>{more}</span>
        </span>
        <span className={css['offset']}>
          {isSelected ? formatClockMs(event.at) : formatOffset(offsetMs, formatDuration)}
        </span>
      </button>
    </li>
  );
}
