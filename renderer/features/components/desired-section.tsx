import type { Component, Run } from '../../../shared/component-state.ts';
import { applyNow, cancelPending, followFile } from '../../client/component-acts.ts';
import { plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { containmentWords, desiredWords, isByHand, stateWords } from '../../words/component-words.ts';
import { ComponentGlyph } from './component-glyph.tsx';
import css from './inspector-parts.module.css';

interface DesiredSectionProps {
  readonly component: Component;
  readonly run: Run | undefined;
}

/** What is wanted beside what is, who wanted it, how sure "stopped" is, and a change that waits. */
export function DesiredSection({ component, run }: DesiredSectionProps) {
  const { name, desired, pendingChange, escaped, state } = component;
  const whyNotFollow = useWhyOff('component.followFile');
  return (
    <Section title="Wanted and actual">
      <dl className={parts['pairs']}>
        <dt>wanted</dt>
        <dd data-testid="component-desired">
          {desired}, {desiredWords(component)}
        </dd>
        <dt>actual</dt>
        <dd className={css['status']}>
          <ComponentGlyph component={component} />
          {stateWords(component, run)}
        </dd>
        {run ? (
          <>
            <dt>traced by</dt>
            <dd>
              {run.containment}: {containmentWords(run.containment)}
              {run.adopted ? '; adopted, so without its output' : ''}
            </dd>
          </>
        ) : null}
      </dl>
      {escaped > 0 ? (
        <p className={css['warn']} data-testid="component-escaped">
          <Glyph name="warning" />
          <span>
            {plural(escaped, 'process', 'processes')} may have escaped. Signalbox traces none of them any more
            {state === 'stopped' ? '; one may still hold a port of this run' : ''}.
          </span>
        </p>
      ) : null}
      {isByHand(component) ? (
        <div className={parts['ways']}>
          <Button disabledReason={whyNotFollow} onClick={() => void followFile(name)} testId="follow-file">
            Follow the file
          </Button>
        </div>
      ) : null}
      {pendingChange ? <Pending name={name} calls={pendingChange.calls} /> : null}
    </Section>
  );
}

function Pending({ name, calls }: { readonly name: string; readonly calls: number }) {
  const whyNotApply = useWhyOff('component.applyNow');
  const whyNotCancel = useWhyOff('component.cancelPending');
  return (
    <>
      <p className={css['warn']} data-testid="component-pending">
        <Glyph name="held" />
        <span>Changed. Will apply when idle: {plural(calls, 'call')} left.</span>
      </p>
      <div className={parts['ways']}>
        <Button disabledReason={whyNotApply} onClick={() => void applyNow(name)} testId="apply-now">
          Apply now
        </Button>
        <Button kind="quiet" disabledReason={whyNotCancel} onClick={() => void cancelPending(name)}>
          Cancel the change
        </Button>
      </div>
    </>
  );
}
