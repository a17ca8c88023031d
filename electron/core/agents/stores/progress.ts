import type { Progress } from './store.ts';

/** Time between two words about the progress, ms. */
const TELL_EVERY_MS = 250;
/** The rate is that of the last so many ms: of a store that stopped it falls to nothing. */
const RATE_OVER_MS = 2_500;

/** Tells how far a fetch is, now and then while that changes, until it is stopped. `tell` does so at once. */
export function tellProgress(
  bytesSoFar: () => number,
  total: number | null,
  progress: ((progress: Progress) => void) | undefined,
): { tell(): void; stop(): void } {
  if (progress === undefined) return { tell() {}, stop() {} };
  const hear = progress;
  const samples = [{ at: performance.now(), bytes: 0 }];
  let told: Progress | null = null;

  function tell(): void {
    const [at, bytes] = [performance.now(), bytesSoFar()];
    samples.push({ at, bytes });
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > RATE_OVER_MS) samples.shift();
    const first = samples[0] ?? { at, bytes };
    const rate = Math.round((bytes - first.bytes) / Math.max(0.001, (at - first.at) / 1_000));
    if (told?.bytes === bytes && told.rate === rate) return;
    told = { bytes, total, rate };
    hear(told);
  }

  // By the clock and not by what comes: a store that goes silent has news as well.
  const timer = setInterval(tell, TELL_EVERY_MS);
  return { tell, stop: () => clearInterval(timer) };
}
