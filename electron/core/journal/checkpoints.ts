import { SHAPE } from '../../../shared/state.ts';
import type { EventStore } from './store.ts';

/** How much history is kept: whichever bound is met first. */
export interface JournalBounds {
  readonly events: number;
  readonly bytes: number;
  readonly ms: number;
}

export const DEFAULT_BOUNDS: JournalBounds = { events: 500_000, bytes: 256 * 2 ** 20, ms: 30 * 24 * 3_600_000 };

/** The seq below which events may go, or null while history is within its bounds. */
export function compactionLimit(store: EventStore, bounds: JournalBounds, now: number): number | null {
  const oldest = store.oldest();
  const newest = store.checkpointSeq(SHAPE);
  if (!oldest || newest === null) return null;
  // Numbers have no gaps and only the oldest rows are ever removed: no need to count them.
  const count = (store.last()?.seq ?? oldest.seq) - oldest.seq + 1;
  const over = Math.max(1 - bounds.events / count, 1 - bounds.bytes / Math.max(1, store.bytes()), 0);
  const tooOld = oldest.at < now - bounds.ms;
  if (over <= 0 && !tooOld) return null;
  // A tenth more than needed, so that compaction does not run again at once.
  const wanted = oldest.seq + Math.ceil(count * Math.min(1, Math.max(over + 0.1, tooOld ? 0.1 : 0)));
  const limit = Math.min(wanted, newest);
  return limit > oldest.seq ? limit : null;
}
