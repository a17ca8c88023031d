import { ALIVE_STATES, type ComponentState } from '../../../shared/component-state.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PlanAction, PlanLeftOut, PlanScope, PlanStep } from '../../../shared/events/component.ts';
import { closureOfDependents, closureOfNeeds, findCycle, levels, type Needs } from './dependencies.ts';

/** What planning looks at: who needs whom, what each is now, and what is wanted of it. */
export interface PlanView {
  /** May be worked out anew with each look: ask once. */
  readonly needs: Needs;
  readonly stateOf: (name: string) => ComponentState;
  /** Why nobody wants a component up; null when somebody does. */
  readonly unwanted: (name: string) => string | null;
}

/** What an act does, in order, and what it reaches without touching it. */
export interface Plan {
  readonly steps: PlanStep[];
  readonly leftOut: PlanLeftOut[];
}

/**
 * The ordered steps of an act. A redeploy or restart brings up again what depends on the named components, and only
 * that: a dependent that nobody wants up is left out, with the reason, and so is what could not come up without it.
 * Among several, what cannot come up because of a circle is left out as well, and does not keep the others from it.
 * Throws NOT_FOUND for an unknown name, CYCLE naming it when nothing else is asked for, and HAS_DEPENDENTS when
 * something alive needs what `undeploy` with scope `only` would take down.
 */
export function makePlan(
  view: PlanView,
  action: PlanAction,
  names: readonly string[],
  scope: PlanScope,
  force = false,
): Plan {
  const { needs } = view;
  for (const name of names) {
    if (needs.has(name)) continue;
    throw new AppError('NOT_FOUND', `There is no component ${name}.`);
  }
  const reached = membersOf(needs, names, scope);
  const circling = action === 'undeploy' ? new Map<string, string>() : circlingOf(needs, reached);
  const cycle = findCycle(needs, names);
  if (cycle && names.every((name) => circling.has(name)))
    throw new AppError('CYCLE', `These components need each other in a circle: ${cycle.join(' → ')}.`);
  const isAgain = action === 'redeploy' || action === 'restart';
  const rest = new Set([...reached].filter((name) => !circling.has(name)));
  const leftOut = [
    ...[...circling].map(([name, why]) => ({ name, why })),
    ...(isAgain && scope === 'dependents' ? unwantedOf(view, needs, rest, names) : []),
  ];
  const isIdle = (name: string): boolean => action === 'undeploy' && names.length > 1 && isDown(view, name);
  const chosen = new Set([...rest].filter((name) => !isIdle(name) && !leftOut.some((one) => one.name === name)));
  if (action === 'undeploy' && scope === 'only' && !force) refuseDependents(view, needs, chosen);
  const ordered = levels(needs, chosen);
  switch (action) {
    case 'deploy':
      return { steps: starts(view, ordered, (state) => !isUp(state)), leftOut };
    case 'undeploy':
      return { steps: stops(view, ordered), leftOut };
    case 'redeploy':
    case 'restart': {
      const down = stops(view, ordered);
      const base = ordered.length;
      const up = starts(view, ordered, () => true).map((step) => ({ ...step, level: step.level + base }));
      return { steps: [...down, ...up], leftOut };
    }
  }
}

/** What cannot come up because it goes round in a circle, or needs something that does. */
function circlingOf(needs: Needs, reached: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  // Most workspaces have no circle, and one look at all tells.
  if (findCycle(needs, reached) === null) return found;
  for (const name of [...reached].sort()) {
    const cycle = findCycle(needs, [name]);
    if (cycle) found.set(name, `${cycle.includes(name) ? 'needs itself' : 'needs a circle'}: ${cycle.join(' → ')}`);
  }
  return found;
}

/** Whether one is down and nobody wants it up: among several there is nothing to undeploy about it. */
function isDown({ stateOf, unwanted }: PlanView, name: string): boolean {
  const state = stateOf(name);
  return unwanted(name) !== null && !ALIVE_STATES.has(state) && state !== 'unknown';
}

/** Dependents that stay as they are: nobody wants them, or one that they need is such a dependent. */
function unwantedOf(
  { unwanted }: PlanView,
  needs: Needs,
  reached: ReadonlySet<string>,
  named: readonly string[],
): PlanLeftOut[] {
  const found = new Map<string, string>();
  const rest = [...reached].filter((name) => !named.includes(name)).sort();
  for (const name of rest) {
    const why = unwanted(name);
    if (why !== null) found.set(name, why);
  }
  for (let grew = true; grew; ) {
    grew = false;
    for (const name of rest) {
      const missing = Object.keys(needs.get(name) ?? {}).find((needed) => found.has(needed));
      if (missing === undefined || found.has(name)) continue;
      found.set(name, `needs ${missing}, which stays down`);
      grew = true;
    }
  }
  return [...found].map(([name, why]) => ({ name, why }));
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

function refuseDependents({ stateOf }: PlanView, needs: Needs, chosen: ReadonlySet<string>): void {
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
