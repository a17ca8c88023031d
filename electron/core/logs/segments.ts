import type { LogMarkRow } from '../../../shared/log.ts';
import type { Entry, Written } from './format.ts';
import { encodeEntries, openSegmentFile, removeSegment, type SegmentFile } from './segments-files.ts';
import { countLineEnds, segmentCut } from './segments-lines.ts';
import { createLoss, type Loss } from './segments-loss.ts';
import { type MarkDraft, openMarks, rotatedMark } from './segments-marks.ts';
import type { Segment, StoredStream } from './segments-state.ts';

const LINE_END = 10;
/** Lines of one entry are at most this far from it, so that finding one of them reads little. */
const ENTRY_SPAN = 64 * 1024;

export interface SegmentsOptions {
  readonly stream: string;
  readonly folder: string;
  readonly stored: StoredStream;
  /** Counts entries and marks of the whole workspace. */
  readonly order: { value: number };
  readonly segmentBytes: () => number;
  /** Milliseconds of a clock that never goes back; and the time of day. */
  readonly mono: () => number;
  readonly now: () => number;
  /** Makes what must be there before the first file. May throw what the system says. */
  readonly prepare: () => void;
  /** Hears what is on disk. */
  readonly tell: (written: Written) => void;
}

/** The files of one stream. Nothing of it throws: what cannot be stored is counted, and said when there is room again. */
export interface Segments {
  /** What it can be opened with again when it is calm. */
  readonly stored: StoredStream;
  /** Everything that was taken is on disk. */
  readonly isCalm: boolean;
  readonly segments: readonly Segment[];
  /** Bytes on disk. */
  readonly size: number;
  readonly open: boolean;
  /** Something waits until the disk can be written again: `tryAgain` in a while. */
  readonly troubled: boolean;
  tryAgain(): void;
  /** Takes masked bytes, which must stay as they are until `flush`. */
  append(bytes: Uint8Array, at: number, seq: number): void;
  /** Ends a line that has no end. */
  closeLine(at: number, seq: number): void;
  /** Puts a mark before the next line; where a line is being written, after its end. */
  mark(draft: MarkDraft): void;
  /** Writes what was taken: bytes, then entries, then marks. */
  flush(): void;
  /** Drops the oldest segments. */
  drop(count: number): void;
  /** Lets go of its files until they are needed. */
  rest(): void;
}

interface Position {
  readonly end: number;
  readonly lines: number;
  readonly open: boolean;
}

/** Opens the files of a stream where they end. */
export function openSegments(options: SegmentsOptions): Segments {
  const { stream, folder, stored, order, tell } = options;
  const { item, channel } = stored;
  const segments = stored.segments;
  const marks = openMarks(folder, { count: stored.marks, size: stored.marksBytes }, order);
  let position: Position = { end: stored.end, lines: stored.lines, open: stored.open };
  /** How far it is on disk. */
  let durable = position;
  let last: Entry | null = segments.at(-1)?.last ?? null;
  let pieces: Uint8Array[] = [];
  let entries: Entry[] = [];
  let file: SegmentFile | null = null;
  let size = segments.reduce((sum, one) => sum + one.bytes + one.indexBytes, 0);
  const loss: Loss = createLoss(options.mono);
  /** What is lost is over if the next write succeeds; the mark that tells it is placed. */
  let resumed: LogMarkRow['what'] | null = null;
  /** Line ends of our own since `durable`. */
  let added = 0;

  function append(bytes: Uint8Array, at: number, seq: number): void {
    let done = 0;
    if (loss.now !== null && resumed === null) {
      if (!loss.mayTry) return loss.add(bytes);
      if (loss.torn) done = bytes.indexOf(LINE_END) + 1 || bytes.length;
      loss.add(bytes.subarray(0, done));
      if (loss.torn) return;
      resume(at, seq);
    }
    while (done < bytes.length) {
      if (!position.open) place();
      const cut = cutAt(bytes, done);
      if (cut === done && !begin()) return loss.add(bytes.subarray(done));
      if (cut > done) take(bytes.subarray(done, cut), at, seq);
      done = cut;
    }
  }

  /** Up to where bytes belong to the current segment; nowhere when a new one must begin first. */
  function cutAt(bytes: Uint8Array, from: number): number {
    const segment = segments.at(-1);
    if (!segment) return from;
    const { open, end } = position;
    const cut = { open, filled: end - segment.start, segmentBytes: options.segmentBytes() };
    return segmentCut(bytes, from, { ...cut, stops: marks.isWaiting });
  }

  /** Begins a segment; answers false when what came before it cannot be written. */
  function begin(): boolean {
    if (!flush()) return false;
    rest();
    const { end, lines } = position;
    segments.push({ start: end, firstLine: lines + 1, bytes: 0, indexBytes: 0, first: null, last: null });
    last = null;
    return true;
  }

  function take(bytes: Uint8Array, at: number, seq: number): void {
    const { end, lines, open } = position;
    const begins = open ? bytes.indexOf(LINE_END) + 1 : 0;
    if (begins < bytes.length && (begins > 0 || !open)) note(end + begins, open ? lines + 2 : lines + 1, at, seq);
    pieces.push(bytes);
    position = {
      end: end + bytes.length,
      lines: lines + countLineEnds(bytes, 0, bytes.length),
      open: bytes[bytes.length - 1] !== LINE_END,
    };
  }

  function note(offset: number, n: number, at: number, seq: number): void {
    const goesOn =
      last !== null &&
      last.order === order.value &&
      last.at === at &&
      last.seq === seq &&
      offset - last.offset < ENTRY_SPAN;
    if (goesOn) return;
    order.value += 1;
    last = { offset, n, at, order: order.value, seq };
    entries.push(last);
  }

  function closeLine(at: number, seq: number): void {
    loss.cut();
    if (!position.open || (loss.now !== null && resumed === null)) return;
    take(Uint8Array.of(LINE_END), at, seq);
    added += 1;
  }

  function resume(at: number, seq: number): void {
    if (loss.now === null) return;
    resumed = { is: 'lost', ...loss.now };
    closeLine(at, seq);
    marks.addFirst({ at, seq, run: null, what: resumed });
    place();
  }

  function place(): void {
    if (position.open || (loss.now !== null && resumed === null)) return;
    marks.place(position.lines + 1, position.end);
  }

  function flush(): boolean {
    if (pieces.length > 0 && !writeLines()) return false;
    if (resumed !== null) loss.end();
    resumed = null;
    writeMarks();
    return true;
  }

  function writeLines(): boolean {
    const segment = segments.at(-1);
    if (!segment) return false;
    const index = encodeEntries(entries);
    try {
      options.prepare();
      file ??= openSegmentFile(folder, segment.start);
      file.append(pieces, segment.bytes, index, segment.indexBytes);
    } catch (error) {
      fail(error);
      return false;
    }
    size += position.end - durable.end + index.length;
    segment.bytes = position.end - segment.start;
    segment.indexBytes += index.length;
    segment.first ??= entries[0] ?? null;
    segment.last = entries.at(-1) ?? segment.last;
    const { end, lines } = position;
    settle();
    tell({ k: 'grown', stream, segment: segment.start, end, lines, entries: new Float64Array(index.buffer) });
    return true;
  }

  /** What was taken is on disk, or given up. */
  function settle(): void {
    durable = position;
    pieces = [];
    entries = [];
    added = 0;
  }

  /** Goes back to what is on disk: what was taken since then is lost, marks wait for better times. */
  function fail(error: unknown): void {
    loss.fail(position.end - durable.end - added, position.lines - durable.lines - added, position.open, error);
    marks.takeBack(resumed);
    resumed = null;
    position = durable;
    settle();
    rest();
    if (segments.at(-1)?.bytes === 0) segments.pop();
    last = segments.at(-1)?.last ?? null;
  }

  function writeMarks(): void {
    if (!marks.isLate) return;
    try {
      options.prepare();
      for (const one of marks.write(firstLine())) tell({ k: 'mark', stream, mark: one });
    } catch {
      // They keep their place, and go with the next.
    }
  }

  function drop(count: number): void {
    const gone = segments.slice(0, count);
    const newest = gone.at(-1)?.last;
    const next = segments[count];
    if (gone.length === 0 || (next === undefined && (position !== durable || position.open))) return;
    const n = next?.firstLine ?? position.lines + 1;
    const offset = next?.start ?? position.end;
    const rotated = rotatedMark(newest, n, offset, options.now());
    try {
      // First the mark: without segments it alone tells where the stream goes on.
      marks.cut(n, rotated);
    } catch {
      return;
    }
    if (next === undefined) rest();
    segments.splice(0, gone.length);
    for (const one of gone) {
      removeSegment(folder, one.start);
      size -= one.bytes + one.indexBytes;
    }
    if (next === undefined) last = null;
    tell({ k: 'dropped', stream, firstByte: offset, firstLine: n });
    tell({ k: 'mark', stream, mark: rotated });
  }

  function rest(): void {
    file?.close();
    file = null;
  }

  function firstLine(): number {
    return segments[0]?.firstLine ?? durable.lines + 1;
  }

  return {
    segments,
    get stored() {
      return { item, channel, segments, marks: marks.count, marksBytes: marks.size, ...durable };
    },
    get isCalm() {
      return position === durable && loss.now === null && !marks.isWaiting && !marks.isLate;
    },
    get size() {
      return size + marks.size;
    },
    get open() {
      return position.open;
    },
    get troubled() {
      return loss.now !== null || marks.isLate;
    },
    tryAgain() {
      if (loss.now !== null && !loss.torn && loss.mayTry) resume(options.now(), last?.seq ?? 0);
      flush();
    },
    append,
    closeLine,
    mark(draft) {
      marks.add(draft);
      place();
    },
    flush: () => void flush(),
    drop,
    rest,
  };
}
