import { StringDecoder } from 'node:string_decoder';

/** What is kept of each output of a run, bytes. */
const KEPT_BYTES = 64 * 1024;
/** Runs whose output is kept, the newest. */
const KEPT_RUNS = 200;
/** Chunks smaller than this are put together in blocks, bytes. */
const SMALL_CHUNK = 2_048;
const BLOCK_BYTES = 4_096;
/** A line longer than this reaches its listeners in pieces, characters. */
const LONGEST_LINE = 64 * 1024;

export type Channel = 'stdout' | 'stderr';

/** The end of what each run wrote, for the card of a crash and for probes that wait for a line. */
export interface OutputTail {
  /** Takes one chunk as it came; it must stay as it is from now on. */
  output(run: string, channel: Channel, chunk: Buffer): void;
  /** The last 64 KiB of both outputs as text; both empty for a run that is not known. */
  tail(run: string): { readonly stdout: string; readonly stderr: string };
  /** Hands over every line kept so far, then each new one as soon as it is whole; answers the way to end that. */
  lines(run: string, listener: (line: string) => void): () => void;
}

interface Kept {
  /** Oldest first, none of them changed any more. */
  readonly chunks: Buffer[];
  /** Bytes in `chunks`. */
  size: number;
  /** Where small chunks are put together, and how many bytes of it are filled. */
  block: Buffer | null;
  filled: number;
  /** Of a line that has no end yet; null while nobody listens. */
  partial: { readonly decoder: StringDecoder; rest: string } | null;
}

interface RunOutput {
  readonly stdout: Kept;
  readonly stderr: Kept;
  readonly listeners: Set<(line: string) => void>;
}

/** Keeps nothing yet. */
export function createOutputTail(): OutputTail {
  const runs = new Map<string, RunOutput>();

  function of(run: string): RunOutput {
    const known = runs.get(run);
    if (known) return known;
    const made = { stdout: newKept(), stderr: newKept(), listeners: new Set<(line: string) => void>() };
    runs.set(run, made);
    const oldest = runs.keys().next().value;
    if (runs.size > KEPT_RUNS && oldest !== undefined) runs.delete(oldest);
    return made;
  }

  return {
    output(run, channel, chunk) {
      const output = of(run);
      const kept = output[channel];
      keep(kept, chunk);
      if (output.listeners.size > 0) tellLines(output, kept, chunk);
    },
    tail(run) {
      const output = runs.get(run);
      return { stdout: textOf(output?.stdout), stderr: textOf(output?.stderr) };
    },
    lines(run, listener) {
      const output = of(run);
      const { stdout, stderr, listeners } = output;
      if (listeners.size === 0) for (const kept of [stdout, stderr]) kept.partial = null;
      listeners.add(listener);
      for (const kept of [stdout, stderr]) {
        kept.partial ??= partialOf(kept);
        const whole = textOf(kept).split(/\r?\n/).slice(0, -1);
        for (const line of whole) if (listeners.has(listener)) listener(line);
      }
      return () => listeners.delete(listener);
    },
  };
}

/** Texts are made of bytes for those who listen only: at hundreds of megabytes a second that alone would fill a core. */
function tellLines({ listeners }: RunOutput, kept: Kept, chunk: Buffer): void {
  const partial = kept.partial;
  if (partial === null) return;
  const lines = (partial.rest + partial.decoder.write(chunk)).split(/\r?\n/);
  partial.rest = lines.pop() ?? '';
  if (partial.rest.length > LONGEST_LINE) {
    lines.push(partial.rest);
    partial.rest = '';
  }
  for (const line of lines) for (const listener of [...listeners]) listener(line);
}

function newKept(): Kept {
  return { chunks: [], size: 0, block: null, filled: 0, partial: null };
}

function keep(kept: Kept, chunk: Buffer): void {
  if (chunk.length < SMALL_CHUNK) {
    // A child may write millions of small chunks: few bytes are copied, not listed.
    if (kept.block === null || kept.filled + chunk.length > kept.block.length) {
      seal(kept);
      kept.block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    }
    kept.filled += chunk.copy(kept.block, kept.filled);
    return;
  }
  seal(kept);
  push(kept, chunk.length > KEPT_BYTES ? chunk.subarray(-KEPT_BYTES) : chunk);
}

function seal(kept: Kept): void {
  if (kept.block !== null) push(kept, kept.block.subarray(0, kept.filled));
  kept.block = null;
  kept.filled = 0;
}

function push(kept: Kept, chunk: Buffer): void {
  kept.chunks.push(chunk);
  kept.size += chunk.length;
  for (let first = kept.chunks[0]; first && kept.size - first.length >= KEPT_BYTES; first = kept.chunks[0]) {
    kept.size -= first.length;
    kept.chunks.shift();
  }
}

function bytesOf(kept: Kept): Buffer {
  return Buffer.concat([...kept.chunks, kept.block?.subarray(0, kept.filled) ?? Buffer.alloc(0)]);
}

/** The line that has no end yet, as far as it is kept, ready to go on. */
function partialOf(kept: Kept): { readonly decoder: StringDecoder; rest: string } {
  const bytes = bytesOf(kept);
  const decoder = new StringDecoder('utf8');
  return { decoder, rest: decoder.write(bytes.subarray(bytes.lastIndexOf(10) + 1)) };
}

function textOf(kept: Kept | undefined): string {
  if (!kept) return '';
  const bytes = bytesOf(kept).subarray(-KEPT_BYTES);
  // The cut may have gone through a character.
  let from = 0;
  while (from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString('utf8');
}
