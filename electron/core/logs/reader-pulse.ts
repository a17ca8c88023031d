/** Places in the shared numbers: how often a regular expression was tried, and the mark of the one that is tried now. */
const BEAT = 0;
const TRIED = 1;

/** Signs of life of the reader's thread: it counts before each regular expression that is tried on a line. */
export interface Pulse {
  readonly shared: SharedArrayBuffer;
  /** Something with this key is tried now. */
  beat(key: string): void;
  /** Nothing is tried any more. */
  rest(): void;
  /** How often something was tried, and the mark of what is tried now; 0 for nothing. */
  read(): { readonly beats: number; readonly tried: number };
}

/** Signs of life in numbers that two threads share. */
export function createPulse(shared: SharedArrayBuffer = new SharedArrayBuffer(8)): Pulse {
  const numbers = new Int32Array(shared);
  let lastKey = '';
  let lastMark = 0;
  return {
    shared,
    beat(key) {
      if (key !== lastKey) {
        lastKey = key;
        lastMark = markOf(key);
      }
      Atomics.store(numbers, TRIED, lastMark);
      Atomics.add(numbers, BEAT, 1);
    },
    rest: () => void Atomics.store(numbers, TRIED, 0),
    read: () => ({ beats: Atomics.load(numbers, BEAT), tried: Atomics.load(numbers, TRIED) }),
  };
}

/** A number that stands for a pattern's key between threads; never 0. */
export function markOf(key: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) mark = Math.imul(mark ^ key.charCodeAt(at), 0x01000193);
  return mark | 1;
}
