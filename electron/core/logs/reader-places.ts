import { ENTRY_FIELDS, type Entries } from './reader-files.ts';
import type { Table, Tables } from './reader-table.ts';

/** An entry of a stream, with where it ends: the first line and byte that are not its own. */
export interface EntryPlace {
  readonly segment: number;
  readonly index: number;
  readonly offset: number;
  readonly n: number;
  readonly at: number;
  readonly order: number;
  readonly seq: number;
  readonly endLine: number;
  readonly endOffset: number;
}

/** Numbers of an entry by which it can be found: they never get smaller from one to the next. */
export type EntryKey = 'offset' | 'n' | 'at' | 'order' | 'seq';

const FIELD: Readonly<Record<EntryKey, number>> = { offset: 0, n: 1, at: 2, order: 3, seq: 4 };

/** The entries of a segment as far as the stream is known to go. */
export function entriesOf(tables: Tables, table: Table, segment: number): Entries {
  const place = table.segments[segment];
  if (!place) return { data: new Float64Array(0), count: 0 };
  const entries = tables.files.entries(place);
  if (segment < table.segments.length - 1) return entries;
  // The file may be ahead of what was told of it.
  let { count } = entries;
  while (count > 0 && (entries.data[(count - 1) * ENTRY_FIELDS] ?? 0) >= table.end) count -= 1;
  return count === entries.count ? entries : { data: entries.data, count };
}

/** The last entry whose number is at most `value`, or below it when `below`; null when the stream begins after that. */
export function findEntry(
  tables: Tables,
  table: Table,
  key: EntryKey,
  value: number,
  below = false,
): EntryPlace | null {
  const isPast = (one: number) => (below ? one >= value : one > value);
  let low = 0;
  let high = table.segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(segmentKey(table, middle, key))) high = middle;
    else low = middle + 1;
  }
  const segment = low - 1;
  if (segment < 0) return null;
  const { data, count } = entriesOf(tables, table, segment);
  const field = FIELD[key];
  low = 0;
  high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(data[middle * ENTRY_FIELDS + field] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return entryAt(tables, table, segment, Math.max(0, low - 1));
}

/** One entry by its place; null behind the last one. A segment without an index counts as one entry. */
export function entryAt(tables: Tables, table: Table, segment: number, index: number): EntryPlace | null {
  const place = table.segments[segment];
  if (!place) return null;
  const { data, count } = entriesOf(tables, table, segment);
  if (index >= count && (count > 0 || index > 0)) return entryAt(tables, table, segment + 1, 0);
  const at = index * ENTRY_FIELDS;
  const next = at + ENTRY_FIELDS;
  const following = table.segments[segment + 1];
  const isLast = index + 1 >= count;
  const limits = isLast
    ? { endLine: following?.firstLine ?? tables.lastLine(table) + 1, endOffset: following?.start ?? table.end }
    : { endLine: data[next + 1] ?? 0, endOffset: data[next] ?? 0 };
  if (count === 0) {
    const { start: offset, firstLine: n, at: time, order, seq } = place;
    return { segment, index, offset, n, at: time, order, seq, ...limits };
  }
  return {
    ...{ segment, index, offset: data[at] ?? 0, n: data[at + 1] ?? 0 },
    ...{ at: data[at + 2] ?? 0, order: data[at + 3] ?? 0, seq: data[at + 4] ?? 0 },
    ...limits,
  };
}

/** The first entry; null for a stream without lines. */
export function firstEntryOf(tables: Tables, table: Table): EntryPlace | null {
  return entryAt(tables, table, 0, 0);
}

/** The last entry; null for a stream without lines. */
export function lastEntryOf(tables: Tables, table: Table): EntryPlace | null {
  return findEntry(tables, table, 'offset', Number.POSITIVE_INFINITY);
}

/** The entry after one; null behind the last. */
export function nextEntry(tables: Tables, table: Table, entry: EntryPlace): EntryPlace | null {
  return entryAt(tables, table, entry.segment, entry.index + 1);
}

/** The first entry at an order or after it; null when there is none. */
export function entryFrom(tables: Tables, table: Table, order: number): EntryPlace | null {
  const earlier = findEntry(tables, table, 'order', order, true);
  return earlier ? nextEntry(tables, table, earlier) : firstEntryOf(tables, table);
}

/** The order of the newest line of some streams; -1 without lines. */
export function newestOrder(tables: Tables, streams: readonly Table[]): number {
  let newest = -1;
  for (const table of streams) newest = Math.max(newest, lastEntryOf(tables, table)?.order ?? -1);
  return newest;
}

/** Number of the first line that stands at an order or after it. */
export function lineAtOrder(tables: Tables, table: Table, order: number): number {
  return findEntry(tables, table, 'order', order, true)?.endLine ?? table.firstLine;
}

/** Order of a line, and its number within its entry. */
export function orderOfLine(tables: Tables, table: Table, n: number): number {
  return findEntry(tables, table, 'n', n)?.order ?? 0;
}

function segmentKey(table: Table, index: number, key: EntryKey): number {
  const segment = table.segments[index];
  if (!segment) return 0;
  switch (key) {
    case 'offset':
      return segment.start;
    case 'n':
      return segment.firstLine;
    default:
      return segment[key];
  }
}
