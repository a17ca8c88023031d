import type { Envelope } from '../../../shared/envelope.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import { fold } from '../../../shared/fold.ts';
import { type Snapshot, snapshotOf, stateOf } from '../../../shared/snapshot.ts';
import { EMPTY_STATE, SHAPE, type State } from '../../../shared/state.ts';
import type { EventStore } from './store.ts';

const PAGE = 5_000;

/** How much history is kept: whichever bound is met first. */
export interface JournalBounds {
  readonly events: number;
  readonly bytes: number;
  readonly ms: number;
}

export const DEFAULT_BOUNDS: JournalBounds = { events: 500_000, bytes: 256 * 2 ** 20, ms: 30 * 24 * 3_600_000 };

/**
 * Folds what was stored since the last checkpoint and stores the result. A checkpoint of another shape is passed over:
 * the fold then starts from an empty state, as every epoch does.
 */
export function storeCheckpoint(store: EventStore, at: number): State {
  const last = store.checkpoint(SHAPE);
  let state: State = last ? stateOf(JSON.parse(last.state) as Snapshot) : EMPTY_STATE;
  for (;;) {
    const texts = store.read({ after: state.seq, limit: PAGE, newest: false });
    if (texts.length === 0) break;
    state = fold(
      state,
      texts.map((text) => upcast(JSON.parse(text) as Envelope)),
    );
  }
  if (state.seq > 0 && state.seq !== last?.seq) {
    store.saveCheckpoint(state.seq, state.epoch, SHAPE, at, JSON.stringify(snapshotOf(state)));
  }
  return state;
}

/** The seq below which events may go, or null while history is within its bounds. */
export function compactionLimit(store: EventStore, bounds: JournalBounds, now: number): number | null {
  const oldest = store.oldest();
  const newest = store.checkpoint(SHAPE);
  if (!oldest || !newest) return null;
  const count = store.count();
  const over = Math.max(1 - bounds.events / count, 1 - bounds.bytes / Math.max(1, store.bytes()), 0);
  const tooOld = oldest.at < now - bounds.ms;
  if (over <= 0 && !tooOld) return null;
  // A tenth more than needed, so that compaction does not run again at once.
  const wanted = oldest.seq + Math.ceil(count * Math.min(1, Math.max(over + 0.1, tooOld ? 0.1 : 0)));
  const limit = Math.min(wanted, newest.seq);
  return limit > oldest.seq ? limit : null;
}
