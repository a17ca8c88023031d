import { createLane, type GrowingLane, type MarkLane } from '../../../stores/mark-lane.ts';

/** Whether the mark at a place passes the filter. */
export type MarkTest = (lane: MarkLane, place: number, laneName: string) => boolean;

interface Kept {
  readonly source: MarkLane;
  readonly revision: number;
  readonly test: MarkTest;
  readonly passed: GrowingLane;
  looked: number;
}

/**
 * Narrows lanes to the marks that pass. While a lane only grows at its end and the test stays the same, nothing is looked
 * at twice; without a test the very same lane comes back.
 */
export function createLaneFilter(): (name: string, lane: MarkLane, test: MarkTest | null) => MarkLane {
  const kept = new Map<string, Kept>();
  return (name, lane, test) => {
    if (test === null) {
      kept.delete(name);
      return lane;
    }
    let known = kept.get(name);
    if (known?.source !== lane || known.revision !== lane.revision || known.test !== test) {
      known = { source: lane, revision: lane.revision, test, passed: createLane(), looked: 0 };
      kept.set(name, known);
    }
    const { ats, seqs, outcomes, names, length } = lane;
    for (let place = known.looked; place < length; place += 1) {
      if (!test(lane, place, name)) continue;
      known.passed.add(ats[place] ?? 0, seqs[place] ?? 0, outcomes[place] ?? 0, names[place] ?? 0);
    }
    known.looked = length;
    return known.passed;
  };
}
