import type { ActionOutput } from '../../../shared/actions/all.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatCount } from '../../lib/format.ts';
import { useThrottled } from '../../lib/use-throttled.ts';
import { openDefinition, showFiltered } from '../../stores/ui-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import type { Opener } from './opener.ts';
import css from './references-section.module.css';

type Answered = ActionOutput<'references'>;

/** Of those who use a definition, this many are listed. */
const LISTED = 50;

/** What a definition names, and who names it; both ways can be walked. */
export function ReferencesSection({ id, open }: { readonly id: string; readonly open: Opener }) {
  const fresh = useThrottled(
    useWorkspace((view) => view.state.counts.reloads),
    500,
  );
  const answer = useAnswer('references', { id, limit: LISTED }, id, fresh);
  if (answer.error)
    return (
      <Section title="Names">
        <p className={css['text']}>{answer.error.message}</p>
      </Section>
    );
  const { names = [], usedBy = [], users = 0 } = answer.value ?? {};
  return (
    <>
      {names.length > 0 && (
        <Section title="Names" right={formatCount(names.length)}>
          <ul className={css['list']} data-testid="definition-names">
            {names.map((named) => (
              <Named key={`${named.field} ${named.name}`} named={named} id={id} open={open} />
            ))}
          </ul>
        </Section>
      )}
      {usedBy.length > 0 && (
        <Section title="Used by" right={formatCount(users)}>
          <ul className={css['list']} data-testid="definition-used-by">
            {usedBy.map((user) => (
              <li key={`${user.id} ${user.field}`} className={css['row']}>
                <button type="button" className={rows['link']} onClick={() => openDefinition(user.id)}>
                  {user.id}
                </button>
                <span className={css['field']}>{user.field}</span>
              </li>
            ))}
          </ul>
          {users > usedBy.length && <p className={css['text']}>and {formatCount(users - usedBy.length)} more</p>}
        </Section>
      )}
    </>
  );
}

interface NamedProps {
  readonly named: Answered['names'][number];
  readonly id: string;
  readonly open: Opener;
}

function Named({ named, id, open }: NamedProps) {
  const { field, name, found, line, column } = named;
  return (
    <li className={css['row']}>
      {found === null ? (
        <span className={rows['status']}>
          <Glyph name="warning" title="Nothing has this name" />
          <button type="button" className={rows['link']} onClick={() => showFiltered('problems', id)}>
            {name}
          </button>
        </span>
      ) : (
        <button type="button" className={rows['link']} onClick={() => openDefinition(found)}>
          {found}
        </button>
      )}
      <span className={css['field']}>
        {line === null ? (
          field
        ) : (
          <button type="button" className={rows['link']} onClick={() => open.text(id, line, column ?? 1)}>
            {field}
          </button>
        )}
      </span>
    </li>
  );
}
