import { useEffect, useState } from 'react';
import type { PlanAction, PlanScope, PlanStep } from '../../../shared/events/component.ts';
import { namesWords, PLAN_WORDS, type runPlan } from '../../client/component-acts.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useThrottled } from '../../lib/use-throttled.ts';
import { selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { stateLook } from '../../words/component-look.ts';
import { aliveDependents, componentsVersion } from './component-order.ts';
import css from './plan-menu.module.css';
import { planCount, planRows } from './plan-rows.ts';
import { type PlannedStep, timeWords } from './plan-time.ts';
import { setPreview } from './preview-store.ts';

interface PlanMenuProps {
  readonly action: PlanAction;
  readonly names: readonly string[];
  /** How far it reaches unless another reach is chosen. */
  readonly reach: PlanScope;
  readonly onRun: (request: Parameters<typeof runPlan>[0]) => void;
}

const SCOPES: readonly PlanScope[] = ['only', 'needs', 'dependents'];

/** How far an act reaches, what it will do in order, and the button that names how many. */
export function PlanMenu({ action, names, reach, onRun }: PlanMenuProps) {
  const [scope, setScope] = useState(reach);
  const components = useWorkspace(selectComponents);
  const fresh = useThrottled(componentsVersion(components), 500);
  const { verb } = PLAN_WORDS[action];
  // The core refuses to take down what others need, unless somebody who was told insists: the button then says "anyway".
  const hurt = action === 'undeploy' && scope === 'only' ? aliveDependents(components, names) : [];
  const force = hurt.length > 0;
  const answer = useAnswer(
    'component.plan',
    { action, names: [...names], scope, force },
    `${action} ${scope} ${names}`,
    fresh,
  );
  const { value, error } = answer;
  const steps = value?.steps ?? null;
  const run = (): void => {
    if (value && value.steps.length > 0) onRun({ action, names, scope, planId: value.planId, force });
  };
  useHotkeys({ 'mod+Enter': run });
  useEffect(() => {
    setPreview(steps);
    return () => setPreview(null);
  }, [steps]);

  return (
    <div className={css['menu']}>
      <fieldset className={css['scopes']} aria-label="Reach">
        {SCOPES.map((each) => (
          <label key={each} className={css['scope']} data-on={each === scope || undefined}>
            <input
              type="radio"
              name="plan-scope"
              className={css['radio']}
              checked={each === scope}
              onChange={() => setScope(each)}
              data-testid={`scope-${each}`}
            />
            {scopeWords(each, names)}
          </label>
        ))}
      </fieldset>
      <div className={css['preview']} aria-live="polite" data-testid="plan-preview">
        {error ? (
          <p className={css['fault']}>
            <Glyph name="warning" />
            <span>
              {error.message} {error.hint}
            </span>
          </p>
        ) : steps === null ? (
          <p className={css['note']}>Working out the order…</p>
        ) : steps.length === 0 ? (
          <p className={css['note']}>Nothing has to be done: all of it is so already.</p>
        ) : (
          <Steps steps={steps} />
        )}
        {value && value.leftOut.length > 0 ? (
          <ul className={css['leftOut']} data-testid="plan-left-out">
            {value.leftOut.map(({ name, why }) => (
              <li key={name} className={css['note']}>
                {name} is left as it is: {why}.
              </li>
            ))}
          </ul>
        ) : null}
        {hurt.length > 0 ? (
          <p className={css['fault']} data-testid="plan-hurt">
            <Glyph name="warning" />
            <span>
              {hurt.join(', ')} {hurt.length === 1 ? 'needs' : 'need'} {names.length === 1 ? 'it' : 'them'} and{' '}
              {hurt.length === 1 ? 'is' : 'are'} up.
            </span>
          </p>
        ) : null}
      </div>
      <div className={css['foot']}>
        <p className={css['note']}>{footWords(value?.unaffected, steps)}</p>
        <Button
          kind={action === 'undeploy' ? 'danger' : 'primary'}
          keys="Ctrl Enter"
          disabledReason={steps === null || steps.length === 0 ? 'there is nothing to do' : undefined}
          onClick={run}
          testId="plan-run"
        >
          {verb} {steps === null ? '' : formatCount(planCount(steps))}
          {hurt.length > 0 ? ' anyway' : ''}
        </Button>
      </div>
    </div>
  );
}

function Steps({ steps }: { readonly steps: readonly PlannedStep[] }) {
  const time = timeWords(steps);
  return (
    <>
      <ol className={css['steps']}>
        {planRows(steps).map(({ name, order, words, from, time: own }) => (
          <li key={name} className={css['step']}>
            <span className={css['order']}>{order}</span>
            <Glyph name={stateLook(from).glyph} title={stateLook(from).word} />
            <span className={css['name']}>{name}</span>
            <span className={css['words']}>
              {words}
              {own === '' ? '' : `, ${own}`}
            </span>
          </li>
        ))}
      </ol>
      {time === null ? null : (
        <p className={css['note']} data-testid="plan-time">
          {time}
        </p>
      )}
    </>
  );
}

function scopeWords(scope: PlanScope, names: readonly string[]): string {
  const many = names.length > 1;
  switch (scope) {
    case 'only':
      return `Only ${many ? `these ${namesWords(names)}` : namesWords(names)}`;
    case 'needs':
      return many ? 'With what they need' : 'With what it needs';
    case 'dependents':
      return many ? 'With what depends on them' : 'With what depends on it';
  }
}

function footWords(unaffected: number | undefined, steps: readonly PlanStep[] | null): string {
  const untouched = !unaffected ? '' : `${plural(unaffected, 'other')} not touched.`;
  const later = steps !== null && steps.length > 1 ? 'If one fails, the ones after it are not touched. ' : '';
  return `${later}${untouched}`;
}
