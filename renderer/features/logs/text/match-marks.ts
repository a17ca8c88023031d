import type { LogPattern } from '../../../../shared/log.ts';
import type { Span } from './ansi-spans.ts';

/** From which character to which, the last not included. */
export type Range = readonly [from: number, to: number];
/** Where something occurs in a text. */
export type Matcher = (text: string) => readonly Range[];

/** More of one line is not looked at, and more matches of one line are not marked. */
const CHARS = 4_000;
const MARKS = 100;

/** What a pattern is as a regular expression of its own, or why it is none. */
export function patternError(pattern: Pick<LogPattern, 'text' | 'regex'>): string | null {
  if (!pattern.regex) return null;
  try {
    new RegExp(pattern.text, 'u');
    return null;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return message.replace(/^Invalid regular expression: \/.*\/u: /s, '');
  }
}

/** The source of an expression that finds this text as it stands. */
export function literalSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A way to find a pattern in plain text; null for a pattern that cannot be read. */
export function matcherOf({ text, regex, case: cased }: LogPattern): Matcher | null {
  if (patternError({ text, regex }) !== null) return null;
  const source = regex ? text : literalSource(text);
  const expression = new RegExp(source, cased ? 'gu' : 'giu');
  return (line) => {
    const found: Range[] = [];
    for (const match of line.slice(0, CHARS).matchAll(expression)) {
      if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
      if (found.length === MARKS) break;
    }
    return found;
  };
}

/** A piece of a line, and whether it is part of a match. */
export interface MarkedSpan extends Span {
  readonly marked: boolean;
}

/** Cuts pieces where matches begin and end; the ranges are in order and do not overlap. */
export function withMarks(spans: readonly Span[], ranges: readonly Range[]): readonly MarkedSpan[] {
  const out: MarkedSpan[] = [];
  let begin = 0;
  let next = 0;
  for (const span of spans) {
    const end = begin + span.text.length;
    let at = begin;
    while (at < end) {
      const range = ranges[next];
      const isIn = range !== undefined && range[0] <= at;
      const cut = Math.min(end, range === undefined ? end : isIn ? range[1] : range[0]);
      out.push({ ...span, text: span.text.slice(at - begin, cut - begin), marked: isIn });
      at = cut;
      if (isIn && cut === range[1]) next += 1;
    }
    begin = end;
  }
  return out;
}
