import type { Table } from './reader-table.ts';
import type { Hits } from './search-window.ts';

/** Lines that were found in one stream. */
export interface FoundIn {
  readonly table: Table;
  readonly hits: Hits;
}

/** Tells lines of several streams in their common order. */
export function mergeHits(
  found: readonly FoundIn[],
  tell: (order: number, table: Table, n: number, template: number) => void,
): void {
  const heads = found.filter(({ hits }) => hits.orders.length > 0).map((one) => ({ ...one, next: 0 }));
  while (heads.length > 0) {
    const [first, limit] = twoEarliest(heads);
    if (!first) return;
    const { orders, lines, templates } = first.hits;
    do {
      tell(orders[first.next] ?? 0, first.table, lines[first.next] ?? 0, templates[first.next] ?? Number.NaN);
      first.next += 1;
    } while (first.next < orders.length && (orders[first.next] ?? 0) < limit);
    if (first.next >= orders.length) heads.splice(heads.indexOf(first), 1);
  }
}

type Head = FoundIn & { next: number };

/** The one that comes next, and the order up to which no other does. */
function twoEarliest(heads: readonly Head[]): [Head | undefined, number] {
  let first: Head | undefined;
  let least = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (const head of heads) {
    const order = head.hits.orders[head.next] ?? Number.POSITIVE_INFINITY;
    if (first === undefined || order < least) {
      second = least;
      least = order;
      first = head;
    } else second = Math.min(second, order);
  }
  return [first, second];
}
