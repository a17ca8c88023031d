/** A text cut into lines at `\n`, `\r\n` and lone `\r`, as YAML does. */
export interface Lines {
  readonly texts: readonly string[];
  /** Line and column, both from 1, of a UTF-16 offset; offsets outside the text give its nearest end. */
  placeOf(offset: number): { line: number; column: number };
}

/** Cuts a text into lines once, so that many places can be asked for. */
export function cutLines(text: string): Lines {
  const texts: string[] = [];
  const starts: number[] = [];
  let from = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    texts.push(text.slice(from, match.index));
    starts.push(from);
    from = match.index + match[0].length;
  }
  texts.push(text.slice(from));
  starts.push(from);
  return { texts, placeOf: (offset) => place(texts, starts, offset) };
}

function place(texts: readonly string[], starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  let column = Math.max(0, offset - (starts[low] ?? 0));
  column = Math.min(column, texts[low]?.length ?? 0);
  // The end of a text that ends with a line break is said to be the end of the last line with something on it.
  while (low > 0 && low === texts.length - 1 && (texts[low] ?? '').trim() === '') {
    low--;
    column = texts[low]?.length ?? 0;
  }
  return { line: low + 1, column: column + 1 };
}
