import { snapshotText } from '../../../shared/snapshot-text.ts';
import { SHAPE, type State } from '../../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { StoreClient } from './store-client.ts';

const EVERY_EVENTS = 10_000;
const EVERY_MS = 5 * 60_000;
/** Longest stretch of writing on the main loop, ms. */
const SLICE_MS = 4;

/** Stores the folded state now and then, so that history can be cut and a replay need not begin at the beginning. */
export interface CheckpointWriter {
  /** Tells that events were handed to the store; writes a checkpoint when it is time. */
  flushed(count: number): void;
  close(): void;
}

interface CheckpointWriterOptions {
  readonly store: StoreClient;
  readonly clock: Clock;
  /** The state up to the last flush. */
  readonly state: () => State;
  readonly log: (message: string) => void;
}

/** Makes the writer. The state is immutable, so its text can be put together in slices while events go on. */
export function createCheckpointWriter({ store, clock, state, log }: CheckpointWriterOptions): CheckpointWriter {
  let events = 0;
  let lastAt = clock.mono();
  let next: NodeJS.Immediate | null = null;

  function slice(written: State, pieces: Generator<string>, texts: string[]): void {
    next = null;
    const began = clock.mono();
    for (let piece = pieces.next(); !piece.done; piece = pieces.next()) {
      texts.push(piece.value);
      if (clock.mono() - began < SLICE_MS) continue;
      next = setImmediate(() => slice(written, pieces, texts));
      return;
    }
    store.checkpoint(written.seq, written.epoch, SHAPE, texts.join('')).catch((error: unknown) => {
      log(`a checkpoint was not stored: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  return {
    flushed(count) {
      events += count;
      const due = events >= EVERY_EVENTS || clock.mono() - lastAt >= EVERY_MS;
      if (!due || next) return;
      events = 0;
      lastAt = clock.mono();
      const written = state();
      next = setImmediate(() => slice(written, snapshotText(written), []));
    },
    close() {
      if (next) clearImmediate(next);
    },
  };
}
