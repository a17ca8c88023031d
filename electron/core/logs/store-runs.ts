import type { LogChannel } from '../../../shared/log.ts';

/** A run that writes and never begins is let through after this, ms: better lines without a ruler than none. */
const WAIT_MS = 1_000;
/** Runs that have ended and are remembered all the same: their last words may still come. */
const REMEMBERED = 500;

/** A chunk that came before its run had begun. */
interface EarlyChunk {
  readonly item: string;
  readonly channel: LogChannel;
  readonly chunk: Uint8Array;
  readonly at: number;
  readonly seq: number;
}

/** Keeps the first chunks of a run until it is known to have begun, so that they stand below its ruler. */
export interface RunGate {
  isOpen(run: string): boolean;
  /** Keeps a copy of a chunk; the promise resolves when it was let through. */
  keep(run: string, early: EarlyChunk): Promise<void>;
  /** The run has begun: what was kept goes on. */
  open(run: string): void;
  /** The run has ended. */
  ended(run: string): void;
  openAll(): void;
}

/** @param put where chunks go on to */
export function createRunGate(
  put: (item: string, channel: LogChannel, chunk: Uint8Array, at: number, seq: number) => void,
): RunGate {
  const begun = new Set<string>();
  const over = new Set<string>();
  const early = new Map<
    string,
    { readonly chunks: EarlyChunk[]; readonly timer: NodeJS.Timeout; readonly through: PromiseWithResolvers<void> }
  >();

  function open(run: string): void {
    begun.add(run);
    const kept = early.get(run);
    if (!kept) return;
    early.delete(run);
    clearTimeout(kept.timer);
    for (const { item, channel, chunk, at, seq } of kept.chunks) put(item, channel, chunk, at, seq);
    kept.through.resolve();
  }

  return {
    isOpen: (run) => begun.has(run) || over.has(run),
    keep(run, chunk) {
      const known = early.get(run);
      const kept = known ?? {
        chunks: [],
        timer: setTimeout(() => open(run), WAIT_MS),
        through: Promise.withResolvers<void>(),
      };
      if (!known) early.set(run, kept);
      kept.chunks.push({ ...chunk, chunk: Uint8Array.from(chunk.chunk) });
      return kept.through.promise;
    },
    open,
    ended(run) {
      open(run);
      begun.delete(run);
      over.add(run);
      const [oldest] = over;
      if (over.size > REMEMBERED && oldest !== undefined) over.delete(oldest);
    },
    openAll() {
      for (const run of [...early.keys()]) open(run);
    },
  };
}
