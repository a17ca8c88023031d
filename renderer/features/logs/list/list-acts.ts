import type { LookedAt } from './list-hooks.ts';
import type { LogLook } from './look.ts';

/** A list of log rows of any length, drawn outside of React: at most once a frame, and only what is in sight. */
export interface LogList {
  look(look: LogLook): void;
  follow(follows: boolean): void;
  follows(): boolean;
  cursor(): number | null;
  /** The first row in sight. */
  first(): number;
  setCursor(row: number | null): void;
  /** Moves the cursor; the view goes along. */
  step(by: number): void;
  page(by: -1 | 1): void;
  toBegin(): void;
  /** Brings a row into sight, and the cursor to it unless told otherwise. */
  show(row: number, chosen?: boolean): void;
  /** Puts a line back to where it was looked at before its row had this number. */
  restore(row: number, looked: LookedAt): void;
  /** Opens or closes the JSON of a row; false when it has none. */
  toggleJson(row: number): boolean;
  /** Opens the whole of a line. */
  openWhole(row: number): void;
  /** Selects all rows, also those that are not drawn, until a press or another selection. */
  selectAll(): void;
  /** Ends that; false when not all were selected. */
  unselectAll(): boolean;
  focus(): void;
  close(): void;
}
