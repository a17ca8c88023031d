import { useState } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { LogSpecInput } from '../../../shared/log.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { selectComponent, useWorkspace } from '../../stores/workspace-store.ts';

type RunRecord = ActionOutput<'runs'>['runs'][number];

/** Runs among which the last healthy one is looked for. */
const RUNS = 50;

/** One side of a comparison. */
export interface CompareSide {
  readonly run: RunRecord;
  readonly spec: LogSpecInput;
}

/** Two runs of one component beside each other. */
export interface Comparison {
  readonly isOn: boolean;
  /** Why there is nothing to compare. */
  readonly whyNot: string | undefined;
  readonly toggle: () => void;
  readonly sides: { readonly left: CompareSide; readonly right: CompareSide } | null;
}

/** The last run of the one component that is shown, and the last healthy one before it; each marks what the other has not. */
export function useComparison(items: readonly string[], spec: LogSpecInput): Comparison {
  const [wanted, setWanted] = useState(false);
  const [item = ''] = items;
  const component = items.length === 1 && item.startsWith('component:') ? item.slice('component:'.length) : null;
  // Another run means that the list is old.
  const run = useWorkspace(selectComponent(component))?.run ?? '';
  const answer = useAnswer('runs', component === null ? null : { component, limit: RUNS }, item, run);
  const pair = runsToCompare(answer.value?.runs ?? []);
  const whyNot =
    component === null
      ? 'choose one component to compare its runs'
      : pair === null
        ? 'no run before the last one was healthy'
        : undefined;
  const sides =
    !wanted || pair === null
      ? null
      : {
          left: { run: pair.last, spec: specOfRun(spec, pair.last, pair.healthy) },
          right: { run: pair.healthy, spec: specOfRun(spec, pair.healthy, pair.last) },
        };
  return { isOn: sides !== null, whyNot, toggle: () => setWanted(sides === null), sides };
}

/** The last run and the newest healthy one before it; null when there are no two. Runs come newest first. */
export function runsToCompare(
  runs: readonly RunRecord[],
): { readonly last: RunRecord; readonly healthy: RunRecord } | null {
  const [last] = runs;
  const healthy = runs.find(({ healthy: wasHealthy, number }) => wasHealthy && number < (last?.number ?? 0));
  return last && healthy ? { last, healthy } : null;
}

function specOfRun(spec: LogSpecInput, run: RunRecord, other: RunRecord): LogSpecInput {
  const { from: _from, unlike: _unlike, foldedRuns: _folded, ...lines } = spec;
  return { ...lines, runs: [run.id], unlike: { run: other.id } };
}
