/** Marks of one lane, by column and in order of time: places below `length` count, the arrays may be longer. */
export interface MarkLane {
  readonly length: number;
  /** Wall times, epoch ms. */
  readonly ats: Float64Array;
  readonly seqs: Float64Array;
  /** Places in `MARK_OUTCOMES`. */
  readonly outcomes: Uint8Array;
  /** Places in the list of names that belongs to the marks. */
  readonly names: Uint32Array;
  /** Counts up when marks changed otherwise than by growing at the end. */
  readonly revision: number;
  /** Whether sequence numbers grow with time; where wall time went back they do not. */
  readonly isOrdered: boolean;
}

/** A lane that can grow. */
export interface GrowingLane extends MarkLane {
  /** Adds a mark where its time puts it: nearly always the end. */
  add(at: number, seq: number, outcome: number, name: number): void;
  /** Lets go of this many marks at the beginning. */
  dropFirst(count: number): void;
}

const FIRST_ROOM = 64;

/** Makes an empty lane. */
export function createLane(): GrowingLane {
  let length = 0;
  let revision = 0;
  let isOrdered = true;
  let ats = new Float64Array(FIRST_ROOM);
  let seqs = new Float64Array(FIRST_ROOM);
  let outcomes = new Uint8Array(FIRST_ROOM);
  let names = new Uint32Array(FIRST_ROOM);

  function grow(): void {
    const room = length * 2;
    const [oldAts, oldSeqs, oldOutcomes, oldNames] = [ats, seqs, outcomes, names];
    ats = new Float64Array(room);
    seqs = new Float64Array(room);
    outcomes = new Uint8Array(room);
    names = new Uint32Array(room);
    ats.set(oldAts);
    seqs.set(oldSeqs);
    outcomes.set(oldOutcomes);
    names.set(oldNames);
  }

  return {
    get length() {
      return length;
    },
    get revision() {
      return revision;
    },
    get isOrdered() {
      return isOrdered;
    },
    get ats() {
      return ats;
    },
    get seqs() {
      return seqs;
    },
    get outcomes() {
      return outcomes;
    },
    get names() {
      return names;
    },
    add(at, seq, outcome, name) {
      if (length === ats.length) grow();
      if (length > 0 && (seqs[length - 1] ?? 0) > seq) isOrdered = false;
      let place = length;
      // Wall time may go back: only then something stands behind the new mark.
      while (place > 0 && (ats[place - 1] ?? 0) > at) place -= 1;
      if (place < length) {
        for (const column of [ats, seqs, outcomes, names]) column.copyWithin(place + 1, place, length);
        revision += 1;
        isOrdered = false;
      }
      ats[place] = at;
      seqs[place] = seq;
      outcomes[place] = outcome;
      names[place] = name;
      length += 1;
    },
    dropFirst(count) {
      if (count <= 0) return;
      for (const column of [ats, seqs, outcomes, names]) column.copyWithin(0, count, length);
      length -= count;
      revision += 1;
    },
  };
}

/** The first place at or after a time (epoch ms), by halving; `length` when there is none. */
export function placeAtOrAfter({ ats, length }: Pick<MarkLane, 'ats' | 'length'>, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ats[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of a sequence number, or -1. Where time went back, numbers are out of order and every mark is looked at. */
export function placeOfSeq(lane: Pick<MarkLane, 'seqs' | 'length' | 'isOrdered'>, seq: number): number {
  const { seqs, length, isOrdered } = lane;
  const low = seqAtOrAfter(lane, seq);
  if (low < length && seqs[low] === seq) return low;
  if (isOrdered) return -1;
  const found = seqs.indexOf(seq);
  return found < length ? found : -1;
}

/** The first place at or after a sequence number, by halving, in a lane whose numbers grow with time. */
export function seqAtOrAfter({ seqs, length }: Pick<MarkLane, 'seqs' | 'length'>, seq: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
