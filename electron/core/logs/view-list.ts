const CHUNK = 2 ** 15;

/** A long list of numbers at eight bytes each. */
export interface NumberList {
  readonly length: number;
  at(index: number): number;
  push(value: number): void;
  set(index: number, value: number): void;
  /** Keeps only the first so many. */
  cut(length: number): void;
  /** Puts one before the one at an index. */
  insert(index: number, value: number): void;
  /** Keeps those of which the test is true. */
  keep(test: (value: number, index: number) => boolean): void;
}

/** Makes an empty list. */
export function createNumberList(): NumberList {
  let chunks: Float64Array[] = [];
  let length = 0;

  function put(index: number, value: number): void {
    let chunk = chunks[Math.floor(index / CHUNK)];
    if (!chunk) {
      chunk = new Float64Array(CHUNK);
      chunks.push(chunk);
    }
    chunk[index % CHUNK] = value;
  }

  function at(index: number): number {
    return chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? 0;
  }

  function cut(to: number): void {
    length = Math.min(length, to);
    chunks = chunks.slice(0, Math.ceil(length / CHUNK));
  }

  return {
    get length() {
      return length;
    },
    at,
    push(value) {
      put(length, value);
      length += 1;
    },
    set: put,
    cut,
    insert(index, value) {
      for (let to = length; to > index; to -= 1) put(to, at(to - 1));
      put(index, value);
      length += 1;
    },
    keep(test) {
      let kept = 0;
      for (let index = 0; index < length; index += 1) {
        const value = at(index);
        if (!test(value, index)) continue;
        put(kept, value);
        kept += 1;
      }
      cut(kept);
    },
  };
}
