const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** How long to wait before the next attempt, in ms, after this many attempts in a row failed: 250, 500 … 5,000. */
export function backoffMs(failed: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failed, 10));
}
