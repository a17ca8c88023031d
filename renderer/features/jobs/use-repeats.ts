import { type Answer, useAnswer } from '../../client/use-answer.ts';
import type { RepeatRow } from './job-rows.ts';
import { useJobsFresh, useTouched } from './use-jobs-fresh.ts';

/** What runs again by itself, asked for again when jobs or that may have changed. */
export function useRepeats(): Answer<{ readonly repeats: readonly RepeatRow[] }> {
  return useAnswer('repeats', {}, 'repeats', `${useTouched()} ${useJobsFresh()}`);
}
