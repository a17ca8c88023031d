import { idOfSubject } from '../../../shared/definition-id.ts';
import type { KnownEvent } from '../../../shared/envelope.ts';
import { plural } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import css from './inspector-parts.module.css';

/** Which files claimed one name, and which of them went on serving. */
export function ConflictSection({ event }: { readonly event: KnownEvent<'definition.conflicted'> }) {
  const { paths, serves, error } = event.body;
  const id = idOfSubject(event.subject, 'definition') ?? event.subject;
  return (
    <Section title={paths.length > 1 ? 'Conflict' : 'Conflict over'} right={plural(paths.length, 'file')}>
      <ul className={css['list']}>
        {paths.map((path) => (
          <li key={path} className={css['claim']}>
            <span className={css['path']}>{path}</span>
            <span className={css['faint']}>{path === serves ? 'serves' : 'does not serve'}</span>
          </li>
        ))}
      </ul>
      {error && error.code !== 'CONFLICT' && <ErrorNote error={error} />}
      {paths.length > 1 && <p className={css['text']}>Rename or delete all but one.</p>}
      <div className={css['ways']}>
        <Button onClick={() => openDefinition(id)}>Open the definition</Button>
      </div>
    </Section>
  );
}
