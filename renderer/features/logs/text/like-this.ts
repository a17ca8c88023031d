import type { LogPattern } from '../../../../shared/log.ts';
import { literalSource } from './match-marks.ts';
import { plainText } from './shown-text.ts';

const LONGEST = 200;
/** What differs from line to line: ids, numbers and times, longest kind first. */
const CHANGING = /[0-9a-f]{8}-[0-9a-f-]{27}|(?=[a-f]*\d)[0-9a-f]{8,}|\d+(?:[.,:]\d+)*/gi;

/** A pattern for lines that differ from this one only in numbers, times and ids; null for a line without words. */
export function likeThis(raw: string): LogPattern | null {
  const text = plainText(raw).trim().slice(0, LONGEST);
  if (!/\p{L}{2}/u.test(text)) return null;
  if (text.search(CHANGING) === -1) return { text, regex: false, case: true };
  let source = '';
  let at = 0;
  for (const match of text.matchAll(CHANGING)) {
    const isNumber = /^\d+(?:[.,:]\d+)*$/.test(match[0]);
    source += literalSource(text.slice(at, match.index)) + (isNumber ? '[\\d.,:]+' : '[\\da-fA-F-]+');
    at = match.index + match[0].length;
  }
  return { text: source + literalSource(text.slice(at)), regex: true, case: true };
}
