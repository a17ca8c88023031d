import {
  type EntryPlace,
  entryFrom,
  findEntry,
  firstEntryOf,
  lineAtOrder,
  newestOrder,
  nextEntry,
} from './reader-places.ts';
import type { Table, Tables } from './reader-table.ts';
import { lineCode, markCode } from './view-codes.ts';
import type { ViewMarks } from './view-marks.ts';

/**
 * All lines of several streams and the marks between them, in their order, without a list of them: which one has a number
 * is found in the indexes.
 */
export interface RankedRows {
  length(): number;
  /** Codes of rows from a number on. */
  codes(from: number, count: number): number[];
  /** Number of the row of a line, or of where it would stand. */
  rowOfLine(table: Table, n: number): number;
  /** How many rows stand before an order. */
  before(order: number): number;
}

/** Makes the rows of these streams. */
export function createRankedRows(tables: Tables, streams: () => readonly Table[], marks: ViewMarks): RankedRows {
  function length(): number {
    let sum = marks.length;
    for (const table of streams()) sum += tables.lastLine(table) + 1 - table.firstLine;
    return sum;
  }

  function before(order: number): number {
    let sum = marks.before(order);
    for (const table of streams()) sum += lineAtOrder(tables, table, order) - table.firstLine;
    return sum;
  }

  /** Bounds of `before` that need no index: what stands in whole segments. */
  function bounds(order: number): { least: number; most: number } {
    let least = marks.before(order);
    let most = least;
    for (const table of streams()) {
      let low = 0;
      let high = table.segments.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((table.segments[middle]?.order ?? 0) < order) low = middle + 1;
        else high = middle;
      }
      if (low === 0) continue;
      least += (table.segments[low - 1]?.firstLine ?? table.firstLine) - table.firstLine;
      most += (table.segments[low]?.firstLine ?? tables.lastLine(table) + 1) - table.firstLine;
    }
    return { least, most };
  }

  /** The greatest order before which there are at most `row` rows. */
  function orderAt(row: number): number {
    let low = 0;
    let high = Math.max(0, marks.lastOrder, newestOrder(tables, streams())) + 1;
    while (low + 1 < high) {
      const middle = Math.floor((low + high) / 2);
      const { least, most } = bounds(middle);
      const isPast = least > row || (most > row && before(middle) > row);
      if (isPast) high = middle;
      else low = middle;
    }
    return low;
  }

  function codes(from: number, count: number): number[] {
    const out: number[] = [];
    const end = Math.min(from + count, length());
    if (from >= end) return out;
    const order = orderAt(from);
    let skip = from - before(order);
    const cursors = streams()
      .map((table) => ({ table, entry: entryFrom(tables, table, order) }))
      .filter((cursor): cursor is Cursor => cursor.entry !== null);
    let mark = marks.before(order);
    while (out.length < end - from) {
      const next = earliest(cursors);
      const placed = marks.at(mark);
      if (placed && (next === null || placed.mark.order <= next.entry.order)) {
        mark += 1;
        if (skip > 0) skip -= 1;
        else out.push(markCode(placed.mark.order));
        continue;
      }
      if (next === null) break;
      const { table, entry } = next;
      const passed = Math.min(skip, entry.endLine - entry.n);
      skip -= passed;
      for (let n = entry.n + passed; n < entry.endLine && out.length < end - from; n += 1)
        out.push(lineCode(table.index, n));
      step(tables, cursors, next);
    }
    return out;
  }

  return {
    length,
    codes,
    before,
    rowOfLine(table, n) {
      const entry = findEntry(tables, table, 'n', n);
      if (!entry) return before(firstEntryOf(tables, table)?.order ?? 0);
      return before(entry.order) + Math.min(n, entry.endLine) - entry.n;
    },
  };
}

interface Cursor {
  readonly table: Table;
  entry: EntryPlace;
}

function earliest(cursors: readonly Cursor[]): Cursor | null {
  let best: Cursor | null = null;
  for (const cursor of cursors) if (best === null || cursor.entry.order < best.entry.order) best = cursor;
  return best;
}

function step(tables: Tables, cursors: Cursor[], cursor: Cursor): void {
  const next = nextEntry(tables, cursor.table, cursor.entry);
  if (next) cursor.entry = next;
  else cursors.splice(cursors.indexOf(cursor), 1);
}
