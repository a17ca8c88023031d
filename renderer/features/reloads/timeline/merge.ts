import { type MarkLane, placeAtOrAfter } from '../../../stores/mark-lane.ts';

/** Marks that stand as one: those at the places `first` up to, but without, `end`. */
export interface Cluster {
  readonly first: number;
  readonly end: number;
  /** Time of its first mark, epoch ms: where it is drawn. */
  readonly at: number;
}

/** Marks nearer than this, in px, are drawn as one. */
export const MERGE_PX = 12;
/** Places at which merging begins anew, in px: chains do not depend on what is far to the left. */
const BLOCK_PX = 960;
/** Half of a sign, with its ring when it is selected, px. */
const HALF_PX = 9;
/** From the place of a sign to the count beside it, px. */
export const COUNT_PX = 11;
/** Room of each character of `×214`, px. */
const CHARACTER_PX = 7;

type Columns = Pick<MarkLane, 'ats' | 'length'>;

/**
 * Merges the marks of a lane between two times: what is nearer than 12 px to the first of a cluster joins it, and a cluster
 * whose count (which stands on its left) would cover the one before joins that. It looks at marks by halving, once per
 * cluster, and begins at fixed times, so that clusters stay what they are while the track moves.
 */
export function mergeMarks(lane: Columns, from: number, to: number, msPerPx: number): Cluster[] {
  const block = BLOCK_PX * msPerPx;
  // One block more than is asked for on both sides, so that what reaches over an edge is the same wherever the track stands.
  let begin = (Math.floor(from / block) - 1) * block;
  const until = (Math.floor(to / block) + 2) * block;
  const clusters: Cluster[] = [];
  while (begin < until) {
    const first = placeAtOrAfter(lane, begin);
    if (first >= lane.length) break;
    const at = lane.ats[first] ?? 0;
    // Nothing stands in between: go to the block of the next mark at once.
    begin = Math.max(begin, Math.floor(at / block) * block);
    if (begin >= until) break;
    for (const cluster of mergeBlock(lane, begin, begin + block, msPerPx)) push(clusters, cluster, msPerPx);
    begin += block;
  }
  return clusters.filter((cluster) => cluster.at <= to && (lane.ats[cluster.end - 1] ?? 0) >= from);
}

/** How many px lie at least between the place of a sign and that of the one before it. */
export function roomOf(count: number): number {
  return count < 2 ? MERGE_PX : HALF_PX + labelPx(count) + COUNT_PX;
}

/** Width of the count of a cluster, px. */
function labelPx(count: number): number {
  const digits = String(count).length;
  return CHARACTER_PX * (1 + digits) + (digits > 3 ? CHARACTER_PX / 2 : 0);
}

function mergeBlock(lane: Columns, begin: number, end: number, msPerPx: number): Cluster[] {
  const last = placeAtOrAfter(lane, end);
  const clusters: Cluster[] = [];
  for (let first = placeAtOrAfter(lane, begin); first < last; ) {
    const at = lane.ats[first] ?? 0;
    const next = Math.max(first + 1, Math.min(last, placeAtOrAfter(lane, at + MERGE_PX * msPerPx)));
    push(clusters, { first, end: next, at }, msPerPx);
    first = next;
  }
  return clusters;
}

/** Puts a cluster behind the others; where it has no room it joins the one before, which may then need more room itself. */
function push(clusters: Cluster[], added: Cluster, msPerPx: number): void {
  let next = added;
  for (let before = clusters.at(-1); before; before = clusters.at(-1)) {
    if (next.at - before.at >= roomOf(next.end - next.first) * msPerPx) break;
    next = { first: before.first, end: next.end, at: before.at };
    clusters.pop();
  }
  clusters.push(next);
}
