/** What is kept of an agent's stderr for errors, bytes: an older 4 KiB cut stack traces. */
export const TAIL_BYTES = 64 * 1024;

/** The last bytes of a stream. */
export interface ByteTail {
  push(chunk: Uint8Array): void;
  /** What is kept, as text without the blanks around it; a character that the cut went through is left out. */
  text(): string;
  /** Bytes that came in all. */
  readonly total: number;
}

/** Keeps the last `capacity` bytes in one ring. */
export function createByteTail(capacity = TAIL_BYTES): ByteTail {
  const ring = Buffer.allocUnsafe(capacity);
  let at = 0;
  let total = 0;
  return {
    push(chunk) {
      const last = chunk.length > capacity ? chunk.subarray(chunk.length - capacity) : chunk;
      const first = Math.min(last.length, capacity - at);
      ring.set(last.subarray(0, first), at);
      ring.set(last.subarray(first), 0);
      at = (at + last.length) % capacity;
      total += chunk.length;
    },
    text() {
      const kept =
        total < capacity ? ring.subarray(0, total) : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      return wholeCharacters(kept, total > capacity)
        .toString('utf8')
        .trim();
    },
    get total() {
      return total;
    },
  };
}

/** Cuts the rest of a UTF-8 character off the beginning, when something was cut there. */
function wholeCharacters(bytes: Buffer, isCut: boolean): Buffer {
  let from = 0;
  while (isCut && from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from);
}
