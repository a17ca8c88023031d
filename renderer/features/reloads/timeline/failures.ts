import { MARK_OUTCOMES } from '../../../../shared/timeline.ts';
import type { MarkLane } from '../../../stores/mark-lane.ts';
import { OUTCOMES } from '../../../words/outcomes.ts';
import type { ReloadRow } from '../../../words/reload-row.ts';

/** By place in `MARK_OUTCOMES`: 1 for what somebody should look at. */
const IS_FAILURE = Uint8Array.from(MARK_OUTCOMES, (outcome) => (OUTCOMES[outcome].failure ? 1 : 0));

type Failing = Pick<MarkLane, 'seqs' | 'outcomes' | 'length'>;

/** Whether an outcome, by its place, is a failure. */
export function isFailure(outcome: number): boolean {
  return IS_FAILURE[outcome] === 1;
}

/**
 * The number of the next failure: the newest one older than `before`, going round to the newest of all; null without any.
 * Rows (newest first) and marks are both looked at, as either may reach further back.
 */
export function nextFailureSeq(rows: readonly ReloadRow[], lanes: readonly Failing[], before: number): number | null {
  const older = newestFailure(rows, lanes, before);
  return older ?? (before === Number.POSITIVE_INFINITY ? null : newestFailure(rows, lanes, Number.POSITIVE_INFINITY));
}

function newestFailure(rows: readonly ReloadRow[], lanes: readonly Failing[], before: number): number | null {
  let best = rows.find((row) => row.seq < before && OUTCOMES[row.outcome].failure)?.seq ?? 0;
  for (const { seqs, outcomes, length } of lanes) {
    for (let place = length - 1; place >= 0; place -= 1) {
      const seq = seqs[place] ?? 0;
      if (seq >= before || IS_FAILURE[outcomes[place] ?? 0] !== 1) continue;
      best = Math.max(best, seq);
      // Time may have gone back inside a lane; that the numbers then are a little out of order changes nothing here.
      break;
    }
  }
  return best === 0 ? null : best;
}
