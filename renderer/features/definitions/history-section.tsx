import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { showEvent } from '../../stores/ui-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { Words } from '../../ui/words.tsx';
import { eventWords } from '../../words/event-words.ts';
import css from './inspector-parts.module.css';

const SHOWN = 6;

/** The last things that happened to a definition, each a link into Reloads. */
export function HistorySection({ id, fresh }: { readonly id: string; readonly fresh: number }) {
  const answer = useAnswer('events', { subject: `definition:${id}`, limit: SHOWN }, id, fresh);
  const events = ((answer.value?.events ?? []) as unknown as Envelope[]).toReversed();
  return (
    <Section title="What happened">
      {answer.error && <p className={css['text']}>{answer.error.message}</p>}
      <StaleContext value={false}>
        <ul>
          {events.map((event) => {
            const { glyph, text, more } = eventWords(event);
            return (
              <li key={formatPosition(event)} className={css['event']}>
                <Glyph name={glyph} />
                <button
                  type="button"
                  className={rows['link']}
                  title={`${text} ${more}`}
                  onClick={() => showEvent(formatPosition(event))}
                >
                  {text.replace(`${id} `, '')}
                </button>
                <span className={css['faint']}>
                  <Words text={more} />
                </span>
                <span className={css['when']}>
                  <Time at={event.at} mode="clock" />
                </span>
              </li>
            );
          })}
        </ul>
      </StaleContext>
    </Section>
  );
}
