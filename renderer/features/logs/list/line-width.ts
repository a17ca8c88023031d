import type { LogRow } from '../../../../shared/log.ts';
import { plainText } from '../text/shown-text.ts';

/** How many columns of a fixed pitch a row needs for its text. */
export function charsOf(row: LogRow | undefined): number {
  if (row?.kind !== 'line') return 0;
  // A wide character takes two columns; a line with any is taken as wide throughout.
  const plain = plainText(row.text);
  return /[\u1100-\uffff]/.test(plain) ? plain.length * 2 : plain.length;
}
