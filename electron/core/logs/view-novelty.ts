import type { LogSpec } from '../../../shared/log.ts';
import { findEntry, newestOrder, nextEntry } from './reader-places.ts';
import type { Table, Tables } from './reader-table.ts';
import { type Filter, NO_FILTER } from './search-filter.ts';
import type { Searcher } from './search-window.ts';
import { templateOf } from './template.ts';

/** Templates that are remembered; with more of them nothing can be called new. */
const MOST_TEMPLATES = 500_000;
const WINDOW_BYTES = 512 * 1024;

/** What was seen before, by which new lines are told. */
export interface Novelty {
  /** Looks at some more of what was before; false when all of it was. */
  step(): boolean;
  readonly done: boolean;
  /** Whether the like of a line was never seen; false while that is not known. */
  isFresh(text: string, seq: number, run: string | null): boolean;
}

/** Makes the memory of what `unlike` names. */
export function createNovelty(
  tables: Tables,
  streams: readonly Table[],
  searcher: Searcher,
  unlike: NonNullable<LogSpec['unlike']>,
): Novelty {
  const templates = new Set<number>();
  const filter: Filter = 'run' in unlike ? { ...NO_FILTER, runs: new Set([unlike.run]) } : NO_FILTER;
  const end = 'seq' in unlike ? endBySeq(tables, streams, unlike.seq) : newestOrder(tables, streams) + 1;
  let at = 0;
  let isFull = false;

  return {
    get done() {
      return at >= end || isFull;
    },
    step() {
      if (at >= end || isFull) return false;
      const high = Math.min(end, searcher.windowEnd(streams, at, WINDOW_BYTES));
      for (const table of streams)
        for (const template of searcher.search(table, at, high, filter, true).templates) templates.add(template);
      at = high;
      isFull = templates.size > MOST_TEMPLATES;
      return at < end && !isFull;
    },
    isFresh(text, seq, run) {
      if (at < end || isFull) return false;
      if ('seq' in unlike ? seq <= unlike.seq : run === unlike.run) return false;
      return !templates.has(templateOf(text));
    },
  };
}

/** The first order whose lines came after a position of the journal. */
function endBySeq(tables: Tables, streams: readonly Table[], seq: number): number {
  let end = newestOrder(tables, streams) + 1;
  for (const table of streams) {
    const last = findEntry(tables, table, 'seq', seq);
    const next = last ? nextEntry(tables, table, last) : null;
    if (next) end = Math.min(end, next.order);
    else if (!last && table.segments[0]) end = Math.min(end, table.segments[0].order);
  }
  return end;
}
