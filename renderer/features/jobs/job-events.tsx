import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { showEvent } from '../../stores/ui-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { eventWords } from '../../words/event-words.ts';
import css from './inspector-parts.module.css';

const SHOWN = 20;

/** What the journal tells of a job; each opens where it stands among all that happened. */
export function JobEvents({ id, fresh }: { readonly id: string; readonly fresh: number }) {
  const answer = useAnswer('events', { subject: `job:${id}`, limit: SHOWN }, id, fresh);
  const events = (answer.value?.events ?? []) as unknown as readonly Envelope[];
  return (
    <Section title="Events">
      {answer.error ? <p className={css['soft']}>{answer.error.message}</p> : null}
      {answer.value !== null && events.length === 0 ? (
        <p className={css['soft']}>The journal of this session tells nothing of it.</p>
      ) : null}
      <StaleContext value={false}>
        <ul className={css['events']} data-testid="job-events">
          {events.map((event) => {
            const { glyph, text, more } = eventWords(event);
            return (
              <li key={formatPosition(event)} className={css['event']}>
                <Glyph name={glyph} />
                <button
                  type="button"
                  className={css['link']}
                  title={`${text} ${more}`}
                  onClick={() => showEvent(formatPosition(event))}
                >
                  {text}
                </button>
                <span className={css['eventMore']} title={more}>
                  {more}
                </span>
                <span className={css['faint']}>
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
