import type { Heights } from './geometry.ts';

/** Height of a row that is not wrapped, in px. */
export const ROW_PX = 20;
/** Rows that may be open to their JSON at a time. */
const OPENED = 50;
/** Rows whose height is remembered in wrap mode. */
const MEASURED = 5_000;

/** How high each row is: a fixed height as long as nothing is wrapped, else as it was measured when it was in sight. */
export interface RowHeights {
  /** The heights as they are known now. */
  of(rows: number): Heights;
  setWrap(wrap: boolean): void;
  /** Takes measured heights of rows in sight; answers by how much each differs from what was thought, in px. */
  measured(rows: readonly (readonly [row: number, height: number])[]): ReadonlyMap<number, number>;
  isOpened(row: number): boolean;
  /** Makes room below a row for so many lines, its own included. */
  open(row: number, lines: number): void;
  /** Takes that room away; false when there was none. */
  close(row: number): boolean;
  /** Other rows have these numbers now. */
  clear(): void;
}

/** Makes a table in which every row has the height of one line. */
export function createRowHeights(): RowHeights {
  const opened = new Map<number, number>();
  const known = new Map<number, number>();
  let isWrapped = false;
  let average = ROW_PX;

  const height = (row: number): number => (isWrapped ? (known.get(row) ?? average) : (opened.get(row) ?? ROW_PX));

  return {
    of: (rows) => ({ rows, base: isWrapped ? average : ROW_PX, height }),
    setWrap(wrap) {
      if (wrap === isWrapped) return;
      isWrapped = wrap;
      known.clear();
      average = ROW_PX;
    },
    measured(rows) {
      const off = new Map<number, number>();
      let sum = 0;
      for (const [row, now] of rows) {
        sum += now;
        const by = now - height(row);
        if (Math.abs(by) >= 1) off.set(row, by);
        if (known.size >= MEASURED) known.clear();
        known.set(row, now);
      }
      if (rows.length > 0) average = Math.max(ROW_PX, Math.round(average * 0.9 + (sum / rows.length) * 0.1));
      return off;
    },
    isOpened: (row) => opened.has(row),
    open(row, lines) {
      const [first] = opened.keys();
      if (opened.size === OPENED && first !== undefined) opened.delete(first);
      opened.set(row, lines * ROW_PX);
      known.delete(row);
    },
    close(row) {
      known.delete(row);
      return opened.delete(row);
    },
    clear() {
      opened.clear();
      known.clear();
    },
  };
}
