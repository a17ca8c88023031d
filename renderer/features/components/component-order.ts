import { ALIVE_STATES, type Component } from '../../../shared/component-state.ts';
import { type Table, tableGet } from '../../../shared/table.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { COMPONENT_GROUPS, type ComponentGroup, componentLook } from '../../words/component-look.ts';

/** A line of the table: the head of a group, or a component by its name. */
export type ComponentItem =
  | { readonly sort: 'group'; readonly id: string; readonly group: ComponentGroup; readonly count: number }
  | { readonly sort: 'component'; readonly id: string };

/** Columns a filter term can name. */
export const COMPONENT_KEYS = ['state', 'group', 'type', 'needs'] as const;

const GROUP = 'group:';

const listOf = perBucket((bucket: Readonly<Record<string, Component>>): Component[] => Object.values(bucket));

/** All components, worst first, then by name. */
export function componentOrder(components: Table<Component>): readonly Component[] {
  return [...listOf(components)].sort((one, other) => rankOf(one) - rankOf(other) || compare(one.name, other.name));
}

/** Components that pass the filter; the same list when nothing is asked for. */
export function filterComponents(order: readonly Component[], terms: FilterTerms): readonly Component[] {
  if (isEmptyFilter(terms)) return order;
  return order.filter((component) => {
    const { name, type, state, reason, dependsOn, definition } = component;
    const fields = {
      state: [state],
      group: [componentLook(component).group],
      type: [type.toLowerCase()],
      needs: Object.keys(dependsOn).map((other) => other.toLowerCase()),
    };
    return matchesFilter(terms, fields, `${name} ${type} ${definition ?? ''} ${reason}`);
  });
}

/** The lines of the table: each group that has members, with its head before it. */
export function componentItems(found: readonly Component[]): ComponentItem[] {
  return COMPONENT_GROUPS.flatMap((group): ComponentItem[] => {
    const own = found.filter((component) => componentLook(component).group === group);
    if (own.length === 0) return [];
    return [
      { sort: 'group', id: `${GROUP}${group}`, group, count: own.length },
      ...own.map(({ name }): ComponentItem => ({ sort: 'component', id: name })),
    ];
  });
}

/** How many components each state has; only what changed since the last call is looked at. */
export function stateCounts(components: Table<Component>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of listOf(components)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** The names of all components. */
export function componentNames(components: Table<Component>): string[] {
  return listOf(components).map(({ name }) => name);
}

/** Who needs a component directly, in the order of names. */
export function dependentsOf(components: Table<Component>, name: string): readonly Component[] {
  return listOf(components)
    .filter(({ dependsOn }) => Object.hasOwn(dependsOn, name))
    .sort((one, other) => compare(one.name, other.name));
}

/** Names of what is alive and would lose something it needs, directly or not, if these went down alone. */
export function aliveDependents(components: Table<Component>, names: readonly string[]): string[] {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const other of dependentsOf(components, name)) {
      if (found.has(other.name) || names.includes(other.name)) continue;
      found.add(other.name);
      open.push(other.name);
    }
  }
  return [...found].filter((name) => ALIVE_STATES.has(tableGet(components, name)?.state ?? 'unknown')).sort(compare);
}

/** Names of what these need, directly or not, and nobody wants up: deployed alone they would wait for it for ever. */
export function unwantedNeeds(components: Table<Component>, names: readonly string[]): string[] {
  const seen = new Set(names);
  const found: string[] = [];
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const other of Object.keys(tableGet(components, name)?.dependsOn ?? {})) {
      if (seen.has(other) || tableGet(components, other)?.desired !== 'down') continue;
      seen.add(other);
      found.push(other);
      open.push(other);
    }
  }
  return found.sort(compare);
}

/** A number that differs when any component changed: the position of the newest change. */
export function componentsVersion(components: Table<Component>): number {
  return listOf(components).reduce((newest, { changed }) => Math.max(newest, changed), 0);
}

function rankOf(component: Component): number {
  const { group, rank } = componentLook(component);
  // What runs or is off is one rank in its group: the name decides, and a row does not travel.
  return group === 'failing' ? rank : 100 + COMPONENT_GROUPS.indexOf(group);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
