/** Pages that may be lost within a minute before a person has to decide, and the length of that minute in ms. */
const LOSSES = 3;
const WINDOW_MS = 60_000;

/** What to do about a page whose process ended: those that were asked to end are no loss. */
export type Recovery = 'nothing' | 'reopen' | 'give up';

/**
 * Decides about a page that was lost.
 *
 * @param losses times (ms, of a clock that never goes back) of earlier losses
 */
export function recoveryFor(reason: string, losses: readonly number[], now: number): Recovery {
  if (reason === 'clean-exit') return 'nothing';
  return losses.filter((at) => now - at < WINDOW_MS).length < LOSSES ? 'reopen' : 'give up';
}
