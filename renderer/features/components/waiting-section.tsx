import type { Component, WaitingOn } from '../../../shared/component-state.ts';
import { runPlan } from '../../client/component-acts.ts';
import { classes } from '../../lib/classes.ts';
import { select, showDialog } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectComponent, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { ComponentGlyph } from './component-glyph.tsx';
import css from './inspector-parts.module.css';

/** What a component waits for, each with its name and a way to it. */
export function WaitingSection({ component }: { readonly component: Component }) {
  const { waitingOn, error } = component;
  if (waitingOn.length === 0) return null;
  return (
    <Section title="Waits on" right={waitingOn.length > 1 ? `${waitingOn.length} things` : undefined}>
      <ul data-testid="waiting-on">
        {waitingOn.map((each) => (
          <li key={`${each.sort} ${each.name}`} className={classes(css['line'], css['withAct'])}>
            <WaitingLine waiting={each} />
          </li>
        ))}
      </ul>
      {error === null ? null : <p className={css['note']}>{error.hint}</p>}
    </Section>
  );
}

function WaitingLine({ waiting }: { readonly waiting: WaitingOn }) {
  const { sort, name, why } = waiting;
  const other = useWorkspace(selectComponent(sort === 'dependency' ? name : null));
  return (
    <>
      {other ? <ComponentGlyph component={other} alone /> : <Glyph name={sort === 'orphan' ? 'warning' : 'held'} />}
      {other ? (
        <button type="button" className={rows['link']} onClick={() => select('components', name)}>
          {name}
        </button>
      ) : sort === 'trust' ? (
        <button type="button" className={rows['link']} onClick={() => showDialog('trust')}>
          trust of this workspace
        </button>
      ) : (
        <span>
          {sort === 'orphan' ? 'leftover process ' : ''}
          {name}
        </span>
      )}
      <span className={css['lineNote']} title={why}>
        {why}
      </span>
      {other?.desired === 'down' ? <DeployOther name={name} /> : null}
    </>
  );
}

/** Nobody wants up what is waited for: without this act it would be waited for for ever. */
function DeployOther({ name }: { readonly name: string }) {
  const whyOff = useWhyOff('component.deploy');
  return (
    <Button
      kind="quiet"
      disabledReason={whyOff}
      onClick={() => void runPlan({ action: 'deploy', names: [name], scope: 'needs' })}
      testId="deploy-awaited"
    >
      Deploy it
    </Button>
  );
}
