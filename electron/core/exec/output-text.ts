/** A piece of output that can be shown: whole lines, or a part of one that is too long. */
export interface TextPiece {
  readonly text: string;
  /** Lines that end in it; 0 for a part whose line goes on. */
  readonly lines: number;
}

/** A line longer than this is handed on in parts, characters. */
const LONGEST_LINE = 64 * 1024;

/** Turns chunks of bytes into text whose secrets are hidden: line by line, since a secret may lie across two chunks. */
export interface OutputText {
  /** Text that is complete now; null when nothing is. */
  take(chunk: Buffer): TextPiece | null;
  /** What is left when the output has ended. */
  end(): TextPiece | null;
  /** The end of what was written and is no whole line yet; to be looked at, never shown. */
  rest(): string;
}

/**
 * Starts with nothing.
 *
 * @param mask hides secrets in a text
 * @param longestSecret characters that are held back of a line in parts, so that no secret is cut in two
 */
export function createOutputText(mask: (text: string) => string, longestSecret: number): OutputText {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pending = '';

  function part(): TextPiece | null {
    if (pending.length <= LONGEST_LINE + longestSecret) return null;
    const masked = mask(pending);
    const cut = Math.max(1, masked.length - longestSecret);
    pending = masked.slice(cut);
    return { text: masked.slice(0, cut), lines: 0 };
  }

  return {
    take(chunk) {
      pending += decoder.decode(chunk, { stream: true });
      const end = pending.lastIndexOf('\n') + 1;
      if (end === 0) return part();
      const whole = pending.slice(0, end);
      pending = pending.slice(end);
      return { text: mask(whole), lines: countLines(whole) };
    },
    end() {
      const text = pending + decoder.decode();
      pending = '';
      return text === '' ? null : { text: mask(text), lines: countLines(text) + (text.endsWith('\n') ? 0 : 1) };
    },
    rest: () => pending,
  };
}

/** Line ends in a text. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
