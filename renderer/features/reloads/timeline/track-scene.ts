import { MARK_OUTCOMES } from '../../../../shared/timeline.ts';
import type { DiskSpan, HeldSign } from '../../../stores/disk-spans.ts';
import { placeOfSeq } from '../../../stores/mark-lane.ts';
import { OUTCOMES } from '../../../words/outcomes.ts';
import { axisTicks } from './axis.ts';
import { heaviestOutcome } from './cluster-words.ts';
import { type Cluster, MERGE_PX, mergeMarks, roomOf } from './merge.ts';
import { type DrawnSpan, drawnSpans } from './spans.ts';
import type { Lane } from './use-lanes.ts';
import { endOf, type View, xOf } from './view.ts';

/** Height of a lane, px, as `--height-row-small`. */
export const LANE_PX = 24;
/** Px beside the track that are laid out too: signs reach over its edges. */
const MARGIN_PX = 60;
/** Half of what a sign answers to, px. */
const HIT_PX = MERGE_PX - 3;

/** One or several marks as they are drawn; `x` is in px from the left edge of the track. */
export interface DrawnMark extends Cluster {
  readonly x: number;
  /** Place in `MARK_OUTCOMES` of the weightiest. */
  readonly outcome: number;
  /** Where its count is written. */
  readonly side: 'left' | 'right';
}

/** Definitions that began to be held at about one time. */
export interface DrawnHold {
  readonly x: number;
  /** Time of the first, epoch ms. */
  readonly at: number;
  /** Number of the event that held the last of them. */
  readonly seq: number;
  readonly count: number;
  /** Where its count is written: on the left as everywhere, unless a mark stands there. */
  readonly side: 'left' | 'right';
}

/** One lane as it is drawn. */
export interface DrawnLane {
  readonly lane: Lane;
  readonly marks: readonly DrawnMark[];
  readonly holds: readonly DrawnHold[];
  readonly spans: readonly DrawnSpan[];
}

/** Everything on the track at one moment. */
export interface TrackScene {
  readonly view: View;
  readonly lanes: readonly DrawnLane[];
  /** Px of the lines of the axis. */
  readonly lines: readonly number[];
  /** Px of the live edge. */
  readonly nowX: number;
  /** Px up to which marks are not loaded; 0 or less where all in sight are. */
  readonly unknownX: number;
  /** Events in sight. */
  readonly count: number;
  readonly selected: SelectedMark | null;
}

/** The selected mark: its lane, its place there and its time, and the cluster it stands in while that is in sight. */
export interface SelectedMark {
  readonly lane: string;
  readonly place: number;
  readonly at: number;
  readonly cluster: DrawnMark | null;
}

interface SceneFacts {
  /** The live edge, epoch ms. */
  readonly now: number;
  /** Number of the selected event; null without one. */
  readonly selected: number | null;
  /** Time before which marks are not loaded, epoch ms; null when all are. */
  readonly unknownBefore: number | null;
  readonly spansOf: (lane: string) => readonly DiskSpan[];
}

/** Lays out what is in sight: nothing here depends on how many marks there are beyond it. */
export function layTrack(lanes: readonly Lane[], view: View, facts: SceneFacts): TrackScene {
  const { now, unknownBefore } = facts;
  const margin = MARGIN_PX * view.msPerPx;
  const [from, to] = [view.from - margin, endOf(view) + margin];
  const drawn = lanes.map((lane): DrawnLane => {
    const clusters = mergeMarks(lane.marks, from, to, view.msPerPx).map((cluster) => ({
      ...cluster,
      x: xOf(view, cluster.at),
      outcome: heaviestOutcome(lane.marks, cluster.first, cluster.end),
    }));
    const holds = mergeHolds(lane.holds, clusters, from, to, view);
    const marks = clusters.map((cluster): DrawnMark => ({ ...cluster, side: sideOf(cluster, holds) }));
    const spans = drawnSpans(facts.spansOf(lane.name), from, Math.min(to, now), view.msPerPx);
    return { lane, marks, holds, spans };
  });
  return {
    view,
    lanes: drawn,
    lines: axisTicks(view.from, endOf(view), view.msPerPx).map(({ at }) => xOf(view, at)),
    nowX: xOf(view, now),
    unknownX: unknownBefore === null ? 0 : Math.min(view.width, xOf(view, unknownBefore)),
    count: drawn.reduce((sum, { marks }) => marks.reduce((part, { first, end }) => part + end - first, sum), 0),
    selected: findSelected(drawn, facts.selected),
  };
}

/** What lies under a place of the track, if anything does. */
export type Hit =
  | { readonly sort: 'mark'; readonly drawn: DrawnLane; readonly mark: DrawnMark }
  | { readonly sort: 'hold'; readonly drawn: DrawnLane; readonly hold: DrawnHold }
  | { readonly sort: 'span'; readonly drawn: DrawnLane; readonly span: DrawnSpan };

/** Finds what lies under a place, in px of the track: signs and their counts before the lines below them. */
export function hitTrack({ lanes, view }: TrackScene, x: number, y: number): Hit | null {
  const drawn = lanes[Math.floor(y / LANE_PX)];
  if (!drawn) return null;
  const isOver = (sign: number, count: number, side: 'left' | 'right'): boolean => {
    const toCount = side === 'left' ? sign - x : x - sign;
    return toCount >= -HIT_PX && toCount <= reachOf(count);
  };
  const mark = drawn.marks.findLast((one) => isOver(one.x, one.end - one.first, one.side));
  if (mark) return { sort: 'mark', drawn, mark };
  const hold = drawn.holds.findLast((one) => isOver(one.x, one.count, one.side));
  if (hold) return { sort: 'hold', drawn, hold };
  const at = view.from + x * view.msPerPx;
  const span = y % LANE_PX < LANE_PX - 8 ? undefined : drawn.spans.find((one) => one.from <= at && one.to >= at);
  return span ? { sort: 'span', drawn, span } : null;
}

/** The look of the weightiest outcome of a drawn mark. */
export function lookOf({ outcome }: DrawnMark): (typeof OUTCOMES)[keyof typeof OUTCOMES] {
  return OUTCOMES[MARK_OUTCOMES[outcome] ?? 'gap'];
}

/** How far a sign reaches on the side of its count, px. */
function reachOf(count: number): number {
  return count < 2 ? HIT_PX : roomOf(count) - HIT_PX;
}

/** Where the count of a mark is written: on its left, unless something held stands there. */
function sideOf({ x, first, end }: Cluster & { readonly x: number }, holds: readonly DrawnHold[]): DrawnMark['side'] {
  return holds.some((hold) => hold.x < x && hold.x > x - roomOf(end - first)) ? 'right' : 'left';
}

/** Signs of one lane that would cover each other stand as one, at the first. */
function mergeHolds(
  signs: readonly HeldSign[],
  marks: readonly { readonly x: number }[],
  from: number,
  to: number,
  view: View,
): DrawnHold[] {
  const drawn: Omit<DrawnHold, 'side'>[] = [];
  for (const { at, seq, count } of signs) {
    if (at < from || at > to) continue;
    const x = xOf(view, at);
    const before = drawn.at(-1);
    if (before && x - before.x < roomOf(Math.max(2, count)))
      drawn[drawn.length - 1] = { ...before, seq, count: before.count + count };
    else drawn.push({ x, at, seq, count });
  }
  return drawn.map((hold) => {
    const isTaken = marks.some((mark) => mark.x < hold.x && mark.x > hold.x - roomOf(Math.max(2, hold.count)));
    return { ...hold, side: isTaken ? 'right' : 'left' };
  });
}

function findSelected(lanes: readonly DrawnLane[], seq: number | null): SelectedMark | null {
  if (seq === null) return null;
  for (const { lane, marks } of lanes) {
    const place = placeOfSeq(lane.marks, seq);
    if (place < 0) continue;
    const cluster = marks.find(({ first, end }) => place >= first && place < end) ?? null;
    return { lane: lane.name, place, at: lane.marks.ats[place] ?? 0, cluster };
  }
  return null;
}
