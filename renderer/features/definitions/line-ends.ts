/** Line ends of a text: an editor box knows only `\n`, so what a file uses must be remembered and put back. */
export type LineEnds = 'lf' | 'crlf' | 'mixed';

/** Which line ends a text uses; a text without any counts as `lf`. */
export function lineEndsOf(text: string): LineEnds {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  const all = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  if (crlf === 0 && !text.includes('\r')) return 'lf';
  return crlf === all ? 'crlf' : 'mixed';
}

/** The text as an editor box holds it. */
export function toEditorText(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The text as the file holds it; mixed line ends cannot be restored and become `\n`. */
export function fromEditorText(text: string, ends: LineEnds): string {
  return ends === 'crlf' ? text.replaceAll('\n', '\r\n') : text;
}
