import type { JobStatus } from '../../../shared/job-state.ts';
import type { TextPiece } from './output-text.ts';

export type Stream = 'stdout' | 'stderr';

/** One happening of a job. Its `id` counts from 1 and never changes. */
export type JobEntry =
  | { readonly id: number; readonly type: 'status'; readonly status: JobStatus }
  | {
      readonly id: number;
      readonly type: 'line';
      readonly stream: Stream;
      readonly line: string;
      readonly part: boolean;
    };

/** Entries after an id, in order; `missed` are those before them that are not kept any more. */
export interface JobPage {
  readonly entries: readonly JobEntry[];
  readonly missed: number;
  /** Nothing follows, now or later. */
  readonly ended: boolean;
}

/** What happened in one job, with its output: only ever appended to, and kept up to a cap for each output. */
export interface JobLog {
  status(status: JobStatus): void;
  output(stream: Stream, piece: TextPiece): void;
  /** Nothing is appended from now on. */
  end(): void;
  /** At most so many entries after an id. */
  page(after: number, most: number): JobPage;
  lastId(): number;
  /** Hears that there is more; answers the way to stop. */
  onMore(listener: () => void): () => void;
  /** The end of an output, at most the cap. */
  tail(stream: Stream): string;
  /** Whether the beginning of an output is not kept any more. */
  isCut(stream: Stream): boolean;
  /** Bytes that are held. */
  bytes(): number;
}

/** Output that is joined to the one before it in memory, characters: many small writes must not become many objects. */
const BLOCK_CHARS = 16 * 1024;

interface Block {
  readonly first: number;
  count: number;
  readonly stream: Stream | null;
  readonly status: JobStatus | null;
  text: string;
  bytes: number;
  readonly part: boolean;
}

/** An empty log. `capBytes` is what is kept of each output. */
export function createJobLog(capBytes: number): JobLog {
  const blocks: Block[] = [];
  const held = { stdout: 0, stderr: 0 };
  const cut = { stdout: false, stderr: false };
  const listeners = new Set<() => void>();
  let last = 0;
  let ended = false;

  function tell(): void {
    for (const listener of [...listeners]) listener();
  }

  function append(stream: Stream, { text, lines }: TextPiece): void {
    const bytes = Buffer.byteLength(text);
    const open = blocks.at(-1);
    held[stream] += bytes;
    if (open && open.stream === stream && !open.part && lines > 0 && open.text.length + text.length <= BLOCK_CHARS) {
      open.text += text;
      open.count += lines;
      open.bytes += bytes;
    } else {
      const count = Math.max(1, lines);
      blocks.push({ first: last + 1, count, stream, status: null, text, bytes, part: lines === 0 });
    }
    last += Math.max(1, lines);
  }

  /** Lets go of the oldest blocks of an output while what is left still fills the cap. */
  function trim(stream: Stream): void {
    for (let at = blocks.findIndex((one) => one.stream === stream); at !== -1; ) {
      const oldest = blocks[at];
      if (!oldest || held[stream] - oldest.bytes < capBytes) return;
      held[stream] -= oldest.bytes;
      cut[stream] = true;
      blocks.splice(at, 1);
      at = blocks.findIndex((one) => one.stream === stream);
    }
  }

  return {
    status(status) {
      if (ended) return;
      last += 1;
      blocks.push({ first: last, count: 1, stream: null, status, text: '', bytes: 0, part: false });
      tell();
    },
    output(stream, piece) {
      if (ended) return;
      append(stream, piece);
      trim(stream);
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    page(after, most) {
      const entries: JobEntry[] = [];
      let next = after + 1;
      for (let at = firstAfter(blocks, after); at < blocks.length; at += 1) {
        const block = blocks[at];
        if (!block) break;
        // A hole in what is kept: what comes after it is a page of its own.
        if (block.first > next) {
          if (entries.length > 0) break;
          next = block.first;
        }
        const found = entriesOf(block, next, most - entries.length);
        entries.push(...found);
        next += found.length;
        if (entries.length >= most) break;
      }
      const first = entries[0]?.id ?? last + 1;
      return { entries, missed: Math.max(0, first - after - 1), ended: ended && next > last };
    },
    lastId: () => last,
    onMore(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tail(stream) {
      const text = blocks.map((block) => (block.stream === stream ? block.text : '')).join('');
      return held[stream] <= capBytes ? text : lastBytes(text, capBytes);
    },
    isCut: (stream) => cut[stream] || held[stream] > capBytes,
    bytes: () => held.stdout + held.stderr,
  };
}

/** Place of the first block that holds something after an id. */
function firstAfter(blocks: readonly Block[], after: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle];
    if (block && block.first + block.count - 1 <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entriesOf(block: Block, from: number, most: number): JobEntry[] {
  const { first, stream, status, part, text } = block;
  if (stream === null) return status === null ? [] : [{ id: first, type: 'status', status }];
  if (part) return [{ id: first, type: 'line', stream, line: text, part }];
  const lines = text.split('\n');
  // What follows the last line end is a line only when there is something in it.
  if (text.endsWith('\n')) lines.pop();
  return lines
    .slice(from - first, from - first + most)
    .map((line, index) => ({ id: from + index, type: 'line', stream, line: line.replace(/\r$/, ''), part }));
}

/** The last bytes of a text, from the first whole character on. */
function lastBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  let from = bytes.length - most;
  while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString('utf8');
}
