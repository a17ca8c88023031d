import type { Agent } from '../../../shared/agent-state.ts';
import type { Component } from '../../../shared/component-state.ts';
import { openLog } from '../../stores/log-store.ts';
import { openDefinition, openOn } from '../../stores/ui-store.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import rows from '../../ui/rows.module.css';
import css from './inspector-parts.module.css';

interface FactsSectionProps {
  readonly agent: Agent;
  readonly component: Component | undefined;
}

/** Where a connection comes from and where it leads, with links to all of it. */
export function FactsSection({ agent, component }: FactsSectionProps) {
  const { endpoint, protocol, ref, key, log } = agent;
  const definition = useWorkspace(selectDefinition(component?.definition ?? null));
  const id = component?.definition ?? '';
  const running = definition?.running?.find(({ by }) => by === `component:${component?.name}`);
  return (
    <Section title="Runs on">
      <dl className={parts['pairs']}>
        {component ? (
          <>
            <dt>component</dt>
            <dd>
              <button
                type="button"
                className={rows['link']}
                data-testid="agent-component"
                onClick={() => openOn('components', component.name)}
              >
                {component.name}
              </button>
            </dd>
          </>
        ) : (
          <>
            <dt>loaded</dt>
            <dd>by an act; no component keeps it</dd>
          </>
        )}
        {definition ? (
          <>
            <dt>definition</dt>
            <dd>
              <button
                type="button"
                className={rows['link']}
                data-testid="agent-definition"
                onClick={() => openDefinition(id, 'text')}
              >
                {definition.path}
              </button>
              {running === undefined ? null : `, v${running.version} runs`}
            </dd>
          </>
        ) : null}
        <dt>reference</dt>
        <dd className={css['mono']}>{ref}</dd>
        <dt>key</dt>
        <dd className={css['mono']}>{key}</dd>
        {endpoint === null ? null : (
          <>
            <dt>endpoint</dt>
            <dd className={css['mono']}>{endpoint}</dd>
          </>
        )}
        {protocol === null ? null : (
          <>
            <dt>protocol</dt>
            <dd>{protocol}</dd>
          </>
        )}
        <dt>log</dt>
        <dd>
          <button type="button" className={rows['link']} data-testid="agent-log-link" onClick={() => openLog([log])}>
            {log}
          </button>
        </dd>
      </dl>
    </Section>
  );
}
