import type { DiskChange, DiskFacet } from '../../shared/timeline.ts';

/** A stretch of time in which something of a lane differed on disk from what was loaded. */
export interface DiskSpan {
  /** Wall times, epoch ms; `to` is null while it lasts. */
  readonly from: number;
  to: number | null;
  /** `refused`: until it is fixed. `waits`: held, or left as it is on purpose. */
  readonly why: 'refused' | 'waits';
}

/** Definitions of one lane that began to be held, all at once. */
export interface HeldSign {
  /** Wall time, epoch ms. */
  readonly at: number;
  /** Number of the event that held them. */
  readonly seq: number;
  readonly count: number;
}

/** Follows how disk and loaded stand to each other, definition by definition, and what that means for each lane. */
export interface DiskSpans {
  /** Takes the changes of one event. `laneOf` tells the lane of a definition. */
  apply(at: number, seq: number, changes: readonly DiskChange[], laneOf: (id: string) => string): void;
  /** Spans of a lane, oldest first. */
  of(lane: string): readonly DiskSpan[];
  /** When definitions of a lane began to be held, oldest first. */
  holdsOf(lane: string): readonly HeldSign[];
  /** Forgets the spans and signs that ended before a time. */
  dropBefore(at: number): void;
}

interface Standing {
  readonly facet: Exclude<DiskFacet, 'same'>;
  readonly lane: string;
}

interface Tally {
  refused: number;
  waits: number;
}

/** Makes spans of which nothing is known yet. */
export function createDiskSpans(): DiskSpans {
  const standing = new Map<string, Standing>();
  const held = new Set<string>();
  const tallies = new Map<string, Tally>();
  const spans = new Map<string, DiskSpan[]>();
  const holds = new Map<string, HeldSign[]>();
  let touched = new Set<string>();
  let gained = new Map<string, number>();

  function count(lane: string, facet: Standing['facet'], by: number): void {
    const tally = tallies.get(lane) ?? { refused: 0, waits: 0 };
    tally[facet === 'refused' ? 'refused' : 'waits'] += by;
    tallies.set(lane, tally);
    touched.add(lane);
  }

  function set(id: string, facet: DiskFacet, lane: string): void {
    const before = standing.get(id);
    if (before?.facet === facet) return;
    if (before) count(before.lane, before.facet, -1);
    held.delete(id);
    if (facet === 'same') {
      standing.delete(id);
      return;
    }
    standing.set(id, { facet, lane });
    if (facet === 'held') held.add(id);
    count(lane, facet, 1);
  }

  function change(one: DiskChange, laneOf: (id: string) => string): void {
    if (one.to === 'unknown') {
      for (const id of [...standing.keys()]) set(id, 'same', '');
    } else if (one.to === 'moved') {
      const facet = standing.get(one.from)?.facet ?? 'same';
      set(one.from, 'same', '');
      set(one.id, facet, laneOf(one.id));
    } else if ('ifHeld' in one) {
      for (const id of [...(one.ids ?? held)]) if (held.has(id)) set(id, one.to, laneOf(id));
    } else {
      for (const id of one.ids) {
        const lane = laneOf(id);
        if (one.to === 'held' && !held.has(id)) gained.set(lane, (gained.get(lane) ?? 0) + 1);
        set(id, one.to, lane);
      }
    }
  }

  /** Ends and begins the span of a lane as its tally now says. */
  function settle(lane: string, at: number): void {
    const tally = tallies.get(lane);
    const why = tally && tally.refused > 0 ? 'refused' : tally && tally.waits > 0 ? 'waits' : null;
    const list = spans.get(lane) ?? [];
    const open = list.at(-1);
    const isOpen = open !== undefined && open.to === null;
    if (isOpen && open.why === why) return;
    if (isOpen) {
      open.to = Math.max(open.from, at);
      if (open.to === open.from) list.pop();
    }
    if (why !== null) list.push({ from: at, to: null, why });
    spans.set(lane, list);
  }

  return {
    apply(at, seq, changes, laneOf) {
      if (changes.length === 0) return;
      touched = new Set();
      gained = new Map();
      for (const one of changes) change(one, laneOf);
      for (const lane of touched) settle(lane, at);
      for (const [lane, count] of gained) holds.set(lane, [...(holds.get(lane) ?? []), { at, seq, count }]);
    },
    of: (lane) => spans.get(lane) ?? [],
    holdsOf: (lane) => holds.get(lane) ?? [],
    dropBefore(at) {
      for (const [lane, list] of spans) {
        const kept = list.filter((span) => span.to === null || span.to >= at);
        if (kept.length < list.length) spans.set(lane, kept);
      }
      for (const [lane, list] of holds) {
        const kept = list.filter((sign) => sign.at >= at);
        if (kept.length < list.length) holds.set(lane, kept);
      }
    },
  };
}
