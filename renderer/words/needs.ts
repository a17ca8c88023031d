import type { Definition, State } from '../../shared/state.ts';
import { perBucket } from '../lib/per-bucket.ts';
import { problemCounts } from '../lib/problem-counts.ts';

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
  | { readonly sort: 'batch'; readonly id: string }
  | { readonly sort: 'degraded'; readonly id: string; readonly path: string }
  | { readonly sort: 'problems'; readonly id: string };

type DefinitionNeed = Extract<Need, { definition: string }>;

const faultsOf = perBucket((bucket: Readonly<Record<string, Definition>>): DefinitionNeed[] => {
  const faults: DefinitionNeed[] = [];
  for (const [id, { state, changed }] of Object.entries(bucket)) {
    if (state === 'refused' || state === 'conflicted') faults.push({ sort: state, id, definition: id, changed });
  }
  return faults;
});

/** What needs somebody: first what stops everything, then definitions (last changed first), then what can wait. */
export function needsOf(state: Pick<State, 'watch' | 'config' | 'definitions' | 'batch' | 'problems'>): Need[] {
  const { watch, config, definitions, batch, problems } = state;
  const faults = [...faultsOf(definitions)].sort((left, right) => right.changed - left.changed);
  return [
    ...(watch.state === 'root-lost' ? [{ sort: 'root-lost', id: 'root' } as const] : []),
    ...(config.error ? [{ sort: 'config', id: 'config' } as const] : []),
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
