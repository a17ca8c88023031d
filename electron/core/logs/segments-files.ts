import {
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { logMarkRow } from '../../../shared/log.ts';
import { ENTRY_BYTES, type Entry, type Mark, putEntry, segmentName } from './format.ts';

/** Names of files in the folder of a stream. */
export const MARKS_FILE = 'marks.jsonl';
export const STREAM_FILE = 'stream.json';

const markRow = z.object({
  n: z.number(),
  offset: z.number(),
  at: z.number(),
  order: z.number(),
  seq: z.number(),
  run: z.string().nullable(),
  what: logMarkRow.shape.what,
});

/** The two files of a segment. They are written at known positions: what a failed write left behind is written over. */
export interface SegmentFile {
  /** Appends bytes, then entries, to files of these sizes. Throws what the system says; both are as long as before then. */
  append(pieces: readonly Uint8Array[], size: number, index: Uint8Array, indexSize: number): void;
  close(): void;
}

/** Opens the files of a segment, making them when they are not there. Throws what the system says. */
export function openSegmentFile(folder: string, start: number): SegmentFile {
  const log = openGrowing(path.join(folder, segmentName(start, 'log')));
  let index: number;
  try {
    index = openGrowing(path.join(folder, segmentName(start, 'idx')));
  } catch (error) {
    closeSync(log);
    throw error;
  }
  return {
    append(pieces, size, entries, indexSize) {
      try {
        writeAt(log, pieces, size);
        writeAt(index, [entries], indexSize);
      } catch (error) {
        cutBack(log, size);
        cutBack(index, indexSize);
        throw error;
      }
    },
    close() {
      closeSync(log);
      closeSync(index);
    },
  };
}

/** Entries as they stand in an index file. */
export function encodeEntries(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(entries.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [at, entry] of entries.entries()) putEntry(view, at * ENTRY_BYTES, entry);
  return bytes;
}

function openGrowing(file: string): number {
  return openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
}

function writeAt(file: number, pieces: readonly Uint8Array[], position: number): void {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let rest = pieces;
  for (let done = 0; done < total; ) {
    const wrote = writevSync(file, rest, position + done);
    done += wrote;
    if (done < total) rest = [Buffer.concat(rest).subarray(wrote)];
  }
}

/** A mark as it stands in its file. */
export function markLine(mark: Mark): string {
  return `${JSON.stringify(mark)}\n`;
}

/** Appends marks to their file, which has `size` bytes; answers how many it has then. Throws what the system says. */
export function appendMarks(folder: string, marks: readonly Mark[], size: number): number {
  const bytes = Buffer.from(marks.map(markLine).join(''));
  const file = openGrowing(path.join(folder, MARKS_FILE));
  try {
    writeAt(file, [bytes], size);
  } catch (error) {
    cutBack(file, size);
    throw error;
  } finally {
    closeSync(file);
  }
  return size + bytes.length;
}

/** Puts other marks in the place of all, at once; answers the size of their file. Throws what the system says. */
export function replaceMarks(folder: string, marks: readonly Mark[]): number {
  const bytes = Buffer.from(marks.map(markLine).join(''));
  const draft = path.join(folder, `${MARKS_FILE}.new`);
  writeFileSync(draft, bytes, { mode: 0o600 });
  renameSync(draft, path.join(folder, MARKS_FILE));
  return bytes.length;
}

/** The marks in the first `size` bytes of their file, by `order`. Throws what the system says. */
export function readMarks(folder: string, size: number): Mark[] {
  if (size === 0) return [];
  const text = readFileSync(path.join(folder, MARKS_FILE)).toString('utf8', 0, size);
  return text
    .split('\n')
    .flatMap(readMark)
    .sort((one, other) => one.order - other.order);
}

function readMark(line: string): Mark[] {
  if (line === '') return [];
  try {
    return [markRow.parse(JSON.parse(line))];
  } catch {
    // A damaged disk: a ruler is missing, no line.
    return [];
  }
}

/** Removes a segment; one that is gone already is no fault. */
export function removeSegment(folder: string, start: number): void {
  // The index goes last: without its segment it is known to be a leftover.
  for (const kind of ['log', 'idx'] as const) {
    try {
      unlinkSync(path.join(folder, segmentName(start, kind)));
    } catch {
      // Gone, or removed when the workspace is opened again.
    }
  }
}

function cutBack(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size);
  } catch {
    // What is left there is written over, or taken for a torn line by the repair.
  }
}
