import { isUtf8 } from 'node:buffer';
import { Refusal } from './refusal.ts';
import { maxDocumentBytes } from './types.ts';

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/** Bytes as text: `text` is without its byte order mark; `refusal` says why the bytes are no text, and then `text` is a likeness to show. */
export function decode(bytes: Uint8Array): { text: string; refusal: Refusal | null } {
  if (bytes.length > maxDocumentBytes) {
    const message = `The file has ${(bytes.length / 1024 / 1024).toFixed(1)} MiB; a definition may have at most ${maxDocumentBytes / 1024 / 1024} MiB.`;
    return {
      text: '',
      refusal: new Refusal('TOO_BIG', 0, message, 'Move long texts into files of their own, or split the definition.'),
    };
  }
  const bad = firstBadByte(bytes);
  if (bad < 0) return { text: strict.decode(bytes), refusal: null };
  const text = lenient.decode(bytes);
  // What stands before the bad byte is sound, so its length in text is the offset of the bad byte.
  const offset = lenient.decode(bytes.subarray(0, bad)).length;
  const { message, hint } = words(bytes, bad);
  return { text, refusal: new Refusal('NOT_UTF8', offset, message, hint) };
}

function words(bytes: Uint8Array, bad: number): { message: string; hint: string } {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (wide) return { message: 'The file is UTF-16, not UTF-8.', hint: 'Save it as UTF-8.' };
  if (bytes[bad] === 0)
    return {
      message: 'The file holds a NUL byte, so it is not text.',
      hint: 'Remove the byte, or save the file as UTF-8 text.',
    };
  const value = (bytes[bad] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  return {
    message: `The file is not valid UTF-8: byte 0x${value} cannot stand here.`,
    hint: 'Save the file as UTF-8.',
  };
}

/** Index of the first byte that is NUL or breaks UTF-8 (RFC 3629); -1 when there is none. */
function firstBadByte(bytes: Uint8Array): number {
  const nul = bytes.indexOf(0);
  if (isUtf8(bytes)) return nul;
  let at = 0;
  while (at < bytes.length) {
    const width = sequenceWidth(bytes, at);
    if (width === 0 || bytes[at] === 0) return at;
    at += width;
  }
  return nul;
}

/** Length of the character that begins at `at`; 0 when no valid one does. */
function sequenceWidth(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + width > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let next = at + 2; next < at + width; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return width;
}
