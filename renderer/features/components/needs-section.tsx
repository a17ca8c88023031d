import { useMemo } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { select } from '../../stores/ui-store.ts';
import { selectComponent, selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { componentLook } from '../../words/component-look.ts';
import { ComponentGlyph } from './component-glyph.tsx';
import { dependentsOf } from './component-order.ts';
import css from './inspector-parts.module.css';

/** What a component needs and what needs it, each a way to it. */
export function NeedsSection({ component }: { readonly component: Component }) {
  const components = useWorkspace(selectComponents);
  const { name, dependsOn } = component;
  const dependents = useMemo(() => dependentsOf(components, name), [components, name]);
  const needs = Object.entries(dependsOn);
  if (needs.length === 0 && dependents.length === 0) return null;
  return (
    <>
      {needs.length > 0 ? (
        <Section title="Needs">
          <ul>
            {needs.map(([other, condition]) => (
              <Other key={other} name={other} condition={condition} />
            ))}
          </ul>
        </Section>
      ) : null}
      {dependents.length > 0 ? (
        <Section title="Needed by">
          <ul>
            {dependents.map((other) => (
              <Other key={other.name} name={other.name} condition={other.dependsOn[name] ?? ''} />
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

function Other({ name, condition }: { readonly name: string; readonly condition: string }) {
  const component = useWorkspace(selectComponent(name));
  return (
    <li className={css['line']}>
      {component ? <ComponentGlyph component={component} /> : <Glyph name="warning" />}
      <button type="button" className={rows['link']} onClick={() => select('components', name)} disabled={!component}>
        {name}
      </button>
      <span className={css['lineNote']}>
        {component ? componentLook(component).word : 'not declared'}, needed {condition}
      </span>
    </li>
  );
}
