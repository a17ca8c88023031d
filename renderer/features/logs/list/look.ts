import type { TimeMode } from '../../../stores/log-store.ts';
import type { Matcher } from '../text/match-marks.ts';
import type { ItemWords } from '../text/row-text.ts';

/** How rows are drawn. */
export interface LogLook {
  readonly time: TimeMode;
  readonly wrap: boolean;
  /** Lines of several items are merged: each says whose it is. */
  readonly names: boolean;
  /** What items are called, where more is known of them than their names. */
  readonly words?: ItemWords;
  /** What is marked in the text. */
  readonly matcher: Matcher | null;
  /** Runs of which only the ruler is shown. */
  readonly foldedRuns: ReadonlySet<string>;
}
