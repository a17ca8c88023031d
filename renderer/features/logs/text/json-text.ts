/** Lines of formatted JSON that are shown below a row; the whole of it is in the dialog of the line. */
const LINES = 200;

/** JSON that a line holds, formatted. */
export interface JsonText {
  readonly lines: readonly string[];
  /** Lines that are not shown. */
  readonly more: number;
}

/** The JSON object or array that a line is, or that stands at its end behind a prefix; null when there is none. */
export function jsonIn(text: string): unknown {
  const trimmed = text.trimEnd();
  const closes = trimmed.at(-1);
  if (closes !== '}' && closes !== ']') return null;
  for (const begin of beginnings(trimmed)) {
    try {
      const value: unknown = JSON.parse(trimmed.slice(begin));
      return typeof value === 'object' ? value : null;
    } catch {
      // Another brace may be the one.
    }
  }
  return null;
}

/** Places at which JSON may begin; a few only, so that a line of braces costs nothing. */
function beginnings(text: string): readonly number[] {
  return [...text.matchAll(/(?:^|[\s=:])([{[])/g)].slice(0, 4).map((match) => match.index + match[0].length - 1);
}

/** A value on lines, two spaces deeper for each level. */
export function jsonText(value: unknown): JsonText {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return { lines: lines.slice(0, LINES), more: Math.max(0, lines.length - LINES) };
}
