import { type DiskChange, MARK_OUTCOMES, type MarkOutcome } from '../../shared/timeline.ts';
import { impliedDisk, isImplied, type PlacedMark } from '../../shared/timeline-columns.ts';

/** Marks in the order of the journal, by column: some thirty bytes each. */
export interface MarkLog {
  readonly length: number;
  push(mark: PlacedMark): void;
  /** Lets go of this many marks at the beginning. */
  dropFirst(count: number): void;
  at(place: number): PlacedMark;
  seqAt(place: number): number;
  atAt(place: number): number;
  /** The epoch a number belongs to; empty when the log does not reach it. */
  epochOf(seq: number): string;
}

/** Makes an empty log with room for so many marks; it grows. */
export function createMarkLog(room = 1_024): MarkLog {
  let length = 0;
  let seqs = new Float64Array(room);
  let ats = new Float64Array(room);
  let outcomes = new Uint8Array(room);
  let lanes = new Uint16Array(room);
  let names = new Uint32Array(room);
  const laneWords = dictionary();
  const nameWords = dictionary();
  const epochs: { readonly from: number; readonly epoch: string }[] = [];
  const explicit = new Map<number, readonly DiskChange[]>();

  function grow(): void {
    const old = { seqs, ats, outcomes, lanes, names };
    const next = length * 2;
    seqs = new Float64Array(next);
    ats = new Float64Array(next);
    outcomes = new Uint8Array(next);
    lanes = new Uint16Array(next);
    names = new Uint32Array(next);
    seqs.set(old.seqs);
    ats.set(old.ats);
    outcomes.set(old.outcomes);
    lanes.set(old.lanes);
    names.set(old.names);
  }

  function epochOf(seq: number): string {
    return epochs.findLast((one) => one.from <= seq)?.epoch ?? '';
  }

  return {
    get length() {
      return length;
    },
    push(mark) {
      if (length === seqs.length) grow();
      if (epochs.at(-1)?.epoch !== mark.epoch) epochs.push({ from: mark.seq, epoch: mark.epoch });
      seqs[length] = mark.seq;
      ats[length] = mark.at;
      outcomes[length] = placeOfOutcome(mark.outcome);
      lanes[length] = laneWords.place(mark.lane);
      names[length] = nameWords.place(mark.name);
      if (!isImplied(mark)) explicit.set(mark.seq, mark.disk);
      length += 1;
    },
    dropFirst(count) {
      for (const column of [seqs, ats, outcomes, lanes, names]) column.copyWithin(0, count, length);
      length -= count;
      const oldest = seqs[0] ?? 0;
      for (const seq of explicit.keys()) if (seq < oldest) explicit.delete(seq);
    },
    at(place) {
      const seq = seqs[place] ?? 0;
      const outcome = outcomeAt(outcomes[place] ?? 0);
      const name = nameWords.word(names[place] ?? 0);
      return {
        seq,
        at: ats[place] ?? 0,
        epoch: epochOf(seq),
        outcome,
        lane: laneWords.word(lanes[place] ?? 0),
        isLaneSure: false,
        name,
        disk: explicit.get(seq) ?? impliedDisk(outcome, name),
      };
    },
    seqAt: (place) => seqs[place] ?? 0,
    atAt: (place) => ats[place] ?? 0,
    epochOf,
  };
}

const PLACES = new Map<MarkOutcome, number>(MARK_OUTCOMES.map((outcome, place) => [outcome, place]));

/** The place of an outcome in `MARK_OUTCOMES`: what a column holds for it. */
export function placeOfOutcome(outcome: MarkOutcome): number {
  return PLACES.get(outcome) ?? 0;
}

/** The outcome at such a place. */
export function outcomeAt(place: number): MarkOutcome {
  return MARK_OUTCOMES[place] ?? 'gap';
}

interface Dictionary {
  place(word: string): number;
  word(place: number): string;
}

/** Gives words a place each, in the order they come. */
export function dictionary(): Dictionary {
  const words: string[] = [];
  const places = new Map<string, number>();
  return {
    place(word) {
      const known = places.get(word);
      if (known !== undefined) return known;
      places.set(word, words.length);
      return words.push(word) - 1;
    },
    word: (place) => words[place] ?? '',
  };
}
