import type { KnownEvent } from '../../../shared/envelope.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { openDefinition, showDialog } from '../../stores/ui-store.ts';
import { selectBatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import css from './inspector-parts.module.css';

type BatchEvent = KnownEvent<'batch.held' | 'batch.applied'>;

interface Line {
  readonly id: string;
  readonly glyph: GlyphName;
  readonly word: string;
}

/** Lines shown: an event names at most 200, and what waits in full is in the plan. */
const SHOWN = 50;

/** The definitions a batch held or applied, as far as its event names them. */
export function BatchSection({ event }: { readonly event: BatchEvent }) {
  const batch = useWorkspace(selectBatch);
  const waits = batch?.batchId === event.body.batchId;
  const lines = linesOf(event);
  return (
    <Section title={event.type === 'batch.held' ? 'Held' : 'Applied'} right={plural(lines.length, 'definition')}>
      {waits && (
        <div className={css['ways']}>
          <Button kind="primary" onClick={() => showDialog('batch')}>
            Open the plan
          </Button>
        </div>
      )}
      <ul className={css['list']}>
        {lines.slice(0, SHOWN).map(({ id, glyph, word }) => (
          <li key={id} className={css['item']}>
            <Glyph name={glyph} title={word} />
            <button type="button" className={rows['link']} onClick={() => openDefinition(id)}>
              {id}
            </button>
            <span className={css['faint']}>{word}</span>
          </li>
        ))}
      </ul>
      {lines.length > SHOWN && <p className={css['text']}>and {formatCount(lines.length - SHOWN)} more</p>}
    </Section>
  );
}

function linesOf(event: BatchEvent): readonly Line[] {
  if (event.type === 'batch.applied') return event.body.applied.map((id) => ({ id, glyph: 'reloaded', word: '' }));
  return event.body.items.map(({ definition, change, outcome }) => ({
    id: definition,
    glyph: outcome === 'refused' ? 'refused' : 'held',
    word: outcome === 'refused' ? 'does not load' : change,
  }));
}
