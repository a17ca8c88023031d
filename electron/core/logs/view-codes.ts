/** Lines of one stream that numbers can tell apart. */
const LINES = 2 ** 40;

/** A row as one number: a line of a stream by the stream's index and its own number. */
export function lineCode(index: number, n: number): number {
  return index * LINES + n;
}

/** A mark as one number: by its order, which no other mark has. */
export function markCode(order: number): number {
  return -order - 1;
}

/** What a code stands for. */
export type Coded =
  | { readonly k: 'line'; readonly index: number; readonly n: number }
  | { readonly k: 'mark'; readonly order: number };

/** Reads a code. */
export function decode(code: number): Coded {
  if (code < 0) return { k: 'mark', order: -code - 1 };
  return { k: 'line', index: Math.floor(code / LINES), n: code % LINES };
}
