/** A part of a text, and whether it is one of the words looked for. */
export interface MarkedPart {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Cuts a text at the first place of each (lower-case) word, so that what matched can be shown. */
export function markWords(text: string, words: readonly string[]): MarkedPart[] {
  const lower = text.toLowerCase();
  // Where lower case has another length than the text, places do not correspond: nothing is marked then.
  if (lower.length !== text.length) return [{ text, isMarked: false }];
  const spans = words
    .map((word) => ({ start: lower.indexOf(word), end: lower.indexOf(word) + word.length }))
    .filter(({ start }) => start >= 0)
    .sort((one, other) => one.start - other.start);
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    if (from > at) parts.push({ text: text.slice(at, from), isMarked: false });
    parts.push({ text: text.slice(from, end), isMarked: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMarked: false });
  return parts;
}
