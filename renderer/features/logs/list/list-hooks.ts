import type { LogLineRow } from '../../../../shared/log.ts';
import type { SelectedText } from './selection.ts';

/** What the list tells. */
export interface ListHooks {
  onCursor(row: number | null): void;
  onFollow(follows: boolean): void;
  /** Rows have other numbers now, and this line was looked at before. */
  onRenumbered(line: LookedAt): void;
  onToggleRun(run: string): void;
  onWhole(row: number): void;
  /** Selected rows are to be copied, but not all of them are here. */
  onCopyFar(selected: SelectedText): void;
  /** Everything is to be copied. */
  onCopyAll(): void;
}

/** A line that is looked at. */
export interface LookedAt {
  readonly line: LogLineRow;
  /** Where its upper edge is in the view, in px. */
  readonly y: number;
  /** The cursor is on it. */
  readonly chosen: boolean;
}
