/** Notices bursts of raw events and has scans complete them. */
export interface Burst {
  /** A raw event came in; `dirty` paths are waiting. */
  raw(dirty: number): void;
  /** Events may have been lost: scan at once, before those that are left are heard, and then until all is quiet. */
  suspect(): void;
  close(): void;
}

// The kernel's queue holds 16,384 events and an atomic save takes four of them.
const MOST_RAW_PER_SECOND = 4_000;
const MOST_DIRTY = 500;
const QUIET_MS = 100;
// While a burst goes on its own events do the work; a scan now and then bounds how late a lost one is seen.
const SCAN_EVERY_MS = 1_000;

/**
 * @param scan runs a full scan and gives the number of changes no event had announced; `last` = none will follow
 *   unless this one finds something
 */
export function createBurst(scan: () => Promise<number>, ended: (found: number, ms: number) => void): Burst {
  let second = 0;
  let count = 0;
  let lastRaw = 0;
  let active = false;
  let closed = false;
  let wait: NodeJS.Timeout | null = null;
  let wake: (() => void) | null = null;

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
      wait = setTimeout(resolve, QUIET_MS);
    });
  }

  async function complete(atOnce: boolean): Promise<void> {
    active = true;
    const from = performance.now();
    let total = atOnce ? await scan() : 0;
    let scannedAt = performance.now();
    while (!closed) {
      await pause();
      if (closed) break;
      const quiet = performance.now() - lastRaw >= QUIET_MS;
      if (!quiet && performance.now() - scannedAt < SCAN_EVERY_MS) continue;
      const found = await scan();
      scannedAt = performance.now();
      total += found;
      if (quiet && found === 0) break;
    }
    active = false;
    if (!closed) ended(total, performance.now() - from);
  }

  function begin(atOnce: boolean): void {
    if (!active && !closed) void complete(atOnce);
  }

  return {
    raw(dirty) {
      const now = performance.now();
      lastRaw = now;
      if (now - second >= 1_000) {
        second = now;
        count = 0;
      }
      count++;
      if (dirty >= MOST_DIRTY || count > MOST_RAW_PER_SECOND) begin(false);
    },
    suspect: () => begin(true),
    close() {
      closed = true;
      if (wait !== null) clearTimeout(wait);
      wake?.();
    },
  };
}
