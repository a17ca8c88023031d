import type { Envelope, KnownEvent } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatCount } from '../../lib/format.ts';
import { openLog } from '../../stores/log-store.ts';
import { linkTo } from '../../stores/permalink.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Inspector } from '../../ui/inspector.tsx';
import { Time } from '../../ui/time.tsx';
import { eventWords } from '../../words/event-words.ts';
import { listRow } from '../../words/list-row.ts';
import { OUTCOMES } from '../../words/outcomes.ts';
import { AffectedSection } from './affected-section.tsx';
import { BatchSection } from './batch-section.tsx';
import { ConflictSection } from './conflict-section.tsx';
import { markdownOf } from './event-markdown.ts';
import css from './inspector-parts.module.css';
import { RefusedSections } from './refused-sections.tsx';
import { ReloadedSections } from './reloaded-sections.tsx';
import { SettingsSection } from './settings-section.tsx';
import { ComponentSection } from './touched-section.tsx';
import { useEvent } from './use-event.ts';
import { WhySection } from './why-section.tsx';

interface ReloadInspectorProps {
  /** Position of the event (`epoch:seq`). */
  readonly position: string;
  readonly onClose: () => void;
}

/** One event explained: why, what changed, where the time went, and what can be done about it. */
export function ReloadInspector({ position, onClose }: ReloadInspectorProps) {
  const chain = useAnswer('chain', { position }, position);
  const event = useEvent(position, chain.value?.event as unknown as Envelope | null | undefined);
  if (!event) {
    return (
      <Inspector title="Event" subtitle={position} onClose={onClose}>
        <EmptyState
          title={
            chain.waits ? 'Looking it up.' : (chain.error?.message ?? 'The journal does not hold this event any more.')
          }
        />
      </Inspector>
    );
  }
  const row = listRow(event);
  const words = eventWords(event);
  const parts = <Parts event={event as KnownEvent} />;
  // A fault comes before its history: the message is what somebody opened it for.
  const isFault = event.type.endsWith('.refused') || event.type === 'definition.conflicted';
  const title = row?.definition?.id ?? (row?.label || words.text);
  return (
    <Inspector
      title={title}
      glyph={row ? OUTCOMES[row.outcome].glyph : words.glyph}
      onClose={onClose}
      subtitle={
        <>
          {row ? `${row.outcome} ${row.version ?? ''}` : words.more}
          <span className={css['gap']}>
            <Time at={event.at} mode="clock-ms" />
          </span>
          <span className={css['gap']}>seq {formatCount(event.seq)}</span>
        </>
      }
      actions={
        <>
          <Button
            onClick={() => openLog(itemsOf(event), { seq: event.seq })}
            title="The lines that were written at that moment"
            testId="event-log"
          >
            Log
          </Button>
          <Button onClick={() => void copyText(markdownOf(event), `${title} as Markdown`)}>Copy as Markdown</Button>
          <Button
            onClick={() =>
              void copyText(linkTo({ view: 'reloads', selection: position }), `link to ${formatPosition(event)}`)
            }
          >
            Copy link
          </Button>
        </>
      }
    >
      {isFault ? parts : null}
      <WhySection event={event} answer={chain} />
      {isFault ? null : parts}
      <AffectedSection event={event} />
    </Inspector>
  );
}

/** Whose lines belong to an event: those of its component, else all. */
function itemsOf({ subject, body }: Envelope): readonly string[] {
  if (subject.startsWith('component:')) return [subject];
  const of = subject.startsWith('run:') ? (body as { readonly component?: unknown }).component : null;
  return typeof of === 'string' ? [`component:${of}`] : [];
}

/** What is particular to one type of event; the others are told by their chain alone. */
function Parts({ event }: { readonly event: KnownEvent }) {
  switch (event.type) {
    case 'definition.reloaded':
      return <ReloadedSections event={event} />;
    case 'definition.refused':
      return <RefusedSections event={event} />;
    case 'definition.conflicted':
      return <ConflictSection event={event} />;
    case 'batch.held':
    case 'batch.applied':
      return <BatchSection event={event} />;
    case 'component.changed':
      return <ComponentSection subject={event.subject} />;
    case 'config.reloaded':
    case 'config.refused':
      return <SettingsSection event={event} />;
    default:
      return null;
  }
}
