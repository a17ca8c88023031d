import { idOfSubject } from '../../../shared/definition-id.ts';
import type { KnownEvent } from '../../../shared/envelope.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { openOn } from '../../stores/ui-store.ts';
import { selectComponent, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { componentLook } from '../../words/component-look.ts';
import { DefinitionItem } from './affected-section.tsx';
import css from './inspector-parts.module.css';

/** What a reload reached when it happened, as it stands now: the component it declares, and the definitions that name it. */
export function TouchedSection({ body }: { readonly body: KnownEvent<'definition.reloaded'>['body'] }) {
  const { touched, touchedCount = touched.length } = body;
  if (touched.length === 0) return null;
  return (
    <Section title="Touched" right={plural(touchedCount, 'thing')}>
      <ul className={css['list']} data-testid="reload-touched">
        {touched.map((name) => {
          const component = idOfSubject(name, 'component');
          return component === null ? (
            <DefinitionItem key={name} name={name} />
          ) : (
            <ComponentItem key={name} name={component} />
          );
        })}
      </ul>
      {touchedCount > touched.length && (
        <p className={css['text']}>and {formatCount(touchedCount - touched.length)} more</p>
      )}
    </Section>
  );
}

/** The component an event is about, with the way to it. */
export function ComponentSection({ subject }: { readonly subject: string }) {
  const name = idOfSubject(subject, 'component');
  if (name === null) return null;
  return (
    <Section title="Component">
      <ul className={css['list']} data-testid="event-component">
        <ComponentItem name={name} />
      </ul>
    </Section>
  );
}

/** A line that leads to a component with how it stands now; the name of one that is gone stays a word. */
function ComponentItem({ name }: { readonly name: string }) {
  const component = useWorkspace(selectComponent(name));
  if (!component) return <li>component {name}</li>;
  const { glyph, word } = componentLook(component);
  return (
    <li className={css['item']}>
      <Glyph name={glyph} />
      <button type="button" className={rows['link']} onClick={() => openOn('components', name)}>
        component {name}
      </button>
      <span className={css['faint']}>{word}</span>
    </li>
  );
}
