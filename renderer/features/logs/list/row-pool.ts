import type { LogRow } from '../../../../shared/log.ts';
import type { Placed } from './geometry.ts';
import { drawRow, type RowView } from './row-element.ts';

interface Drawn {
  readonly element: HTMLElement;
  row: LogRow | undefined;
  /** What it was drawn with: another look, or another second where times count on, draws it anew. */
  stamp: string;
}

/** What the pool asks about a row that it is to draw. */
export interface PoolRow {
  readonly row: LogRow | undefined;
  readonly view: RowView;
  readonly stamp: string;
  readonly isCurrent: boolean;
}

/** The elements of the rows in sight; those of rows that leave are used again. */
export interface RowPool {
  /** Draws these rows, in this order, and keeps `pinned` alive out of sight. */
  draw(placed: readonly Placed[], pinned: readonly number[], look: (row: number) => PoolRow): void;
  /** Moves rows to where they belong after they were measured. */
  place(placed: readonly Placed[]): void;
  element(row: number): HTMLElement | undefined;
}

/** How far out of sight a row stands that is kept for the selection only, in px. */
const AWAY_PX = 10_000;

/** Makes a pool whose elements live in `layer`; `idPrefix` before the number of a row is the id of its element. */
export function createRowPool(layer: HTMLElement, idPrefix: string): RowPool {
  const drawn = new Map<number, Drawn>();
  const free: Drawn[] = [];

  function take(row: number): Drawn {
    const known = drawn.get(row);
    if (known) return known;
    const taken = free.shift() ?? { element: newRow(), row: undefined, stamp: '' };
    taken.stamp = '';
    taken.row = undefined;
    taken.element.replaceChildren();
    taken.element.id = `${idPrefix}${row}`;
    taken.element.dataset['row'] = String(row);
    taken.element.setAttribute('aria-rowindex', String(row + 1));
    drawn.set(row, taken);
    return taken;
  }

  function release(wanted: ReadonlySet<number>): void {
    // Where none stays, as with every frame of a fast tail, the elements stay in their places and only say other things.
    const staysAny = [...wanted].some((row) => drawn.has(row));
    for (const [row, one] of drawn) {
      if (wanted.has(row)) continue;
      drawn.delete(row);
      if (staysAny) one.element.remove();
      free.push(one);
    }
  }

  function update(one: Drawn, { row, view, stamp, isCurrent }: PoolRow): void {
    one.element.toggleAttribute('data-current', isCurrent);
    one.element.setAttribute('aria-selected', String(isCurrent));
    if (one.row === row && one.stamp === stamp) return;
    // Renumbered rows are on their way: until they are here, the old ones are better than nothing.
    if (row === undefined && one.row !== undefined) return;
    one.row = row;
    one.stamp = stamp;
    drawRow(one.element, row, view);
  }

  return {
    draw(placed, pinned, look) {
      const order = [...placed.map(({ row }) => row), ...pinned].sort((left, right) => left - right);
      const wanted = new Set(order);
      release(wanted);
      // A selection reaches from one element to another through all between them: they stand in the order of the rows.
      let next = layer.firstElementChild;
      for (const row of wanted) {
        const one = take(row);
        if (one.element === next) next = next.nextElementSibling;
        else layer.insertBefore(one.element, next);
        update(one, look(row));
      }
      for (const { element } of free) if (element.parentNode !== null) element.remove();
      const first = placed[0]?.row ?? 0;
      for (const row of pinned) move(drawn.get(row), row < first ? -AWAY_PX : AWAY_PX);
      this.place(placed);
    },
    place(placed) {
      for (const { row, y } of placed) move(drawn.get(row), y);
    },
    element: (row) => drawn.get(row)?.element,
  };
}

function move(one: Drawn | undefined, y: number): void {
  if (one) one.element.style.transform = `translateY(${Math.round(y)}px)`;
}

function newRow(): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  return element;
}
