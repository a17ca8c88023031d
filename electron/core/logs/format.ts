/**
 * How lines lie on disk. One folder per stream (`folderName`), in it:
 *
 * - `stream.json`: `{"item", "channel"}`, written once.
 * - `<first byte>.log`: a segment: the bytes as they arrived, secrets masked, nothing else. The name is the position of its
 *   first byte in the stream, 16 decimal digits. A segment begins at the start of a line.
 * - `<first byte>.idx`: entries of ENTRY_BYTES. An entry stands for neighbouring lines of which the first bytes arrived in
 *   the same millisecond, with no line of another stream between them: `offset` (position in the stream of the first byte of
 *   the first of them), `n` (its number), `at`, `order` and `seq`. A line belongs to the last entry whose offset is not
 *   above its own. Entries are written after the bytes they tell of, so what has no entry yet is at the end, and is found
 *   again by reading from the last entry on.
 * - `marks.jsonl`: one mark a line, see `Mark`.
 *
 * A line ends with `\n`; one that a run left without it gets one when the run ends.
 * `order` counts, in the whole workspace, every entry and every mark: lines of several streams are merged by it.
 */
import { createHash } from 'node:crypto';
import type { LogMarkRow } from '../../../shared/log.ts';

/** Five numbers of eight bytes, little endian. */
export const ENTRY_BYTES = 40;

/** See the head of this file. */
export interface Entry {
  readonly offset: number;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly order: number;
  /** Position of the journal. */
  readonly seq: number;
}

/** Something between lines: it stands before line `n`, whose first byte is or will be at `offset`. */
export interface Mark {
  readonly n: number;
  readonly offset: number;
  readonly at: number;
  readonly order: number;
  readonly seq: number;
  readonly run: string | null;
  readonly what: LogMarkRow['what'];
}

/** Writes an entry to its place. */
export function putEntry(view: DataView, at: number, entry: Entry): void {
  view.setFloat64(at, entry.offset, true);
  view.setFloat64(at + 8, entry.n, true);
  view.setFloat64(at + 16, entry.at, true);
  view.setFloat64(at + 24, entry.order, true);
  view.setFloat64(at + 32, entry.seq, true);
}

/** Reads the entry at a place. @throws RangeError when the bytes end before it does */
export function getEntry(view: DataView, at: number): Entry {
  return {
    offset: view.getFloat64(at, true),
    n: view.getFloat64(at + 8, true),
    at: view.getFloat64(at + 16, true),
    order: view.getFloat64(at + 24, true),
    seq: view.getFloat64(at + 32, true),
  };
}

/** Name of a stream's folder: readable as far as its name can be a file name, and never that of another stream. */
export function folderName(stream: string): string {
  const plain = stream.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 80);
  return `${plain}-${createHash('sha256').update(stream).digest('hex').slice(0, 8)}`;
}

/** Name of a segment's file. */
export function segmentName(firstByte: number, kind: 'log' | 'idx'): string {
  return `${String(firstByte).padStart(16, '0')}.${kind}`;
}

/** Position of the first byte of a segment by the name of its file; null for another file. */
export function segmentStart(name: string): number | null {
  const found = /^(\d{16})\.log$/.exec(name);
  return found ? Number(found[1]) : null;
}

/** What the writer tells the reader after bytes and entries are on disk, and after what was kept changed. */
export type Written =
  /** `end` = bytes in the stream so far, `lines` = complete lines so far; entries are in order. */
  | {
      readonly k: 'grown';
      readonly stream: string;
      readonly segment: number;
      readonly end: number;
      readonly lines: number;
      readonly entries: Float64Array;
    }
  | { readonly k: 'mark'; readonly stream: string; readonly mark: Mark }
  /** The oldest segments are gone: the stream begins at this byte and line now. */
  | { readonly k: 'dropped'; readonly stream: string; readonly firstByte: number; readonly firstLine: number };
