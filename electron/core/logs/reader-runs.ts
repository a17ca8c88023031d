import type { Mark } from './format.ts';
import type { Table } from './reader-table.ts';

/** The run that wrote a line; null for one that no run wrote. */
export function runAt(table: Table, n: number): string | null {
  const { marks } = table;
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle]?.n ?? 0) > n) high = middle;
    else low = middle + 1;
  }
  for (let at = low - 1; at >= 0; at -= 1) {
    const mark = marks[at];
    if (mark?.what.is === 'run-started') return mark.run;
    if (mark?.what.is === 'run-ended') return null;
  }
  return null;
}

/** Lines of a run in a stream, from a number up to, not including, another; null where it has none. */
export function linesOfRun(table: Table, run: string): { readonly from: number; readonly to: number } | null {
  const began = table.marks.findIndex((mark) => mark.what.is === 'run-started' && isOfRun(mark, run));
  if (began < 0) return null;
  const end = table.marks.find(({ what }, at) => at > began && (what.is === 'run-started' || what.is === 'run-ended'));
  return { from: Math.max(table.firstLine, table.marks[began]?.n ?? 0), to: end?.n ?? Number.POSITIVE_INFINITY };
}

/** Whether the last that was told of a stream's runs is that one began. */
export function isRunning(table: Table): boolean {
  const last = table.marks.findLast(({ what }) => what.is === 'run-started' || what.is === 'run-ended');
  return last?.what.is === 'run-started';
}

/** Whether a mark is of a run, by its id or, written `#7`, by its number. */
export function isOfRun({ run, what }: Mark, wanted: string): boolean {
  if (run === wanted) return true;
  return (what.is === 'run-started' || what.is === 'run-ended') && wanted === `#${what.number}`;
}
