import type { Component } from '../../../shared/component-state.ts';
import { openLog } from '../../stores/log-store.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import { SmallLog } from '../logs/small-log.tsx';
import css from './inspector-parts.module.css';

/** What a component writes, as it writes it; one that has not run takes no room for it. */
export function OutputSection({ component }: { readonly component: Component }) {
  const { name, type, run } = component;
  const item = `component:${name}`;
  if (run === null) {
    return (
      <Section title="Output">
        <p className={css['note']}>
          {type === 'probe' ? 'It runs no program, so it writes nothing.' : 'It has not run since Signalbox started.'}
        </p>
      </Section>
    );
  }
  return (
    <Section
      title="Output"
      right={
        <Button kind="quiet" onClick={() => openLog([item])} testId="component-log">
          Open in Logs
        </Button>
      }
    >
      <SmallLog key={item} item={item} />
    </Section>
  );
}
