import { useSyncExternalStore } from 'react';
import { splitDefinitionId } from '../../shared/definition-id.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { markOf } from '../../shared/timeline.ts';
import { type MarkColumns, marksOfColumns, type PlacedMark } from '../../shared/timeline-columns.ts';
import { createDiskSpans, type DiskSpan, type DiskSpans, type HeldSign } from './disk-spans.ts';
import { createLane, type GrowingLane, type MarkLane, placeOfSeq, seqAtOrAfter } from './mark-lane.ts';
import { createMarkLog, dictionary, type MarkLog, placeOfOutcome } from './mark-log.ts';

/** Marks that are kept; when there are a quarter more, the oldest leave. */
export const MARKS_KEPT = 200_000;

/** Where one mark stands. */
export interface FoundMark {
  readonly lane: string;
  readonly place: number;
}

/** A hundred thousand events and more as marks in lanes, outside React and without their bodies. */
export interface Marks {
  /** Counts up with every change. */
  version(): number;
  /** Counts up whenever everything was forgotten. */
  generation(): number;
  size(): number;
  /** Names of the lanes that have marks, in no promised order. */
  laneNames(): readonly string[];
  lane(name: string): MarkLane | undefined;
  /** When disk and loaded differed in a lane, oldest first. */
  spans(lane: string): readonly DiskSpan[];
  /** When definitions of a lane began to be held, oldest first. */
  holds(lane: string): readonly HeldSign[];
  /** What a mark is about, by its place in the names. */
  name(place: number): string;
  /** The position (`epoch:seq`) of a mark. */
  position(seq: number): string;
  find(seq: number): FoundMark | null;
  /** Sequence number and wall time (epoch ms) of the oldest mark; null without any. */
  oldest(): { readonly seq: number; readonly at: number } | null;
  /** Wall time of the newest mark, epoch ms; 0 without any. */
  newestAt(): number;
  /** Whether the journal holds older ones than these; true also while nobody has asked. */
  hasOlder(): boolean;
  /** Whether the journal holds older ones, and there is room for them. */
  wantsOlder(): boolean;
  /** How far the host's clock is ahead of ours, ms, as far as its events tell; 0 while that is not known. */
  skewMs(): number;
  /** Adds what just happened. */
  add(events: readonly Envelope[]): void;
  /** Adds a page from the past; `more` tells whether the journal holds still older ones. */
  addOlder(columns: MarkColumns, more: boolean): void;
  /** Forgets everything: another journal, or another workspace. */
  clear(): void;
  subscribe(listener: () => void): () => void;
}

interface Options {
  readonly kept?: number;
  /** Our clock, epoch ms. */
  readonly now?: () => number;
}

/** Clocks that agree this well, in ms, count as one. */
const SAME_CLOCK_MS = 2_000;

/** Makes an empty store. What it holds after any sequence of additions is what the same marks give in one go. */
export function createMarks({ kept = MARKS_KEPT, now = Date.now }: Options = {}): Marks {
  // Everything in journal order, so that an older page can be put in front; the lanes are made from it.
  let log = createMarkLog();
  let lanes = new Map<string, GrowingLane>();
  let spans: DiskSpans = createDiskSpans();
  let names = dictionary();
  let sureLanes = new Map<string, string>();
  let older = true;
  let version = 0;
  let generation = 0;
  let newestAt = 0;
  let skew: number | null = null;
  const listeners = new Set<() => void>();

  const laneOf = (id: string): string => sureLanes.get(id) ?? (splitDefinitionId(id).kind || id);

  function place(mark: PlacedMark): void {
    if (mark.isLaneSure) sureLanes.set(mark.name, mark.lane);
    const laneName = sureLanes.get(mark.name) ?? mark.lane;
    let lane = lanes.get(laneName);
    if (!lane) {
      lane = createLane();
      lanes.set(laneName, lane);
    }
    log.push(mark);
    lane.add(mark.at, mark.seq, placeOfOutcome(mark.outcome), names.place(mark.name));
    spans.apply(mark.at, mark.seq, mark.disk, laneOf);
    newestAt = Math.max(newestAt, mark.at);
  }

  function begin(room: number): void {
    log = createMarkLog(room);
    lanes = new Map();
    spans = createDiskSpans();
    names = dictionary();
  }

  function placeFrom(before: MarkLog, from: number): void {
    for (let at = from; at < before.length; at += 1) place(before.at(at));
  }

  function cut(): void {
    const oldest = log.seqAt(log.length - kept);
    log.dropFirst(log.length - kept);
    for (const [name, lane] of lanes) {
      if (lane.isOrdered) lane.dropFirst(seqAtOrAfter(lane, oldest));
      else lanes.set(name, laneSince(lane, oldest));
      if (lanes.get(name)?.length === 0) lanes.delete(name);
    }
    // How things stood before the cut is known: only what ended before it goes.
    spans.dropBefore(log.atAt(0));
    older = true;
  }

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  return {
    version: () => version,
    generation: () => generation,
    size: () => log.length,
    laneNames: () => [...lanes.keys()],
    lane: (name) => lanes.get(name),
    spans: (lane) => spans.of(lane),
    holds: (lane) => spans.holdsOf(lane),
    name: (at) => names.word(at),
    position: (seq) => `${log.epochOf(seq)}:${seq}`,
    find(seq) {
      for (const [lane, marks] of lanes) {
        const at = placeOfSeq(marks, seq);
        if (at >= 0) return { lane, place: at };
      }
      return null;
    },
    oldest: () => (log.length === 0 ? null : { seq: log.seqAt(0), at: log.atAt(0) }),
    newestAt: () => newestAt,
    hasOlder: () => older,
    wantsOlder: () => older && log.length < kept,
    skewMs: () => (skew === null || Math.abs(skew) < SAME_CLOCK_MS ? 0 : skew),
    add(events) {
      const last = log.length === 0 ? 0 : log.seqAt(log.length - 1);
      const fresh = events.filter((event) => event.seq > last).flatMap(placed);
      const newest = events.at(-1);
      // What comes late makes the difference look smaller than it is: the largest is the truest.
      if (newest) skew = Math.max(skew ?? Number.NEGATIVE_INFINITY, newest.at - now());
      if (fresh.length === 0) return;
      for (const mark of fresh) place(mark);
      if (log.length > kept * 1.25) cut();
      changed();
    },
    addOlder(columns, more) {
      const first = log.length === 0 ? Number.POSITIVE_INFINITY : log.seqAt(0);
      const fresh = [...marksOfColumns(columns)].filter((mark) => mark.seq < first);
      older = more;
      if (fresh.length > 0) {
        const before = log;
        begin((before.length + fresh.length) * 2);
        for (const mark of fresh) place(mark);
        placeFrom(before, 0);
      }
      changed();
    },
    clear() {
      generation += 1;
      older = true;
      skew = null;
      newestAt = 0;
      sureLanes = new Map();
      begin(1_024);
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a lane in which time went back holds from a number on. */
function laneSince(lane: MarkLane, seq: number): GrowingLane {
  const kept = createLane();
  for (let at = 0; at < lane.length; at += 1) {
    if ((lane.seqs[at] ?? 0) < seq) continue;
    kept.add(lane.ats[at] ?? 0, lane.seqs[at] ?? 0, lane.outcomes[at] ?? 0, lane.names[at] ?? 0);
  }
  return kept;
}

function placed(event: Envelope): PlacedMark[] {
  const mark = markOf(event);
  return mark ? [{ ...mark, seq: event.seq, epoch: event.epoch, at: event.at }] : [];
}

/** The page's marks. Written by `stores/history.ts`, and by `client/older-history.ts` when a timeline looks back. */
export const marks: Marks = createMarks();

/** Re-renders with every change of the marks; answers their version. */
export function useMarksVersion(): number {
  return useSyncExternalStore(marks.subscribe, marks.version);
}
