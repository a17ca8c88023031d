import { createLane, type GrowingLane } from '../../../../renderer/stores/mark-lane.ts';

/** A lane with marks at these times, numbered from 1, all of one outcome. */
export function laneAt(ats: readonly number[], outcome = 0): GrowingLane {
  const lane = createLane();
  for (const [index, at] of ats.entries()) lane.add(at, index + 1, outcome, 0);
  return lane;
}

/** Numbers between 0 and 1 that a seed decides. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
