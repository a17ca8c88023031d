import { type MarkLane, placeAtOrAfter } from '../../../stores/mark-lane.ts';

/** A mark by its lane and place. */
export interface MarkPlace {
  readonly lane: string;
  readonly place: number;
}

/** A lane as it is drawn, with only the marks that pass the filter. */
export interface DrawnLane {
  readonly name: string;
  readonly marks: Pick<MarkLane, 'ats' | 'seqs' | 'length'>;
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * Where a key leads from a mark: along its lane, past the `width` ms that are drawn as one with it, or to the nearest mark
 * in time of the next lane that has any. From nowhere it leads to the newest mark of all.
 */
export function moveMark(lanes: readonly DrawnLane[], from: MarkPlace | null, move: Move, width = 0): MarkPlace | null {
  const index = from === null ? -1 : lanes.findIndex((lane) => lane.name === from.lane);
  const lane = lanes[index];
  if (from === null || !lane || from.place >= lane.marks.length) return newest(lanes);
  const last = lane.marks.length - 1;
  const at = lane.marks.ats[from.place] ?? 0;
  const within = (place: number): MarkPlace => ({ lane: lane.name, place: Math.min(last, Math.max(0, place)) });
  switch (move) {
    case 'first':
      return within(0);
    case 'last':
      return within(last);
    case 'right':
      return within(Math.max(from.place + 1, placeAtOrAfter(lane.marks, at + width)));
    case 'left':
      return within(Math.min(from.place - 1, placeAtOrAfter(lane.marks, at - width)));
    case 'up':
    case 'down': {
      const step = move === 'up' ? -1 : 1;
      for (let next = index + step; next >= 0 && next < lanes.length; next += step) {
        const other = lanes[next];
        if (other && other.marks.length > 0) return { lane: other.name, place: nearest(other.marks, at) };
      }
      return from;
    }
  }
}

/** The place of the mark nearest to a time. */
export function nearest(marks: Pick<MarkLane, 'ats' | 'length'>, at: number): number {
  const after = placeAtOrAfter(marks, at);
  if (after === 0) return 0;
  if (after >= marks.length) return marks.length - 1;
  const before = after - 1;
  return at - (marks.ats[before] ?? 0) <= (marks.ats[after] ?? 0) - at ? before : after;
}

function newest(lanes: readonly DrawnLane[]): MarkPlace | null {
  let found: MarkPlace | null = null;
  let best = Number.NEGATIVE_INFINITY;
  for (const { name, marks } of lanes) {
    const at = marks.ats[marks.length - 1] ?? 0;
    if (marks.length === 0 || at < best) continue;
    best = at;
    found = { lane: name, place: marks.length - 1 };
  }
  return found;
}
