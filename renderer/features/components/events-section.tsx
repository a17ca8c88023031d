import { useState } from 'react';
import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { useThrottled } from '../../lib/use-throttled.ts';
import { showEvent } from '../../stores/ui-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { eventWords } from '../../words/event-words.ts';
import css from './inspector-parts.module.css';

const SHOWN = 8;

/** The last things that happened to a component; each opens into why it happened. */
export function EventsSection({ name, fresh }: { readonly name: string; readonly fresh: number }) {
  const [opened, setOpened] = useState<string | null>(null);
  const settled = useThrottled(fresh, 500);
  const answer = useAnswer('events', { subject: `component:${name}`, limit: SHOWN }, name, settled);
  const events = ((answer.value?.events ?? []) as unknown as Envelope[]).toReversed();
  return (
    <Section title="Events">
      {answer.error ? <p className={css['note']}>{answer.error.message}</p> : null}
      <StaleContext value={false}>
        <ul data-testid="component-events">
          {events.map((event) => {
            const position = formatPosition(event);
            return (
              <EventLine
                key={position}
                event={event}
                name={name}
                isOpen={opened === position}
                onToggle={() => setOpened(opened === position ? null : position)}
              />
            );
          })}
        </ul>
      </StaleContext>
    </Section>
  );
}

interface EventLineProps {
  readonly event: Envelope;
  readonly name: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function EventLine({ event, name, isOpen, onToggle }: EventLineProps) {
  const { glyph, text, more } = eventWords(event);
  return (
    <li>
      <div className={css['event']}>
        <Glyph name={glyph} />
        <button
          type="button"
          className={rows['link']}
          aria-expanded={isOpen}
          title={`${text} ${more}`}
          onClick={onToggle}
        >
          {text.replace(`${name} `, '')}
        </button>
        <span className={css['eventMore']} title={more}>
          {more}
        </span>
        <span className={css['faint']}>
          <Time at={event.at} mode="clock" />
        </span>
      </div>
      {isOpen ? <Chain position={formatPosition(event)} /> : null}
    </li>
  );
}

/** What led to an event, root first. */
function Chain({ position }: { readonly position: string }) {
  const answer = useAnswer('chain', { position }, position);
  const causes = (answer.value?.causes ?? []) as unknown as readonly Envelope[];
  if (answer.error) return <p className={css['below']}>{answer.error.message}</p>;
  if (!answer.value) return <p className={css['below']}>Looking for the cause.</p>;
  return (
    <ol className={css['chain']} aria-label="Why it happened" data-testid="component-chain">
      {answer.value.older ? <li className={css['below']}>older than the journal</li> : null}
      {causes.length === 0 && !answer.value.older ? <li className={css['below']}>it began by itself</li> : null}
      {causes.map((cause) => {
        const { glyph, text, more } = eventWords(cause);
        return (
          <li key={formatPosition(cause)} className={css['event']}>
            <Glyph name={glyph} />
            <button
              type="button"
              className={rows['link']}
              title={`${text} ${more}`}
              onClick={() => showEvent(formatPosition(cause))}
            >
              {text}
            </button>
            <span className={css['eventMore']}>{more}</span>
            <span className={css['faint']}>{cause.seq}</span>
          </li>
        );
      })}
    </ol>
  );
}
