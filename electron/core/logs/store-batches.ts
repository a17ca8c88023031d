import { CHUNK_NUMBERS } from './store-protocol.ts';

/** Size of the memory a batch is gathered in, bytes. */
const SLOT_BYTES = 256 * 1024;
/** Batches under way at a time that are not full: while the writer is busy, what comes is gathered. */
const SMALL_UNDER_WAY = 2;
/** While chunks keep coming, a batch that is not full goes this long after the one before it, ms. */
const PACE_MS = 4;

/** How batches get to the writer. */
export interface BatchPost {
  /** Shares memory under a number. */
  share(slot: number, memory: SharedArrayBuffer): void;
  /** The memory with this number holds chunks, told of by CHUNK_NUMBERS each. */
  batch(slot: number, chunks: readonly number[]): void;
}

/** Gathers chunks of many streams into few batches, in memory shared with the writer: sending one costs next to nothing. */
export interface Batches {
  /** Bytes that the writer has not written yet. */
  readonly waiting: number;
  /** Copies a chunk. */
  add(stream: number, chunk: Uint8Array, at: number, seq: number): void;
  /** Sends what was gathered, now. */
  send(): void;
  /** A batch was written; its memory can be filled again. */
  written(slot: number): void;
  /** Nothing that is under way will be written any more. */
  forget(): void;
}

interface Slot {
  readonly number: number;
  readonly bytes: Uint8Array;
  used: number;
}

/** Nothing is gathered yet. */
export function createBatches(post: BatchPost): Batches {
  const slots: Slot[] = [];
  const spare: Slot[] = [];
  let filling: Slot | null = null;
  let chunks: number[] = [];
  let underWay = 0;
  let sentBytes = 0;
  let scheduled: { stop: () => void } | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;

  function slot(): Slot {
    const known = spare.pop();
    if (known) return known;
    const memory = new SharedArrayBuffer(SLOT_BYTES);
    const made = { number: slots.length, bytes: new Uint8Array(memory), used: 0 };
    slots.push(made);
    post.share(made.number, memory);
    return made;
  }

  function add(stream: number, chunk: Uint8Array, at: number, seq: number): void {
    for (let from = 0; from < chunk.length; ) {
      filling ??= slot();
      const length = Math.min(chunk.length - from, SLOT_BYTES - filling.used);
      filling.bytes.set(length === chunk.length ? chunk : chunk.subarray(from, from + length), filling.used);
      note(stream, at, seq, length);
      filling.used += length;
      from += length;
      if (filling.used === SLOT_BYTES) send();
    }
    schedule(at);
  }

  /** Chunks of one stream in the same millisecond are one. */
  function note(stream: number, at: number, seq: number, length: number): void {
    const last = chunks.length - CHUNK_NUMBERS;
    if (last >= 0 && chunks[last] === stream && chunks[last + 1] === at && chunks[last + 2] === seq)
      chunks[last + 3] = (chunks[last + 3] ?? 0) + length;
    else chunks.push(stream, at, seq, length);
  }

  function schedule(now: number): void {
    if (scheduled !== null || filling === null || underWay >= SMALL_UNDER_WAY) return;
    const wait = lastAt + PACE_MS - now;
    // A clock that was turned back must not keep anything for long.
    if (wait > 0 && wait <= PACE_MS) {
      const timer = setTimeout(send, wait);
      scheduled = { stop: () => clearTimeout(timer) };
    } else {
      const immediate = setImmediate(send);
      scheduled = { stop: () => clearImmediate(immediate) };
    }
  }

  function send(): void {
    scheduled?.stop();
    scheduled = null;
    if (filling === null) return;
    const { number, used } = filling;
    const told = chunks;
    filling = null;
    chunks = [];
    underWay += 1;
    lastAt = told.at(1 - CHUNK_NUMBERS) ?? lastAt;
    sentBytes += used;
    post.batch(number, told);
  }

  return {
    get waiting() {
      return sentBytes + (filling?.used ?? 0);
    },
    add,
    send,
    written(number) {
      const done = slots[number];
      if (!done) return;
      underWay -= 1;
      sentBytes -= done.used;
      done.used = 0;
      spare.push(done);
      schedule(lastAt + PACE_MS);
    },
    forget() {
      underWay = 0;
      sentBytes = 0;
    },
  };
}
