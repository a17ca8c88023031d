import type { Component, Orphan } from '../../shared/component-state.ts';
import type { Definition, State } from '../../shared/state.ts';
import { perBucket } from '../lib/per-bucket.ts';
import { problemCounts } from '../lib/problem-counts.ts';
import { CRASH_STATES, componentLook } from './component-look.ts';

/** One thing that waits for somebody. Ids are stable, so that a selection survives whatever arrives. */
export type Need =
  | { readonly sort: 'root-lost'; readonly id: string }
  | { readonly sort: 'config'; readonly id: string }
  | {
      readonly sort: 'refused' | 'conflicted';
      readonly id: string;
      readonly definition: string;
      readonly changed: number;
    }
  | { readonly sort: 'crash' | 'component'; readonly id: string; readonly component: string; readonly rank: number }
  | { readonly sort: 'orphan'; readonly id: string; readonly orphan: string }
  | { readonly sort: 'batch'; readonly id: string }
  | { readonly sort: 'degraded'; readonly id: string; readonly path: string }
  | { readonly sort: 'problems'; readonly id: string };

type DefinitionNeed = Extract<Need, { definition: string }>;
type ComponentNeed = Extract<Need, { component: string }>;
type OrphanNeed = Extract<Need, { orphan: string }>;

const faultsOf = perBucket((bucket: Readonly<Record<string, Definition>>): DefinitionNeed[] => {
  const faults: DefinitionNeed[] = [];
  for (const [id, { state, changed }] of Object.entries(bucket)) {
    if (state === 'refused' || state === 'conflicted') faults.push({ sort: state, id, definition: id, changed });
  }
  return faults;
});

const troublesOf = perBucket((bucket: Readonly<Record<string, Component>>): ComponentNeed[] => {
  const troubles: ComponentNeed[] = [];
  for (const component of Object.values(bucket)) {
    const { group, rank } = componentLook(component);
    if (group !== 'failing') continue;
    const { name, state } = component;
    const sort = CRASH_STATES.has(state) ? 'crash' : 'component';
    troubles.push({ sort, id: `component:${name}`, component: name, rank });
  }
  return troubles;
});

const leftoversOf = perBucket((bucket: Readonly<Record<string, Orphan>>): OrphanNeed[] =>
  Object.keys(bucket).map((id) => ({ sort: 'orphan', id: `orphan:${id}`, orphan: id })),
);

/** How many components and leftover processes need somebody: what `needsOf` lists of them. */
export function componentNeeds({ components, orphans }: Pick<State, 'components' | 'orphans'>): number {
  return troublesOf(components).length + leftoversOf(orphans).length;
}

/** What needs somebody: first what stops everything, then components (worst first), definitions (last changed first), then what can wait. */
export function needsOf(
  state: Pick<State, 'watch' | 'config' | 'definitions' | 'batch' | 'problems' | 'components' | 'orphans'>,
): Need[] {
  const { watch, config, definitions, batch, problems, components, orphans } = state;
  const faults = [...faultsOf(definitions)].sort((left, right) => right.changed - left.changed);
  const troubles = [...troublesOf(components)].sort(
    (left, right) => left.rank - right.rank || (left.component < right.component ? -1 : 1),
  );
  return [
    ...(watch.state === 'root-lost' ? [{ sort: 'root-lost', id: 'root' } as const] : []),
    ...(config.error ? [{ sort: 'config', id: 'config' } as const] : []),
    ...leftoversOf(orphans),
    ...troubles,
    ...faults,
    ...(batch ? [{ sort: 'batch', id: 'batch' } as const] : []),
    ...Object.keys(watch.degraded).map((path) => ({ sort: 'degraded', id: `watch:${path}`, path }) as const),
    ...(problemCounts(problems).error > 0 ? [{ sort: 'problems', id: 'problems' } as const] : []),
  ];
}

/** The need that is selected: the chosen one while it lasts, else the first. */
export function selectedNeed(needs: readonly Need[], chosen: string | null): Need | undefined {
  return needs.find((need) => need.id === chosen) ?? needs[0];
}
