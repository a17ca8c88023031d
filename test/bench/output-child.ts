import { writeSync } from 'node:fs';

/** Bytes of one block, not a whole number of lines: lines lie across the edges of chunks. */
const BLOCK_BYTES = 65_536;
const TEXT = ' info request served in 12 ms for /api/v1/things?page=3&size=50 with status 200 by worker 4\n';
const DIGITS = 12;
const LINE_BYTES = DIGITS + TEXT.length;
const ZERO = 48;

/** Lines of one length, each with its number at its start: what is missing, torn or there twice shows. */
export function lineWriter(): { line(number: number): Buffer; block(number: number): Buffer } {
  const line = Buffer.from('0'.repeat(DIGITS) + TEXT, 'latin1');
  const lines = Math.ceil(BLOCK_BYTES / LINE_BYTES) + 1;
  const many = Buffer.from(line.toString('latin1').repeat(lines), 'latin1');
  return {
    line(number) {
      putNumber(line, 0, number);
      return line;
    },
    /** The block with this number of the endless stream of all lines. */
    block(number) {
      const from = number * BLOCK_BYTES;
      const first = Math.floor(from / LINE_BYTES);
      for (let at = 0; at < lines; at += 1) putNumber(many, at * LINE_BYTES, first + at);
      return many.subarray(from - first * LINE_BYTES, from - first * LINE_BYTES + BLOCK_BYTES);
    },
  };
}

function putNumber(bytes: Buffer, at: number, number: number): void {
  let rest = number;
  for (let digit = at + DIGITS - 1; digit >= at; digit -= 1) {
    bytes[digit] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

const [mode, count] = process.argv.slice(2);
if (mode === 'block' || mode === 'line') {
  const writer = lineWriter();
  for (let number = 0; number < Number(count); number += 1) writeAll(writer[mode](number));
}

function writeAll(bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
