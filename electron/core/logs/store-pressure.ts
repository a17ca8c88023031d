/** Above this many bytes that wait for the writer, whoever writes is made to wait. */
const HIGH_BYTES = 8 * 2 ** 20;
/** Below this many they go on. */
const LOW_BYTES = 4 * 2 ** 20;
/** How long a stream was held back is told at most this often, ms. */
const TELL_MS = 1_000;

interface Held {
  /** Since when it waits; null while it does not. */
  since: number | null;
  /** Time that was not told yet, ms. */
  untold: number;
  toldAt: number;
}

/** Makes those wait who write faster than can be stored. */
export interface Pressure {
  /** What a stream must wait for after it wrote, when so many bytes wait; nothing while there is room. */
  of(stream: number, waiting: number): void | Promise<void>;
  /** So many bytes wait now. */
  eased(waiting: number): void;
  /** Tells now how long a stream was held back. */
  tell(stream: number): void;
  tellAll(): void;
}

interface PressureOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly mono: () => number;
  /** Hears how long a stream was held back since the last time. */
  readonly heldBack: (stream: number, ms: number) => void;
}

/** Nobody waits yet. */
export function createPressure({ mono, heldBack }: PressureOptions): Pressure {
  const streams = new Map<number, Held>();
  let wait: PromiseWithResolvers<void> | null = null;

  function tell(stream: number): void {
    const held = streams.get(stream);
    if (!held || held.untold < 1) return;
    const ms = held.untold;
    held.untold = 0;
    held.toldAt = mono();
    heldBack(stream, ms);
  }

  return {
    of(stream, waiting) {
      if (wait === null && waiting <= HIGH_BYTES) return;
      wait ??= Promise.withResolvers<void>();
      const held = streams.get(stream) ?? { since: null, untold: 0, toldAt: Number.NEGATIVE_INFINITY };
      held.since ??= mono();
      streams.set(stream, held);
      return wait.promise;
    },
    eased(waiting) {
      if (wait === null || waiting > LOW_BYTES) return;
      wait.resolve();
      wait = null;
      const now = mono();
      for (const [stream, held] of streams) {
        if (held.since === null) continue;
        held.untold += now - held.since;
        held.since = null;
        if (now - held.toldAt >= TELL_MS) tell(stream);
      }
    },
    tell,
    tellAll() {
      for (const stream of streams.keys()) tell(stream);
    },
  };
}
