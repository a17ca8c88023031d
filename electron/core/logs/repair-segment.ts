import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ENTRY_BYTES, type Entry, getEntry, putEntry, segmentName } from './format.ts';
import { countLineEnds } from './segments-lines.ts';
import type { Segment } from './segments-state.ts';

const LINE_END = 10;
/** What is read at a time, bytes. */
const BLOCK = 256 * 1024;

/**
 * Cuts entries that have no bytes. One of which no entry is left has `first` and `last` null: `indexSegment` gives it
 * one. Null when it has no bytes; its files are gone then. Throws what the system says.
 *
 * @param linesBefore how many whole lines the stream has before it; asked only when no entry tells
 */
export function repairSegment(folder: string, start: number, linesBefore: () => number): Segment | null {
  const log = path.join(folder, segmentName(start, 'log'));
  const index = path.join(folder, segmentName(start, 'idx'));
  const { size } = statSync(log);
  const bytes = readIndex(index);
  if (size === 0) {
    unlinkSync(log);
    if (bytes !== null) unlinkSync(index);
    return null;
  }
  const entries = bytes === null ? [] : usable(bytes, start, size);
  while (entries.length > 1 && !isLineStart(log, (entries.at(-1)?.offset ?? start) - start)) entries.pop();
  const indexBytes = entries.length * ENTRY_BYTES;
  if (bytes !== null && indexBytes < bytes.length) truncateSync(index, indexBytes);
  const first = entries[0] ?? null;
  return {
    start,
    bytes: size,
    indexBytes,
    firstLine: first?.n ?? linesBefore() + 1,
    first,
    last: entries.at(-1) ?? null,
  };
}

/** Gives a segment without entries one, at the time its file was written. Throws what the system says. */
export function indexSegment(folder: string, segment: Segment, order: number): void {
  const at = Math.floor(statSync(path.join(folder, segmentName(segment.start, 'log'))).mtimeMs);
  const entry: Entry = { offset: segment.start, n: segment.firstLine, at, order, seq: 0 };
  segment.first = entry;
  segment.last = entry;
  const bytes = new Uint8Array(ENTRY_BYTES);
  putEntry(new DataView(bytes.buffer), 0, entry);
  writeFileSync(path.join(folder, segmentName(segment.start, 'idx')), bytes, { mode: 0o600 });
  segment.indexBytes = ENTRY_BYTES;
}

/** How many whole lines a stream has up to the end of a segment, and how many bytes of a line without an end follow. */
export function linesThrough(folder: string, segment: Segment): { lines: number; tornBytes: number } {
  const from = (segment.last?.offset ?? segment.start) - segment.start;
  let lines = (segment.last?.n ?? segment.firstLine) - 1;
  let tornBytes = 0;
  const file = openSync(path.join(folder, segmentName(segment.start, 'log')), 'r');
  try {
    const block = new Uint8Array(BLOCK);
    for (let at = from; at < segment.bytes; ) {
      const length = readSync(file, block, 0, BLOCK, at);
      if (length === 0) break;
      lines += countLineEnds(block, 0, length);
      const end = block.lastIndexOf(LINE_END, length - 1);
      tornBytes = end < 0 ? tornBytes + length : length - end - 1;
      at += length;
    }
  } finally {
    closeSync(file);
  }
  return { lines, tornBytes };
}

function readIndex(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** The entries from the first on that can be true: they begin where the segment does, go on, and have bytes. */
function usable(bytes: Buffer, start: number, size: number): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = getEntry(view, at);
    const before = entries.at(-1);
    const follows = before
      ? entry.offset > before.offset && entry.n > before.n && entry.order > before.order
      : entry.offset === start && entry.n >= 1;
    if (!follows || entry.offset >= start + size) break;
    entries.push(entry);
  }
  return entries;
}

function isLineStart(log: string, at: number): boolean {
  if (at === 0) return true;
  const file = openSync(log, 'r');
  try {
    const byte = new Uint8Array(1);
    return readSync(file, byte, 0, 1, at - 1) === 1 && byte[0] === LINE_END;
  } finally {
    closeSync(file);
  }
}
