import type { Table } from './reader-table.ts';
import { decode, lineCode } from './view-codes.ts';
import { createNumberList } from './view-list.ts';

/** Rows a view keeps at most; the newest are kept. */
const MOST_ROWS = 5_000_000;
/** Lines a folded row stands for at most, so that both its numbers fit into one. */
const MOST_FOLDED = 2 ** 20;
const SPAN = 2 ** 32;

/** A moment of a list. */
export interface FoldedMark {
  readonly length: number;
  /** What the last row stood for. */
  readonly last: number;
}

/** Rows as numbers, of which some stand for several lines. */
export interface FoldedList {
  readonly length: number;
  /** Rows that had to go because there were too many. */
  readonly leftOut: number;
  /** The row's first line, or its mark; see view-codes. */
  code(index: number): number;
  /** How many lines a row stands for, and the last of them. */
  folded(index: number): { readonly count: number; readonly last: number };
  /** Takes one in at the end; false when it went into the row before. */
  push(code: number, template: number): boolean;
  /** Puts a mark before a row. */
  insert(index: number, code: number): void;
  /** What `restore` brings back. */
  mark(): FoldedMark;
  /** Goes back to what there was; rows before it must not have changed since. */
  restore(mark: FoldedMark): void;
  cut(length: number): void;
  /**
   * Lets go of lines of a stream before one; tells whether there were any.
   *
   * @param left of a row that loses some of its lines, the first that stays and how many do, by the last of them
   */
  dropLines(
    stream: number,
    firstLine: number,
    left: (last: number) => { readonly first: number; readonly count: number },
  ): boolean;
  /** Lets go of marks; tells whether there were any. */
  keepMarks(stays: (order: number) => boolean): boolean;
  /** Lets go of the oldest rows when there are too many; tells whether there were. */
  bound(): boolean;
}

/**
 * Makes an empty list.
 *
 * @param fold whether neighbours of one stream with the same template are one row
 * @param templateOf the template of a line that was taken in before
 */
export function createFoldedList(
  fold: boolean,
  templateOf: (table: Table, n: number) => number,
  tableAt: (index: number) => Table | undefined,
): FoldedList {
  const codes = createNumberList();
  /** For each row the lines it stands for beyond the first, and how far behind the first the last of them is. */
  const more = fold ? createNumberList() : null;
  const most = fold ? MOST_ROWS / 2 : MOST_ROWS;
  /** Template of the last row; undefined when it must be looked up. */
  let template: number | undefined = Number.NaN;
  let leftOut = 0;

  function lastTemplate(): number {
    if (template !== undefined) return template;
    const coded = codes.length > 0 ? decode(codes.at(codes.length - 1)) : null;
    const table = coded?.k === 'line' ? tableAt(coded.index) : undefined;
    template = table && coded?.k === 'line' ? templateOf(table, coded.n) : Number.NaN;
    return template;
  }

  function joins(code: number, its: number): boolean {
    if (more === null || codes.length === 0 || lastTemplate() !== its) return false;
    const index = codes.length - 1;
    const first = codes.at(index);
    const span = code - first;
    const extra = Math.floor(more.at(index) / SPAN) + 1;
    // Codes of one stream differ by less than any two of different streams.
    if (decode(first).k !== 'line' || span <= 0 || span >= SPAN || extra >= MOST_FOLDED) return false;
    more.set(index, extra * SPAN + span);
    return true;
  }

  function keep(test: (code: number, index: number) => boolean): boolean {
    const had = codes.length;
    const gone = new Set<number>();
    codes.keep((code, index) => {
      const stays = test(code, index);
      if (!stays && more !== null) gone.add(index);
      return stays;
    });
    more?.keep((_, index) => !gone.has(index));
    if (codes.length !== had) template = undefined;
    return codes.length !== had;
  }

  return {
    get length() {
      return codes.length;
    },
    get leftOut() {
      return leftOut;
    },
    code: codes.at,
    folded(index) {
      const coded = decode(codes.at(index));
      const packed = more?.at(index) ?? 0;
      return { count: Math.floor(packed / SPAN) + 1, last: coded.k === 'line' ? coded.n + (packed % SPAN) : 0 };
    },
    push(code, its) {
      if (joins(code, its)) return false;
      codes.push(code);
      more?.push(0);
      template = its;
      return true;
    },
    insert(index, code) {
      codes.insert(index, code);
      more?.insert(index, 0);
      template = undefined;
    },
    mark: () => ({ length: codes.length, last: codes.length > 0 ? (more?.at(codes.length - 1) ?? 0) : 0 }),
    restore({ length, last }) {
      codes.cut(length);
      more?.cut(length);
      if (length > 0) more?.set(length - 1, last);
      template = undefined;
    },
    cut(length) {
      codes.cut(length);
      more?.cut(length);
      template = undefined;
    },
    dropLines(stream, firstLine, left) {
      let changed = false;
      for (let index = 0; more !== null && index < codes.length; index += 1) {
        const coded = decode(codes.at(index));
        const span = more.at(index) % SPAN;
        if (coded.k === 'mark' || coded.index !== stream || coded.n >= firstLine) continue;
        const last = coded.n + span;
        if (last < firstLine) continue;
        const { first, count } = left(last);
        codes.set(index, lineCode(stream, first));
        more.set(index, (count - 1) * SPAN + (last - first));
        changed = true;
        break;
      }
      const removed = keep((code) => {
        const coded = decode(code);
        return coded.k === 'mark' || coded.index !== stream || coded.n >= firstLine;
      });
      return removed || changed;
    },
    keepMarks: (stays) =>
      keep((code) => {
        const coded = decode(code);
        return coded.k === 'line' || stays(coded.order);
      }),
    bound() {
      if (codes.length <= most) return false;
      const gone = Math.floor(most / 10);
      leftOut += gone;
      return keep((_, index) => index >= gone);
    },
  };
}
