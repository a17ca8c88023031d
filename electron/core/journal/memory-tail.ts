import type { EventQuery, EventRow } from './protocol.ts';

/** Events kept while they cannot be written; the oldest go first. */
const KEPT = 50_000;

/** Events that could not be written yet, so that history can be asked for while the disk is full. */
export interface MemoryTail {
  readonly size: number;
  /** How many events were given up because there were too many. */
  readonly dropped: number;
  add(rows: readonly EventRow[]): void;
  rows(): readonly EventRow[];
  read(query: EventQuery): string[];
  effects(cause: string, limit: number): string[];
  clear(): void;
}

/** An empty tail. */
export function createMemoryTail(): MemoryTail {
  let rows: EventRow[] = [];
  let dropped = 0;
  return {
    get size() {
      return rows.length;
    },
    get dropped() {
      return dropped;
    },
    add(more) {
      for (const row of more) rows.push(row);
      if (rows.length > KEPT * 2) {
        dropped += rows.length - KEPT;
        rows = rows.slice(-KEPT);
      }
    },
    rows: () => rows,
    read(query) {
      const found = rows.filter(
        (row) =>
          (query.after === undefined || row.seq > query.after) &&
          (query.before === undefined || row.seq < query.before) &&
          (!query.types?.length || query.types.includes(row.type)) &&
          (query.subject === undefined || row.subject === query.subject) &&
          (query.contains === undefined || row.text.includes(query.contains)),
      );
      return (query.newest ? found.slice(-query.limit) : found.slice(0, query.limit)).map((row) => row.text);
    },
    effects: (cause, limit) =>
      rows
        .filter((row) => row.cause === cause)
        .slice(0, limit)
        .map((row) => row.text),
    clear() {
      rows = [];
      dropped = 0;
    },
  };
}
