import type { Mark } from './format.ts';
import type { Table } from './reader-table.ts';

/** A mark with the stream it stands in. */
export interface PlacedMark {
  readonly table: Table;
  readonly mark: Mark;
}

/** Marks of several streams in their order. A run that writes to several of them has one ruler at its start and end. */
export interface ViewMarks {
  readonly length: number;
  at(index: number): PlacedMark | undefined;
  byOrder(order: number): PlacedMark | undefined;
  /** How many stand before an order. */
  before(order: number): number;
  /** Order of the last one; -1 when there is none. */
  readonly lastOrder: number;
  /** Takes in one that one of the streams has more; tells what `refresh` would. */
  add(placed: PlacedMark, tables: readonly Table[]): boolean;
  /** Takes them from the streams anew; tells whether one other than behind all that were there is new, or one is gone. */
  refresh(tables: readonly Table[]): boolean;
}

/** Makes the list of marks that `isShown`. */
export function createViewMarks(isShown: (mark: Mark) => boolean): ViewMarks {
  let list: PlacedMark[] = [];
  /** Starts and ends of runs that are there. */
  let told = new Set<string>();

  function before(order: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle]?.mark.order ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function lastOrder(): number {
    return list.at(-1)?.mark.order ?? -1;
  }

  function refresh(tables: readonly Table[]): boolean {
    const all = tables.flatMap((table) => table.marks.filter(isShown).map((mark) => ({ table, mark })));
    all.sort((one, other) => one.mark.order - other.mark.order);
    told = new Set();
    const next = all.filter(isNew);
    const isLonger = list.every((one, index) => next[index]?.mark.order === one.mark.order);
    list = next;
    return !isLonger;
  }

  /** Whether it is no second ruler of its run; takes note of it. */
  function isNew({ table, mark }: PlacedMark): boolean {
    if (mark.what.is !== 'run-started' && mark.what.is !== 'run-ended') return true;
    const key = `${mark.what.is} ${mark.run} ${table.item}`;
    const isFirst = !told.has(key);
    told.add(key);
    return isFirst;
  }

  return {
    get length() {
      return list.length;
    },
    at: (index) => list[index],
    byOrder(order) {
      const found = list[before(order)];
      return found?.mark.order === order ? found : undefined;
    },
    before,
    get lastOrder() {
      return lastOrder();
    },
    add({ table, mark }, tables) {
      // It stands for the one that told this so far, which went.
      if (mark.what.is === 'rotated' || mark.order <= lastOrder()) return refresh(tables);
      if (isShown(mark) && isNew({ table, mark })) list.push({ table, mark });
      return false;
    },
    refresh,
  };
}
