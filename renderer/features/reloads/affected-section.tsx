import { idOfSubject } from '../../../shared/definition-id.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { definitionLook } from '../../ui/definition-look.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import css from './inspector-parts.module.css';

/** Of those that name a definition, this many are listed. */
const LISTED = 50;

/** The definitions that name the one an event is about, as they stand now: what it served, or did not, reaches them. */
export function AffectedSection({ event }: { readonly event: Envelope }) {
  const id = event.type.startsWith('definition.') ? idOfSubject(event.subject, 'definition') : null;
  const answer = useAnswer('references', id === null ? null : { id, limit: LISTED }, id ?? '');
  if (answer.error)
    return (
      <Section title="Affected">
        <p className={css['text']}>{answer.error.message}</p>
      </Section>
    );
  const { usedBy = [], users = 0 } = answer.value ?? {};
  // One that names it in several fields is one definition all the same.
  const ids = [...new Set(usedBy.map((user) => user.id))];
  if (ids.length === 0) return null;
  return (
    <Section title="Affected" right={`${plural(users, 'place')} name it now`}>
      <ul className={css['list']} data-testid="reload-affected">
        {ids.map((user) => (
          <DefinitionItem key={user} name={user} />
        ))}
      </ul>
      {users > usedBy.length && <p className={css['text']}>and {formatCount(users - usedBy.length)} more</p>}
    </Section>
  );
}

/** A line that leads to a definition with how it stands now; a name that is none of the workspace's stays a word. */
export function DefinitionItem({ name }: { readonly name: string }) {
  const definition = useWorkspace(selectDefinition(name));
  if (!definition) return <li>{name}</li>;
  const { glyph, word } = definitionLook(definition);
  return (
    <li className={css['item']}>
      <Glyph name={glyph} />
      <button type="button" className={rows['link']} onClick={() => openDefinition(name)}>
        {name}
      </button>
      <span className={css['faint']}>{word}</span>
    </li>
  );
}
