import { ALIVE_STATES, type ComponentState } from '../../../shared/component-state.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PlanAction, PlanScope, PlanStep } from '../../../shared/events/component.ts';
import { closureOfDependents, closureOfNeeds, findCycle, levels, type Needs } from './dependencies.ts';

/** What planning looks at: who needs whom, and what each is now. */
export interface PlanView {
  readonly needs: Needs;
  readonly stateOf: (name: string) => ComponentState;
}

/**
 * The ordered steps of an act. Throws NOT_FOUND for an unknown name, CYCLE naming it, and HAS_DEPENDENTS when something
 * alive needs what `undeploy` with scope `only` would take down.
 */
export function makePlan(
  view: PlanView,
  action: PlanAction,
  names: readonly string[],
  scope: PlanScope,
  force = false,
): PlanStep[] {
  for (const name of names) {
    if (view.needs.has(name)) continue;
    throw new AppError('NOT_FOUND', `There is no component ${name}.`);
  }
  const cycle = findCycle(view.needs, names);
  if (cycle && action !== 'undeploy')
    throw new AppError('CYCLE', `These components need each other in a circle: ${cycle.join(' → ')}.`);
  const chosen = membersOf(view.needs, names, scope);
  if (action === 'undeploy' && scope === 'only' && !force) refuseDependents(view, chosen);
  const ordered = cycle ? [[...chosen].sort()] : levels(view.needs, chosen);
  switch (action) {
    case 'deploy':
      return starts(view, ordered, (state) => !isUp(state));
    case 'undeploy':
      return stops(view, ordered);
    case 'redeploy':
    case 'restart': {
      const down = stops(view, ordered);
      const base = ordered.length;
      return [...down, ...starts(view, ordered, () => true).map((step) => ({ ...step, level: step.level + base }))];
    }
  }
}

function membersOf(needs: Needs, names: readonly string[], scope: PlanScope): Set<string> {
  switch (scope) {
    case 'only':
      return new Set(names);
    case 'needs':
      return closureOfNeeds(needs, names);
    case 'dependents':
      return closureOfDependents(needs, names);
  }
}

function refuseDependents({ needs, stateOf }: PlanView, chosen: ReadonlySet<string>): void {
  const alive = [...closureOfDependents(needs, chosen)].filter(
    (name) => !chosen.has(name) && ALIVE_STATES.has(stateOf(name)),
  );
  if (alive.length === 0) return;
  const verb = alive.length === 1 ? 'needs' : 'need';
  throw new AppError('HAS_DEPENDENTS', `${alive.sort().join(', ')} ${verb} ${[...chosen].sort().join(', ')}.`, {
    detail: { dependents: alive },
  });
}

function starts(
  { stateOf }: PlanView,
  ordered: readonly (readonly string[])[],
  wanted: (state: ComponentState) => boolean,
): PlanStep[] {
  return ordered.flatMap((names, level) =>
    names
      .filter((name) => wanted(stateOf(name)))
      .map((name): PlanStep => ({ name, act: 'start', level, from: stateOf(name), to: 'running' })),
  );
}

function stops({ stateOf }: PlanView, ordered: readonly (readonly string[])[]): PlanStep[] {
  const downwards = [...ordered].reverse();
  return downwards.flatMap((names, level) =>
    names.map((name): PlanStep => ({ name, act: 'stop', level, from: stateOf(name), to: 'stopped' })),
  );
}

function isUp(state: ComponentState): boolean {
  return state === 'running' || state === 'degraded';
}
