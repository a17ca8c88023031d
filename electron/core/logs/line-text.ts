import { isUtf8 } from 'node:buffer';
import { LINE_SHOWN_BYTES } from '../../../shared/log.ts';

/** What is shown of a line. */
export interface LineText {
  readonly text: string;
  /** It has bytes that are no text. */
  readonly binary: boolean;
}

const CARRIAGE_RETURN = 13;
/** Control characters that texts for a terminal have: tab, line moves, back space, bell, escape. */
const IN_TEXT: ReadonlySet<number> = new Set([7, 8, 9, 10, 11, 12, 13, 27]);

/**
 * What is shown of a line: its text with its colours, of a progress bar that was drawn over and over its last state, and
 * at most LINE_SHOWN_BYTES.
 *
 * @param head the line without its `\n`, or its beginning when it is long
 * @param tail its end, when `head` is not all of it; else null
 */
export function lineText(head: Uint8Array, tail: Uint8Array | null): LineText {
  const shown = lastDrawn(tail ?? head) ?? withoutReturn(head);
  const cut = shown.subarray(0, cutAt(shown, LINE_SHOWN_BYTES));
  const text = Buffer.from(cut.buffer, cut.byteOffset, cut.length).toString('utf8');
  return { text, binary: isBinary(cut) };
}

/** The last piece between carriage returns that is not empty; null when there are none in the line. */
function lastDrawn(bytes: Uint8Array): Uint8Array | null {
  const line = withoutReturn(bytes);
  const at = line.lastIndexOf(CARRIAGE_RETURN);
  return at < 0 ? null : line.subarray(at + 1);
}

/** Without the `\r` of a line end, however many of them there are. */
function withoutReturn(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === CARRIAGE_RETURN) end -= 1;
  return bytes.subarray(0, end);
}

/** Up to where bytes can be shown without cutting a character in two. */
export function cutAt(bytes: Uint8Array, most: number): number {
  if (bytes.length <= most) return bytes.length;
  let end = most;
  // A character has at most three bytes after its first.
  for (let back = 0; back < 3 && end > 0 && isInside(bytes[end]); back += 1) end -= 1;
  return isInside(bytes[end]) ? most : end;
}

function isInside(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function isBinary(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return true;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte < 32 && !IN_TEXT.has(byte)) || byte === 127) return true;
  }
  return false;
}
