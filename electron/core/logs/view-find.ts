import type { LogSay } from '../../../shared/log.ts';
import type { Tables } from './reader-table.ts';
import { decode } from './view-codes.ts';
import type { ListedRows } from './view-listed.ts';
import type { Shown } from './view-shown.ts';

/** What is looked for in the rows of a view: lines, in order, as they are found. */
export interface ViewFind {
  readonly lines: ListedRows;
  readonly count: number;
  /** The next one from a row on, that row not included, around the end; null when there is none. */
  next(from: number, back: boolean): { readonly row: number; readonly nth: number } | null;
  /** What to say of it, when that is not what was said last. */
  say(generation: number): LogSay | null;
}

/** Looks for lines in what is shown. */
export function createViewFind(tables: Tables, shown: Shown, lines: ListedRows): ViewFind {
  let said = '';

  function rowOf(index: number): number {
    const coded = decode(lines.list.code(index));
    const table = coded.k === 'line' ? tables.list[coded.index] : undefined;
    return table && coded.k === 'line' ? shown.rowOfLine(table, coded.n) : -1;
  }

  /** The first hit whose row is at or behind one. */
  function firstFrom(row: number): number {
    let low = 0;
    let high = lines.list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rowOf(middle) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    lines,
    get count() {
      return lines.list.length;
    },
    next(from, back) {
      const count = lines.list.length;
      if (count === 0) return null;
      const index = back ? firstFrom(from < 0 ? Number.POSITIVE_INFINITY : from) - 1 : firstFrom(from + 1);
      const hit = (index + count) % count;
      return { row: rowOf(hit), nth: hit + 1 };
    },
    say(generation) {
      const done = lines.scanned() >= shown.lines() && (shown.listed?.scanned() ?? Infinity) >= shown.lines();
      const text = `${generation} ${lines.list.length} ${done}`;
      if (text === said) return null;
      said = text;
      return { k: 'found', generation, count: lines.list.length, done };
    },
  };
}
