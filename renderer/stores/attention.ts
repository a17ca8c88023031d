import { useShallow } from 'zustand/react/shallow';
import type { Component } from '../../shared/component-state.ts';
import type { State } from '../../shared/state.ts';
import { perBucket } from '../lib/per-bucket.ts';
import { problemCounts } from '../lib/problem-counts.ts';
import { type ComponentGroup, componentLook } from '../words/component-look.ts';
import { componentNeeds } from '../words/needs.ts';
import { useWorkspace } from './workspace-store.ts';

/** How many things of each sort wait for somebody: the numbers of the strip and the rail. */
export interface Attention {
  readonly loaded: number;
  readonly refused: number;
  readonly conflicted: number;
  readonly held: number;
  readonly settling: number;
  readonly pinned: number;
  readonly problems: number;
  /** Components by the group they stand in, and leftover processes. */
  readonly failing: number;
  readonly moving: number;
  readonly running: number;
  readonly off: number;
  readonly orphans: number;
  /** The sum of what needs a decision or a correction. */
  readonly needs: number;
}

/** Counts from the totals per kind, which the fold keeps: never by walking the definitions. */
export function attentionOf(
  state: Pick<State, 'counts' | 'problems' | 'batch' | 'config' | 'watch' | 'components' | 'orphans'>,
): Attention {
  const sum = { total: 0, faulty: 0, conflicted: 0, settling: 0, pinned: 0 };
  for (const kind of Object.values(state.counts.kinds)) {
    sum.total += kind.total;
    sum.faulty += kind.faulty;
    sum.conflicted += kind.conflicted;
    sum.settling += kind.settling;
    sum.pinned += kind.pinned;
  }
  const held = state.batch?.items.length ?? 0;
  const problems = state.problems.size;
  // Hints can wait: only what is wrong asks for somebody, and as one thing.
  const wrong = problemCounts(state.problems).error > 0 ? 1 : 0;
  const watch = Object.keys(state.watch.degraded).length + (state.watch.state === 'root-lost' ? 1 : 0);
  return {
    loaded: sum.total - sum.faulty - sum.conflicted,
    refused: sum.faulty,
    conflicted: sum.conflicted,
    held,
    settling: sum.settling,
    pinned: sum.pinned,
    problems,
    ...groupCounts(state.components),
    orphans: state.orphans.size,
    needs:
      sum.faulty +
      sum.conflicted +
      (held > 0 ? 1 : 0) +
      wrong +
      watch +
      (state.config.error ? 1 : 0) +
      componentNeeds(state),
  };
}

const groupsOf = perBucket((bucket: Readonly<Record<string, Component>>): ComponentGroup[] =>
  Object.values(bucket).map((component) => componentLook(component).group),
);

function groupCounts(components: State['components']): Readonly<Record<ComponentGroup, number>> {
  const counts = { failing: 0, moving: 0, running: 0, off: 0 };
  for (const group of groupsOf(components)) counts[group] += 1;
  return counts;
}

/** `attentionOf` the workspace, as a component reads it. */
export function useAttention(): Attention {
  return useWorkspace(useShallow((view) => attentionOf(view.state)));
}
