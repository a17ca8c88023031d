import { ENTRY_FIELDS } from './reader-files.ts';
import { entryAt } from './reader-places.ts';
import type { Table, Tables } from './reader-table.ts';

/** Entries of one segment, one after another. */
export interface Span {
  readonly segment: number;
  readonly from: number;
  readonly to: number;
}

/** Where a cursor moves. */
export interface CursorScope {
  readonly tables: Tables;
  readonly table: Table;
  readonly span: Span;
}

/** Where the search is among the entries of its span; it only goes forward. */
export interface Cursor {
  n: number;
  endLine: number;
  endOffset: number;
  offset: number;
  order: number;
  at: number;
  index: number;
}

/** The place of an entry of a span. */
export function cursorAt(run: CursorScope, index: number): Cursor {
  const entry = entryAt(run.tables, run.table, run.span.segment, index);
  const { n = 0, endLine = 0, endOffset = 0, offset = 0, order = 0, at = 0 } = entry ?? {};
  return { n, endLine, endOffset, offset, order, at, index };
}

/** Goes on to the next entry of the span; false at its end. Reads the numbers in place: there are many of them. */
export function advance(run: CursorScope, cursor: Cursor, data: Float64Array): boolean {
  if (cursor.index + 1 >= run.span.to) return false;
  cursor.index += 1;
  const at = cursor.index * ENTRY_FIELDS;
  const isLast = cursor.index + 1 >= run.span.to;
  if (isLast) {
    Object.assign(cursor, cursorAt(run, cursor.index));
    return true;
  }
  cursor.offset = data[at] ?? 0;
  cursor.n = data[at + 1] ?? 0;
  cursor.at = data[at + 2] ?? 0;
  cursor.order = data[at + 3] ?? 0;
  cursor.endOffset = data[at + ENTRY_FIELDS] ?? 0;
  cursor.endLine = data[at + ENTRY_FIELDS + 1] ?? 0;
  return true;
}
