import { type LogRow, ROWS_AT_ONCE } from '../../../../shared/log.ts';

/** Rows that are kept for the screen at most. */
const KEPT = 5_000;

/** Rows of a view by their number, as far as they are here. */
export interface RowCache {
  get(row: number): LogRow | undefined;
  put(from: number, rows: readonly LogRow[]): void;
  /** Forgets this row and every one behind it. */
  forgetFrom(row: number): void;
  clear(): void;
  /**
   * Which rows from `first` to `last` (not included) are not here and not asked for, as questions of at most
   * ROWS_AT_ONCE.
   */
  missing(
    first: number,
    last: number,
    isAsked?: (row: number) => boolean,
  ): readonly { readonly from: number; readonly count: number }[];
  size(): number;
}

/** Makes an empty cache; what is furthest from what came last leaves when there are more than `kept` rows. */
export function createRowCache(kept: number = KEPT): RowCache {
  const rows = new Map<number, LogRow>();

  function prune(middle: number): void {
    if (rows.size <= kept) return;
    const reach = kept / 4;
    for (const row of rows.keys()) if (Math.abs(row - middle) > reach) rows.delete(row);
  }

  return {
    get: (row) => rows.get(row),
    put(from, added) {
      for (const [at, row] of added.entries()) rows.set(from + at, row);
      prune(from + added.length / 2);
    },
    forgetFrom(first) {
      for (const row of rows.keys()) if (row >= first) rows.delete(row);
    },
    clear: () => rows.clear(),
    missing(first, last, isAsked = () => false) {
      const asks: { from: number; count: number }[] = [];
      let from = -1;
      for (let row = first; row <= last; row += 1) {
        const isMissing = row < last && !rows.has(row) && !isAsked(row);
        if (isMissing && from === -1) from = row;
        if (from !== -1 && (!isMissing || row - from === ROWS_AT_ONCE)) {
          asks.push({ from, count: row - from });
          from = isMissing ? row : -1;
        }
      }
      return asks;
    },
    size: () => rows.size,
  };
}
