/** One row of a dump: where it begins, its bytes in hex, and as text with what cannot be shown as a dot. */
export interface RawLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const PER_LINE = 8;

/** The bytes of a base64 text, so many to a row that a row fits beside the facts. */
export function rawLines(base64: string): readonly RawLine[] {
  const bytes = bytesOf(base64);
  const lines: RawLine[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const own = bytes.slice(at, at + PER_LINE);
    lines.push({
      offset: at.toString(16).padStart(4, '0'),
      hex: own.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: own.map(characterOf).join(''),
    });
  }
  return lines;
}

/** The same bytes as a text that can be copied: line ends stay, what cannot be shown is escaped. */
export function rawText(base64: string): string {
  return bytesOf(base64)
    .map((byte) => (byte === 10 || (byte >= 32 && byte < 127) ? String.fromCharCode(byte) : escapeOf(byte)))
    .join('');
}

function bytesOf(base64: string): number[] {
  return [...atob(base64)].map((character) => character.charCodeAt(0));
}

function characterOf(byte: number): string {
  if (byte === 10) return '↵';
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·';
}

function escapeOf(byte: number): string {
  return byte === 13 ? '\\r' : `\\x${byte.toString(16).padStart(2, '0')}`;
}
