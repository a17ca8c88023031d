import { readdirSync, readFileSync, truncateSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LOG_CHANNELS } from '../../../shared/log.ts';
import { type Mark, segmentName, segmentStart } from './format.ts';
import { indexSegment, linesThrough, repairSegment } from './repair-segment.ts';
import { MARKS_FILE, readMarks, STREAM_FILE } from './segments-files.ts';
import { rotatedOf } from './segments-marks.ts';
import type { Segment, StoredStream } from './segments-state.ts';

const streamFile = z.object({ item: z.string().min(1), channel: z.enum(LOG_CHANNELS) });
/** What repair found. */
export interface Repaired {
  readonly stored: StoredStream;
  readonly marks: readonly Mark[];
  /** Bytes of a last line that has no end; 0 when it has one. */
  readonly tornBytes: number;
}

/** A stream that was repaired, and the folder it lies in. */
export interface RepairedFolder extends Repaired {
  readonly place: string;
}

/**
 * Repairs every stream below a folder; `order` is counted on to the greatest there is. What cannot be read is left as it
 * is and told.
 */
export function repairAll(
  folder: string,
  order: { value: number },
  trouble: (message: string) => void,
): RepairedFolder[] {
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (!one.isDirectory()) return [];
    const place = path.join(folder, one.name);
    try {
      const repaired = repairStream(place);
      return repaired === null ? [] : [{ place, ...repaired }];
    } catch (error) {
      trouble(`the log in ${one.name} cannot be used: ${wordsOf(error)}`);
      return [];
    }
  });
  for (const one of found) order.value = Math.max(order.value, greatestOrder(one));
  for (const { place, stored } of found) {
    try {
      for (const [at, segment] of stored.segments.entries()) {
        if (segment.last !== null) continue;
        // Between what came before and after it, where something did.
        const next = stored.segments[at + 1]?.first?.order;
        if (next === undefined) order.value += 1;
        indexSegment(place, segment, next === undefined ? order.value : next - 0.5);
      }
    } catch (error) {
      trouble(`the log of ${stored.item} cannot be indexed: ${wordsOf(error)}`);
    }
  }
  return found;
}

/**
 * Brings the files of a stream in line with each other after a host ended in the middle of a write: entries without
 * bytes are cut, marks that were not written to their end are cut, segments that were being dropped are dropped.
 * Null for a folder that is no stream's. Throws what the system says.
 */
export function repairStream(folder: string): Repaired | null {
  const named = readNames(folder);
  if (named === null) return null;
  const { marks, marksBytes } = wholeMarks(folder);
  const first = rotatedOf(marks)?.offset ?? 0;
  const segments: Segment[] = [];
  for (const start of segmentsFrom(folder, first)) {
    const found = repairSegment(folder, start, () => {
      const before = segments.at(-1);
      return before ? linesThrough(folder, before).lines : Math.max(0, ...marks.map(({ n }) => n - 1));
    });
    if (found !== null) segments.push(found);
  }
  const last = segments.at(-1);
  const read = last ? linesThrough(folder, last) : null;
  const stored: StoredStream = {
    ...named,
    segments,
    marks: marks.length,
    marksBytes,
    end: last ? last.start + last.bytes : Math.max(0, ...marks.map(({ offset }) => offset)),
    lines: read?.lines ?? Math.max(0, ...marks.map(({ n }) => n - 1)),
    open: (read?.tornBytes ?? 0) > 0,
  };
  return { stored, marks, tornBytes: read?.tornBytes ?? 0 };
}

function readNames(folder: string) {
  try {
    return streamFile.parse(JSON.parse(readFileSync(path.join(folder, STREAM_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Starts of the segments that are kept, in order; what a drop left half done is finished. */
function segmentsFrom(folder: string, first: number): number[] {
  const starts: number[] = [];
  const names = readdirSync(folder);
  for (const name of names) {
    const start = segmentStart(name.replace(/\.idx$/, '.log'));
    if (start === null) continue;
    const isKept = start >= first && (name.endsWith('.log') || names.includes(segmentName(start, 'log')));
    if (!isKept) unlinkSync(path.join(folder, name));
    else if (name.endsWith('.log')) starts.push(start);
  }
  return starts.sort((one, other) => one - other);
}

/** The marks there are, after one that was not written to its end is cut, and the bytes of their file. */
function wholeMarks(folder: string): { marks: Mark[]; marksBytes: number } {
  const file = path.join(folder, MARKS_FILE);
  let text: Buffer;
  try {
    text = readFileSync(file);
  } catch {
    return { marks: [], marksBytes: 0 };
  }
  const marksBytes = text.lastIndexOf(10) + 1;
  if (marksBytes < text.length) truncateSync(file, marksBytes);
  return { marks: readMarks(folder, marksBytes), marksBytes };
}

function greatestOrder({ marks, stored }: Repaired): number {
  return Math.max(0, marks.at(-1)?.order ?? 0, ...stored.segments.map(({ last }) => last?.order ?? 0));
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
