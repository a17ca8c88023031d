import type { Envelope, KnownEvent } from '../../../shared/envelope.ts';
import type { Definition } from '../../../shared/state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { Words } from '../../ui/words.tsx';
import css from './inspector-parts.module.css';
import type { Opener } from './opener.ts';

interface WarningsSectionProps {
  readonly id: string;
  readonly definition: Definition;
  readonly open: Opener;
}

/** What is worth a look in a file that loads; the words stand in the event of its last load. */
export function WarningsSection({ id, definition, open }: WarningsSectionProps) {
  const input = { subject: `definition:${id}`, types: ['definition.reloaded'], limit: 1 };
  const answer = useAnswer('events', input, id, definition.changed);
  const event = answer.value?.events[0] as unknown as Envelope | undefined;
  const warnings = event ? (event as KnownEvent<'definition.reloaded'>).body.warnings : [];
  return (
    <Section title="Warnings">
      {answer.error && <p className={css['text']}>{answer.error.message}</p>}
      <ul className={css['list']}>
        {warnings.map((warning) => (
          <li key={`${warning.code}:${warning.line}:${warning.message}`} className={css['warning']}>
            <Glyph name="warning" title="Warning" />
            <span>
              <Words text={warning.message} />{' '}
              {warning.line !== undefined && (
                <button
                  type="button"
                  className={rows['link']}
                  onClick={() => open.text(id, warning.line, warning.column)}
                >
                  line {warning.line}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
