import { LINE_SHOWN_BYTES, type LogLineRow } from '../../../shared/log.ts';
import { levelOf } from './level.ts';
import { lineText } from './line-text.ts';
import { type EntryPlace, findEntry } from './reader-places.ts';
import { runAt } from './reader-runs.ts';
import type { Table, Tables } from './reader-table.ts';

const LINE_END = 10;
/** Bytes read at once where lines are looked for. */
const WINDOW_BYTES = 64 * 1024;
/** Of a longer line only its beginning and its end are kept. */
const HEAD_BYTES = 2 * LINE_SHOWN_BYTES;

/** One line as it lies on disk. */
export interface StoredLine {
  /** All of it, or its beginning. Valid until the next line is read. */
  readonly head: Uint8Array;
  /** Its end, when it is longer than what is kept of it. */
  readonly tail: Uint8Array | null;
  /** Bytes without its `\n`. */
  readonly bytes: number;
  readonly open: boolean;
  readonly offset: number;
  readonly entry: EntryPlace;
}

/** Reads single lines; those that are asked for one after another come from the same read. */
export interface LineReader {
  /** A line; null when it is not there, or not any more. */
  read(table: Table, n: number): StoredLine | null;
  /** A line as a row. */
  row(table: Table, n: number): LogLineRow | null;
}

/** Makes a reader that has read nothing. */
export function createLineReader(tables: Tables): LineReader {
  const window = new Uint8Array(WINDOW_BYTES);
  let held: { table: Table; start: number; from: number; length: number } | null = null;
  /** Where the line after the last one that was read begins. */
  let next: { table: Table; n: number; offset: number } | null = null;

  /** Bytes from a position on, as many as there are in one read and before `limit`. */
  function bytesAt(table: Table, segment: number, offset: number, limit: number): Uint8Array {
    const place = table.segments[segment];
    if (!place) return window.subarray(0, 0);
    const isHeld =
      held !== null &&
      held.table === table &&
      held.start === place.start &&
      offset >= held.from &&
      offset < held.from + held.length;
    if (!isHeld) {
      // Not beyond what was told: what lies there may still be cut off again.
      const into = window.subarray(0, Math.max(0, Math.min(window.length, table.end - offset)));
      const length = tables.files.readLog(place, offset - place.start, into);
      held = { table, start: place.start, from: offset, length };
    }
    const skip = offset - (held?.from ?? 0);
    return window.subarray(skip, Math.max(skip, Math.min(held?.length ?? 0, skip + limit - offset)));
  }

  /** Position after the next line end, or `limit` where there is none. */
  function afterLine(table: Table, segment: number, from: number, limit: number): number {
    for (let at = from; at < limit; ) {
      const bytes = bytesAt(table, segment, at, limit);
      if (bytes.length === 0) return limit;
      const end = bytes.indexOf(LINE_END);
      if (end >= 0) return at + end + 1;
      at += bytes.length;
    }
    return limit;
  }

  function startOf(table: Table, n: number, entry: EntryPlace): number {
    let line = entry.n;
    let offset = entry.offset;
    if (next?.table === table && next.n <= n && next.n > line && next.offset < entry.endOffset)
      ({ n: line, offset } = next);
    for (; line < n; line += 1) offset = afterLine(table, entry.segment, offset, entry.endOffset);
    return offset;
  }

  function read(table: Table, n: number): StoredLine | null {
    if (n < table.firstLine || n > tables.lastLine(table)) return null;
    const entry = findEntry(tables, table, 'n', n);
    if (!entry || n >= entry.endLine) return null;
    // The file grows while it is read: what was held of its end may be less than there is now.
    if (held && held.table === table && held.from + held.length < table.end && held.length < window.length) held = null;
    const offset = startOf(table, n, entry);
    const limit = table.segments[entry.segment + 1]?.start ?? table.end;
    const first = bytesAt(table, entry.segment, offset, limit);
    const found = first.indexOf(LINE_END);
    const open = n > table.lines;
    if (found >= 0 && found <= HEAD_BYTES) {
      next = { table, n: n + 1, offset: offset + found + 1 };
      return { head: first.subarray(0, found), tail: null, bytes: found, open, offset, entry };
    }
    const after = open ? limit : afterLine(table, entry.segment, offset, limit);
    const bytes = after - offset - (open ? 0 : 1);
    next = { table, n: n + 1, offset: after };
    const head = copyOf(table, entry.segment, offset, Math.min(bytes, HEAD_BYTES));
    const tail =
      bytes > HEAD_BYTES ? copyOf(table, entry.segment, offset + bytes - LINE_SHOWN_BYTES, LINE_SHOWN_BYTES) : null;
    return { head, tail, bytes, open, offset, entry };
  }

  function copyOf(table: Table, segment: number, from: number, length: number): Uint8Array {
    const place = table.segments[segment];
    const into = new Uint8Array(length);
    const got = place ? tables.files.readLog(place, from - place.start, into) : 0;
    return into.subarray(0, got);
  }

  return {
    read,
    row(table, n) {
      const line = read(table, n);
      if (!line) return null;
      const { text, binary } = lineText(line.head, line.tail);
      const { at, seq } = line.entry;
      return {
        ...{ kind: 'line', stream: table.stream, n, at, seq, run: runAt(table, n) },
        ...{ level: levelOf(text), text, bytes: line.bytes },
        ...(binary ? { binary } : {}),
        ...(line.open ? { open: true } : {}),
      };
    },
  };
}
