/** What a beat of the clock showed. */
export type Beat = 'fine' | 'blocked' | 'woke';

/** One look at both clocks, in milliseconds. */
export interface Clocks {
  readonly mono: number;
  readonly wall: number;
}

// Sleep shows as a wall clock that ran ahead, or (where the monotonic clock runs on) as a very late beat.
const SLEEP_MS = 10_000;
const BLOCKED_MS = 1_000;

/** Judges the time between two beats that should lie `everyMs` apart. */
export function judgeBeat(before: Clocks, now: Clocks, everyMs: number): Beat {
  const mono = now.mono - before.mono;
  const wall = now.wall - before.wall;
  if (wall - mono > SLEEP_MS || mono - everyMs > SLEEP_MS) return 'woke';
  return mono - everyMs > BLOCKED_MS ? 'blocked' : 'fine';
}

/**
 * Beats until stopped.
 *
 * @param onBeat the judgement and how late the beat was, in milliseconds
 * @returns stops it
 */
export function startHeartbeat(everyMs: number, onBeat: (beat: Beat, lateMs: number) => void): () => void {
  let before: Clocks = { mono: performance.now(), wall: Date.now() };
  const timer = setInterval(() => {
    const now = { mono: performance.now(), wall: Date.now() };
    const beat = judgeBeat(before, now, everyMs);
    const lateMs = Math.max(0, now.mono - before.mono - everyMs);
    before = now;
    onBeat(beat, lateMs);
  }, everyMs);
  return () => clearInterval(timer);
}
