import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { AppError } from '../../../shared/errors.ts';
import { cutAt } from './line-text.ts';
import type { LineReader } from './reader-lines.ts';
import { lastEntryOf } from './reader-places.ts';
import type { LinePart } from './reader-protocol.ts';
import { isRunning } from './reader-runs.ts';
import type { Tables } from './reader-table.ts';
import { rotatedOf } from './segments-marks.ts';

/** Bytes of a line that are answered at once. */
const PART_BYTES = 256 * 1024;

/** What is known of every stream. */
export function streamFacts(tables: Tables): LogStreamFacts[] {
  return tables.present.map((table) => {
    const last = tables.lastLine(table);
    const isEmpty = last < table.firstLine;
    const rotated = rotatedOf(table.marks)?.what;
    return {
      ...{ stream: table.stream, item: table.item, channel: table.channel, bytes: table.end - table.firstByte },
      first: isEmpty ? 0 : table.firstLine,
      last: isEmpty ? 0 : last,
      from: isEmpty ? null : (table.segments[0]?.at ?? null),
      until: isEmpty ? null : (lastEntryOf(tables, table)?.at ?? null),
      dropped: rotated?.is === 'rotated' ? rotated.lines : 0,
      live: isRunning(table),
    };
  });
}

/** A part of a line from a byte of it on. @throws AppError NOT_FOUND, GONE for a line that was dropped */
export function readLinePart(
  tables: Tables,
  reader: LineReader,
  asked: { readonly stream: string; readonly n: number; readonly from: number },
): LinePart {
  const { stream, n, from } = asked;
  const table = tables.get(stream);
  if (!table) throw new AppError('NOT_FOUND', `There is no stream ${stream.slice(0, 200)}.`);
  if (n < table.firstLine && n > 0)
    throw new AppError('GONE', `Line ${n} was dropped; the oldest that is kept is ${table.firstLine}.`);
  const line = reader.read(table, n);
  const segment = line ? table.segments[line.entry.segment] : undefined;
  if (!line || !segment) throw new AppError('NOT_FOUND', `${stream} has no line ${n}.`);
  const buffer = Buffer.alloc(Math.max(0, Math.min(PART_BYTES + 1, line.bytes - from)));
  const got = tables.files.readLog(segment, line.offset + from - segment.start, buffer);
  const bytes = buffer.subarray(0, got);
  return { text: bytes.toString('utf8', 0, cutAt(bytes, PART_BYTES)), from, bytes: line.bytes };
}
