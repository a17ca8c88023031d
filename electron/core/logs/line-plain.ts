const ESCAPE = '\x1b';
/** Sequences of a terminal: control sequences, strings up to their end, and the short ones. */
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-Z\\^_`a-z{|}~]|\x1b/g;

/** A text without the sequences that colour it or move the cursor of a terminal. */
export function plainText(text: string): string {
  return text.includes(ESCAPE) ? text.replace(SEQUENCES, '') : text;
}

/** Of a line that was drawn over and over, as progress bars are, its last state: what follows the last `\r` that has text behind it. */
export function lastDrawn(line: string): string {
  if (!line.includes('\r')) return line;
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
