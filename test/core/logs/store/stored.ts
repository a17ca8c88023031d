import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  ENTRY_BYTES,
  type Entry,
  folderName,
  getEntry,
  type Mark,
  segmentStart,
} from '../../../../electron/core/logs/format.ts';

/** One segment as it lies on disk. */
export interface DiskSegment {
  readonly start: number;
  readonly bytes: Buffer;
  readonly entries: readonly Entry[];
}

/** A stream as it lies on disk, read without any of the code that wrote it. */
export interface DiskStream {
  readonly segments: readonly DiskSegment[];
  readonly bytes: Buffer;
  readonly marks: readonly Mark[];
  readonly entries: readonly Entry[];
}

/** Reads a stream from the folder of a store. */
export function onDisk(folder: string, stream: string): DiskStream {
  const place = path.join(folder, folderName(stream));
  const names = readdirSync(place).sort();
  const segments = names.flatMap((name) => {
    const start = segmentStart(name);
    return start === null
      ? []
      : [{ start, bytes: readFileSync(path.join(place, name)), entries: entriesOf(place, name) }];
  });
  const marks = names.includes('marks.jsonl')
    ? readFileSync(path.join(place, 'marks.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Mark)
    : [];
  return {
    segments,
    bytes: Buffer.concat(segments.map(({ bytes }) => bytes)),
    marks,
    entries: segments.flatMap(({ entries }) => entries),
  };
}

/** Bytes of all files below a folder. */
export function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(path.join(one.parentPath, one.name)).size, 0);
}

/**
 * What is wrong with a stream by the rules of its format, as sentences: segments that do not follow each other or begin
 * within a line, entries that name no line start or a wrong number, marks out of place. Empty when all is well.
 */
export function faultsOf({ segments, marks }: DiskStream): string[] {
  const faults: string[] = [];
  let n = segments[0]?.entries[0]?.n ?? 1;
  let end = segments[0]?.start ?? 0;
  const starts = new Map<number, number>();
  for (const { start, bytes, entries } of segments) {
    if (start !== end) faults.push(`the segment ${start} does not begin at ${end}`);
    if (entries[0]?.offset !== start) faults.push(`the segment ${start} has no first entry`);
    for (let at = 0; at < bytes.length; ) {
      starts.set(start + at, n);
      const lineEnd = bytes.indexOf(10, at);
      if (lineEnd < 0) break;
      n += 1;
      at = lineEnd + 1;
    }
    if (segments.at(-1)?.start !== start && bytes.at(-1) !== 10) faults.push(`the segment ${start} ends within a line`);
    end = start + bytes.length;
  }
  starts.set(end, n);
  let before: Entry | null = null;
  for (const entry of segments.flatMap(({ entries }) => entries)) {
    if (entry.offset >= end) faults.push(`the entry at ${entry.offset} has no bytes`);
    if (starts.get(entry.offset) !== entry.n)
      faults.push(`the entry at ${entry.offset} says line ${entry.n}, it is ${starts.get(entry.offset)}`);
    if (before && (before.order >= entry.order || before.offset >= entry.offset))
      faults.push(`the entry at ${entry.offset} is out of order`);
    before = entry;
  }
  const first = segments[0]?.start ?? 0;
  for (const mark of marks) {
    if (mark.offset >= first && starts.get(mark.offset) !== mark.n)
      faults.push(`the mark ${mark.what.is} at ${mark.offset} says line ${mark.n}, it is ${starts.get(mark.offset)}`);
  }
  return faults;
}

function entriesOf(place: string, log: string): Entry[] {
  const bytes = readFileSync(path.join(place, log.replace(/log$/, 'idx')));
  if (bytes.length % ENTRY_BYTES !== 0) throw new Error(`The index of ${log} ends within an entry.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => getEntry(view, index * ENTRY_BYTES));
}
