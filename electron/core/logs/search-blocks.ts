import type { TableSegment, Tables } from './reader-table.ts';

const LINE_END = 10;
/** A longer line is looked at as far as this. */
const BLOCK_BYTES = 4 * 2 ** 20;

/** Bytes of whole lines; of a line that is longer than a block its beginning. Valid until the next block is read. */
export interface Block {
  readonly bytes: Buffer;
  /** Position in the stream. */
  readonly offset: number;
}

/** Reads a range of a segment as blocks of whole lines. The range begins at a line. */
export interface BlockReader {
  blocks(segment: TableSegment, from: number, to: number): Generator<Block>;
}

/** Makes a reader with a buffer of its own, which it keeps. */
export function createBlockReader(tables: Tables): BlockReader {
  let buffer = Buffer.alloc(0);

  function read(segment: TableSegment, from: number, to: number): Buffer {
    const length = Math.min(to - from, BLOCK_BYTES);
    if (buffer.length < length) buffer = Buffer.allocUnsafe(Math.max(length, BLOCK_BYTES / 4));
    const into = buffer.subarray(0, length);
    return into.subarray(0, tables.files.readLog(segment, from - segment.start, into));
  }

  return {
    *blocks(segment, from, to) {
      for (let offset = from; offset < to; ) {
        const bytes = read(segment, offset, to);
        if (bytes.length === 0) return;
        const isLast = offset + bytes.length >= to;
        const end = isLast ? bytes.length : bytes.lastIndexOf(LINE_END) + 1;
        if (end > 0) {
          yield { bytes: bytes.subarray(0, end), offset };
          offset += end;
          continue;
        }
        yield { bytes, offset };
        offset = afterLongLine(offset + bytes.length, segment, to);
      }
    },
  };

  function afterLongLine(from: number, segment: TableSegment, to: number): number {
    for (let offset = from; offset < to; ) {
      const bytes = read(segment, offset, to);
      if (bytes.length === 0) return to;
      const end = bytes.indexOf(LINE_END);
      if (end >= 0) return offset + end + 1;
      offset += bytes.length;
    }
    return to;
  }
}
