import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LOG_CHANNELS, streamName } from '../../../shared/log.ts';
import { ENTRY_BYTES, segmentName, segmentStart } from './format.ts';
import { ENTRY_FIELDS, type ReaderFiles } from './reader-files.ts';
import { MARKS_FILE, STREAM_FILE } from './segments-files.ts';
import { countLineEnds } from './segments-lines.ts';
import { rotatedOf } from './segments-marks.ts';
import { marksIn, type SegmentState, type StreamState, type WholeState } from './segments-state.ts';

const BLOCK = 256 * 1024;

/**
 * What lies in a folder of logs, without a writer that tells. Nothing is changed: what an interrupted writer left torn is
 * read as far as it is whole. Folders that hold no stream, or cannot be read, are left out.
 */
export function scanLogs(folder: string, files: ReaderFiles): WholeState {
  const streams = namesIn(folder).flatMap((name) => {
    try {
      return [scanStream(path.join(folder, name), files)];
    } catch {
      return [];
    }
  });
  return { k: 'all', streams };
}

function scanStream(folder: string, files: ReaderFiles): StreamState {
  const { item, channel: named } = JSON.parse(readFileSync(path.join(folder, STREAM_FILE), 'utf8')) as {
    item: string;
    channel: string;
  };
  const channel = LOG_CHANNELS.find((one) => one === named);
  if (channel === undefined || typeof item !== 'string' || item === '') throw new RangeError('This is no stream.');
  const marks = marksIn(folder, sizeOf(path.join(folder, MARKS_FILE)));
  const begin = rotatedOf(marks)?.offset ?? 0;
  const starts = namesIn(folder)
    .map(segmentStart)
    .filter((start) => start !== null && start >= begin)
    .sort((one, other) => (one ?? 0) - (other ?? 0)) as number[];
  const segments: SegmentState[] = [];
  let lines = 0;
  let end = begin;
  for (const [index, start] of starts.entries()) {
    const bytes = sizeOf(path.join(folder, segmentName(start, 'log')));
    if (bytes === 0) continue;
    const firstLine = files.firstEntry({ folder, start })?.[1] ?? lines + 1;
    const indexBytes = sizeOf(path.join(folder, segmentName(start, 'idx')));
    segments.push({ start, bytes, indexBytes, firstLine });
    end = start + bytes;
    // Only the last one, and one before another without an index, must be counted.
    const next = starts[index + 1];
    const isTold = next !== undefined && files.firstEntry({ folder, start: next }) !== null;
    if (!isTold) lines = linesThrough(folder, start, bytes, firstLine, files);
  }
  const afterLast = Math.max(0, ...marks.map(({ n }) => n - 1));
  const [first] = segments;
  return {
    ...{ stream: streamName(item, channel), item, channel, segments, marks, end },
    firstByte: first?.start ?? end,
    firstLine: first?.firstLine ?? afterLast + 1,
    lines: first ? lines : afterLast,
  };
}

/** Number of the last whole line of a segment. */
function linesThrough(folder: string, start: number, bytes: number, firstLine: number, files: ReaderFiles): number {
  const place = { folder, start };
  files.forget(place);
  const { data, count } = files.entries(place);
  let last = count - 1;
  while (last > 0 && (data[last * ENTRY_FIELDS] ?? 0) >= start + bytes) last -= 1;
  let lines = (last < 0 ? firstLine : (data[last * ENTRY_FIELDS + 1] ?? firstLine)) - 1;
  const block = new Uint8Array(BLOCK);
  for (let at = last < 0 ? 0 : (data[last * ENTRY_FIELDS] ?? start) - start; at < bytes; ) {
    const got = files.readLog(place, at, block.subarray(0, Math.min(BLOCK, bytes - at)));
    if (got === 0) break;
    lines += countLineEnds(block, 0, got);
    at += got;
  }
  return lines;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function sizeOf(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return file.endsWith('.idx') ? size - (size % ENTRY_BYTES) : size;
}
