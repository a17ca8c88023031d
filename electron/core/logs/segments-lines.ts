const LINE_END = 10;
/** Below this many bytes a plain loop is faster than setting up the other one. */
const FEW_BYTES = 64;
/** Words whose counts fit into the four bytes of a sum. */
const WORDS_PER_SUM = 255;

/** Counts the line ends in `bytes` from `from` up to, not including, `to`: four bytes at a time. */
export function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  let count = 0;
  if (to - from >= FEW_BYTES) {
    for (; (bytes.byteOffset + at) % 4 !== 0; at += 1) if (bytes[at] === LINE_END) count += 1;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, (to - at) >>> 2);
    for (let word = 0; word < words.length; ) {
      const end = Math.min(words.length, word + WORDS_PER_SUM);
      let sum = 0;
      for (; word < end; word += 1) {
        const other = (words[word] as number) ^ 0x0a0a0a0a;
        // The top bit of a byte is left standing where the byte was a line end, and nowhere else.
        sum = (sum + ((~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f) >>> 7) & 0x01010101)) | 0;
      }
      count += (sum & 0xff) + ((sum >>> 8) & 0xff) + ((sum >>> 16) & 0xff) + (sum >>> 24);
    }
    at += words.length * 4;
  }
  for (; at < to; at += 1) if (bytes[at] === LINE_END) count += 1;
  return count;
}

/** What decides where bytes are cut. */
export interface CutFacts {
  /** A line is being written. */
  readonly open: boolean;
  /** Bytes of the segment so far, and how many it should have. */
  readonly filled: number;
  readonly segmentBytes: number;
  /** Something is to be put behind the line that is being written. */
  readonly stops: boolean;
}

/**
 * Up to where bytes from `from` on belong to the segment that is being written: a line is never in two of them, so a
 * long one makes it longer. `from` itself when another segment must begin first.
 */
export function segmentCut(bytes: Uint8Array, from: number, { open, filled, segmentBytes, stops }: CutFacts): number {
  if (open && stops) {
    const end = bytes.indexOf(LINE_END, from);
    if (end >= 0) return end + 1;
  }
  const room = segmentBytes - filled;
  if (bytes.length - from <= room) return bytes.length;
  const fits = room > 0 ? bytes.lastIndexOf(LINE_END, from + room - 1) : -1;
  if (fits >= from) return fits + 1;
  if (!open && filled > 0) return from;
  const end = bytes.indexOf(LINE_END, from + Math.max(0, room));
  return end < 0 ? bytes.length : end + 1;
}
