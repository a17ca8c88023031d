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
  /** Takes them from the streams anew; tells whether one other than behind all that were there is new, or one is gone. */
  refresh(tables: readonly Table[]): boolean;
}

/** Makes the list of marks that `isShown`. */
export function createViewMarks(isShown: (mark: Mark) => boolean): ViewMarks {
  let list: PlacedMark[] = [];

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
    refresh(tables) {
      const next = placed(tables, isShown);
      const isLonger = list.every((one, index) => next[index]?.mark.order === one.mark.order);
      list = next;
      return !isLonger;
    },
  };
}

function placed(tables: readonly Table[], isShown: (mark: Mark) => boolean): PlacedMark[] {
  const all = tables.flatMap((table) => table.marks.filter(isShown).map((mark) => ({ table, mark })));
  all.sort((one, other) => one.mark.order - other.mark.order);
  const told = new Set<string>();
  return all.filter(({ table, mark }) => {
    if (mark.what.is !== 'run-started' && mark.what.is !== 'run-ended') return true;
    const key = `${mark.what.is} ${mark.run} ${table.item}`;
    const isNew = !told.has(key);
    told.add(key);
    return isNew;
  });
}
