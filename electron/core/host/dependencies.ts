import type { ComponentState, DependencyCondition } from '../../../shared/component-state.ts';

/** What each component needs, by name. */
export type Needs = ReadonlyMap<string, Readonly<Record<string, DependencyCondition>>>;

/** Whether a component in this state fulfils a condition. `ready` = its readiness probes pass, or it has none. */
export function fulfils(condition: DependencyCondition, state: ComponentState, ready: boolean): boolean {
  switch (condition) {
    case 'started':
      return state === 'running' || state === 'degraded';
    case 'healthy':
      return state === 'running' && ready;
    case 'completed':
      return state === 'completed';
  }
}

/** A cycle that goes through one of these names, as `a → b → a`, or null. */
export function findCycle(needs: Needs, from: Iterable<string> = needs.keys()): readonly string[] | null {
  const done = new Set<string>();
  for (const start of from) {
    const found = walk(needs, start, [], done);
    if (found) return found;
  }
  return null;
}

function walk(needs: Needs, name: string, path: string[], done: Set<string>): readonly string[] | null {
  const at = path.indexOf(name);
  if (at >= 0) return [...path.slice(at), name];
  if (done.has(name)) return null;
  path.push(name);
  for (const next of Object.keys(needs.get(name) ?? {})) {
    const found = walk(needs, next, path, done);
    if (found) return found;
  }
  path.pop();
  done.add(name);
  return null;
}

/** These names and everything they need, directly or not. Names that are not declared are left out. */
export function closureOfNeeds(needs: Needs, names: Iterable<string>): Set<string> {
  return closure(names, (name) => Object.keys(needs.get(name) ?? {}).filter((other) => needs.has(other)));
}

/** These names and everything that needs them, directly or not. */
export function closureOfDependents(needs: Needs, names: Iterable<string>): Set<string> {
  const dependents = new Map<string, string[]>();
  for (const [name, wanted] of needs)
    for (const other of Object.keys(wanted)) dependents.set(other, [...(dependents.get(other) ?? []), name]);
  return closure(names, (name) => dependents.get(name) ?? []);
}

function closure(names: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...next(name));
  }
  return found;
}

/**
 * Levels of a set of components, leaves first: what stands in one level needs nothing of the same level. Needs outside
 * the set do not count. Components that need each other in a circle share a level; all else keeps its order around them.
 * Names of a level are sorted, so that a plan is the same twice.
 */
export function levels(needs: Needs, names: ReadonlySet<string>): string[][] {
  const rings = ringsOf(needs, names);
  const depth = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    const ring = rings.get(name) ?? [name];
    const below = ring
      .flatMap((member) => Object.keys(needs.get(member) ?? {}))
      .filter((other) => names.has(other) && !ring.includes(other));
    const found = below.length === 0 ? 0 : Math.max(...below.map(depthOf)) + 1;
    for (const member of ring) depth.set(member, found);
    return found;
  };
  const result: string[][] = [];
  for (const name of names) {
    const level = depthOf(name);
    while (result.length <= level) result.push([]);
    result[level]?.push(name);
  }
  return result.map((level) => level.sort());
}

/** Members of the circles within a set, each with all that it goes round with. */
function ringsOf(needs: Needs, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const rings = new Map<string, readonly string[]>();
  // Most workspaces have none, and then nothing of this is worked out.
  if (findCycle(needs, names) === null) return rings;
  const reached = new Map([...names].map((name) => [name, closureOfNeeds(needs, [name])]));
  for (const name of names) {
    const ring = [...(reached.get(name) ?? [])].filter((other) => reached.get(other)?.has(name));
    if (ring.length > 1) rings.set(name, ring);
  }
  return rings;
}
