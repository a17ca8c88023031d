import { lineAtOrder, newestOrder, orderOfLine } from './reader-places.ts';
import type { Table, Tables } from './reader-table.ts';
import type { Filter } from './search-filter.ts';
import type { Searcher } from './search-window.ts';
import { decode, lineCode, markCode } from './view-codes.ts';
import { createFoldedList, type FoldedList, type FoldedMark } from './view-folded.ts';
import type { ViewMarks } from './view-marks.ts';
import { mergeHits } from './view-merge.ts';

/** Bytes of each stream that are looked through at once: little where each line is looked at by itself. */
const WINDOW_BYTES = { quick: 4 * 2 ** 20, lines: 512 * 1024, regex: 128 * 1024 } as const;
/** Lines behind one that has no end yet, up to which it is looked at again whenever it grows. */
const NEAR_END = 2_000;
/** Moments that can be gone back to. */
const CHECKPOINTS = 256;
/** Lines of a folded row that are counted again when its first ones are dropped. */
const COUNTED = 100_000;
/** Windows that are looked at again before something is said of the rows. */
const COMPARE_STEPS = 8;
/** Rows that are remembered to tell whether looking again changed any. */
const COMPARED = 20_000;

/** Rows that were chosen by looking at every line, kept as a list. */
export interface ListedRows {
  readonly list: FoldedList;
  /** Looks at some more lines; false when there were none left to look at. */
  step(): boolean;
  /** Lines that were looked at. */
  scanned(): number;
  /** A stream grew. */
  grown(table: Table): void;
  /** The oldest lines of a stream are gone. */
  dropped(table: Table): void;
  /** Whether what stands at an order had its turn. */
  hasPassed(order: number): boolean;
  /** Marks are there or gone that were not taken in their turn. */
  marksChanged(): void;
  /** Number of the row at a place or the nearest before it; -1 when that is before all. */
  rowOf(order: number, n: number): number;
  /** Whether rows have other numbers than when this was asked last; nothing may be said of them before it is asked. */
  takeRenumbered(): boolean;
}

export interface ListedOptions {
  readonly tables: Tables;
  readonly streams: () => readonly Table[];
  readonly searcher: Searcher;
  readonly filter: Filter;
  /** Marks among the rows. */
  readonly marks: ViewMarks;
  readonly fold: boolean;
  /** The template of a line that is a row already. */
  readonly templateOf: (table: Table, n: number) => number;
}

/** Makes the rows; nothing is looked at yet. */
export function createListedRows(options: ListedOptions): ListedRows {
  const { tables, streams, searcher, filter, marks } = options;
  const list = createFoldedList(options.fold, options.templateOf, (index) => tables.list[index]);
  const windowBytes = windowOf(filter, options.fold);
  /** All that stands before this order was looked at. */
  let at = 0;
  /** The last line of each stream that was looked at with its end. */
  const seen = new Map<Table, number>();
  let checkpoints: { readonly order: number; readonly mark: FoldedMark }[] = [];
  let renumbered = false;
  let before: { readonly from: number; readonly codes: readonly number[] } | null = null;

  function orderOf(code: number): number {
    const coded = decode(code);
    if (coded.k === 'mark') return coded.order;
    const table = tables.list[coded.index];
    return table ? orderOfLine(tables, table, coded.n) : 0;
  }

  /** Number of the first row at or behind a place. */
  function firstFrom(order: number, n: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const code = list.code(middle);
      const its = orderOf(code);
      const coded = decode(code);
      const isBefore = its < order || (its === order && coded.k === 'line' && coded.n < n);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Goes back to look again from an order on, or from somewhat earlier. */
  function rewind(order: number): void {
    if (order >= at) return;
    while ((checkpoints.at(-1)?.order ?? -1) > order) checkpoints.pop();
    const known = checkpoints.pop() ?? null;
    const start = known ? { order: known.order, from: known.mark.length } : startBefore(order);
    if (before !== null || list.length - start.from > COMPARED) {
      renumbered = true;
      before = null;
    } else {
      const codes = Array.from({ length: list.length - start.from }, (_, one) => list.code(start.from + one));
      before = { from: start.from, codes };
    }
    if (known) list.restore(known.mark);
    else list.cut(start.from);
    at = start.order;
    for (const [table, n] of seen) seen.set(table, Math.min(n, lineAtOrder(tables, table, at) - 1));
  }

  /** Where to begin again so that no row goes on over that place. */
  function startBefore(order: number): { readonly order: number; readonly from: number } {
    let start = { order, from: firstFrom(order, 0) };
    for (;;) {
      const code = start.from > 0 ? decode(list.code(start.from - 1)) : null;
      const table = code?.k === 'line' ? tables.list[code.index] : undefined;
      if (!table || code?.k !== 'line') return start;
      const { last } = list.folded(start.from - 1);
      if (last === code.n || orderOfLine(tables, table, last) < start.order) return start;
      const earlier = orderOfLine(tables, table, code.n);
      start = { order: earlier, from: firstFrom(earlier, 0) };
    }
  }

  /** Whether a folded row has lines on both sides of an order. */
  function goesOver(row: number, order: number): boolean {
    const code = row >= 0 ? decode(list.code(row)) : null;
    const table = code?.k === 'line' ? tables.list[code.index] : undefined;
    return table !== undefined && orderOfLine(tables, table, list.folded(row).last) > order;
  }

  /** Rows moved: what was compared with, and gone back to, is no more. */
  function forget(): void {
    if (before !== null) renumbered = true;
    before = null;
    checkpoints = [];
  }

  function push(code: number, template: number): void {
    if (!list.push(code, template)) return;
    const index = list.length - 1;
    if (before !== null && before.codes.length > 0) {
      if (before.codes[index - before.from] !== code) renumbered = true;
      if (renumbered || index - before.from >= before.codes.length - 1) before = null;
    }
    if (list.bound()) {
      renumbered = true;
      forget();
    }
  }

  /** What is left of a row whose first lines were dropped, by its last line; of very many lines it is not counted. */
  function leftOf(table: Table, last: number): { first: number; count: number } {
    if (last - table.firstLine > COUNTED) return { first: last, count: last - table.firstLine + 1 };
    const high = orderOfLine(tables, table, last) + 1;
    const lines = searcher.search(table, 0, high, filter, false).lines.filter((n) => n <= last);
    return { first: lines[0] ?? last, count: Math.max(1, lines.length) };
  }

  /** The end of what there is to look at. */
  function endOrder(): number {
    return Math.max(marks.lastOrder, newestOrder(tables, streams())) + 1;
  }

  /** Everything is looked at again: fewer rows than there were have other numbers, too. */
  function caughtUp(): void {
    if (before !== null && list.length < before.from + before.codes.length) renumbered = true;
    before = null;
  }

  function step(): boolean {
    const end = endOrder();
    if (at >= end) {
      caughtUp();
      return false;
    }
    checkpoints.push({ order: at, mark: list.mark() });
    if (checkpoints.length > CHECKPOINTS * 2) checkpoints = checkpoints.slice(-CHECKPOINTS);
    const high = Math.min(end, searcher.windowEnd(streams(), at, windowBytes));
    const found = streams().map((table) => ({
      table,
      hits: searcher.search(table, at, high, filter, options.fold),
    }));
    let mark = marks.before(at);
    mergeHits(found, (order, table, n, template) => {
      for (let next = marks.at(mark); next && next.mark.order <= order; next = marks.at(++mark))
        push(markCode(next.mark.order), Number.NaN);
      push(lineCode(table.index, n), template);
    });
    for (let next = marks.at(mark); next && next.mark.order < high; next = marks.at(++mark))
      push(markCode(next.mark.order), Number.NaN);
    at = high;
    for (const table of streams()) seen.set(table, Math.min(table.lines, lineAtOrder(tables, table, high) - 1));
    if (at >= end) caughtUp();
    return true;
  }

  return {
    list,
    step,
    scanned() {
      let sum = 0;
      for (const table of streams()) sum += Math.max(0, (seen.get(table) ?? 0) + 1 - table.firstLine);
      return sum;
    },
    grown(table) {
      const next = (seen.get(table) ?? table.firstLine - 1) + 1;
      const order = orderOfLine(tables, table, next);
      if (order >= at) return;
      const isEnded = next <= table.lines;
      if (isEnded || list.length - firstFrom(order, next) <= NEAR_END) rewind(order);
    },
    dropped(table) {
      seen.set(table, Math.max(seen.get(table) ?? 0, table.firstLine - 1));
      if (list.dropLines(table.index, table.firstLine, (last) => leftOf(table, last))) renumbered = true;
      forget();
    },
    hasPassed: (order) => order < at,
    marksChanged() {
      if (list.keepMarks((order) => marks.byOrder(order) !== undefined)) renumbered = true;
      for (let index = 0; index < marks.length; index += 1) {
        const order = marks.at(index)?.mark.order ?? at;
        if (order >= at) break;
        const row = firstFrom(order, 0);
        if (list.code(row) === markCode(order)) continue;
        if (goesOver(row - 1, order)) {
          rewind(order);
          break;
        }
        list.insert(row, markCode(order));
        renumbered = true;
      }
      if (renumbered) forget();
    },
    rowOf(order, n) {
      const row = firstFrom(order, n);
      const code = row < list.length ? decode(list.code(row)) : null;
      const isThere = code !== null && orderOf(list.code(row)) === order && (code.k === 'mark' || code.n === n);
      return isThere ? row : row - 1;
    },
    takeRenumbered() {
      for (let steps = 0; before !== null && steps < COMPARE_STEPS; steps += 1) step();
      if (before !== null) renumbered = true;
      before = null;
      const was = renumbered;
      renumbered = false;
      return was;
    },
  };
}

function windowOf(filter: Filter, fold: boolean): number {
  const isRegex = [...filter.include, ...filter.exclude].some(({ isRegex: is }) => is);
  if (isRegex) return WINDOW_BYTES.regex;
  if (fold) return WINDOW_BYTES.lines;
  if (!filter.readsText || filter.include.some(({ quick }) => quick !== null)) return WINDOW_BYTES.quick;
  return WINDOW_BYTES.lines;
}
