import { StringDecoder } from 'node:string_decoder';

/** What is kept of each output of a run, bytes. */
const KEPT_BYTES = 64 * 1024;
/** Runs whose output is kept, the newest. */
const KEPT_RUNS = 200;
/** A line longer than this reaches its listeners in pieces, characters. */
const LONGEST_LINE = 64 * 1024;

export type Channel = 'stdout' | 'stderr';

/** The end of what each run wrote, for the card of a crash and for probes that wait for a line. */
export interface OutputTail {
  /** Takes one chunk as it came. */
  output(run: string, channel: Channel, chunk: Buffer): void;
  /** The last 64 KiB of both outputs as text; both empty for a run that is not known. */
  tail(run: string): { readonly stdout: string; readonly stderr: string };
  /** Hands over every line kept so far, then each new one as soon as it is whole; answers the way to end that. */
  lines(run: string, listener: (line: string) => void): () => void;
}

interface Kept {
  chunks: Buffer[];
  size: number;
  readonly decoder: StringDecoder;
  /** A line that has no end yet. */
  rest: string;
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
      const lines = (kept.rest + kept.decoder.write(chunk)).split(/\r?\n/);
      kept.rest = lines.pop() ?? '';
      if (kept.rest.length > LONGEST_LINE) {
        lines.push(kept.rest);
        kept.rest = '';
      }
      for (const line of lines) for (const listener of [...output.listeners]) listener(line);
    },
    tail(run) {
      const output = runs.get(run);
      return { stdout: textOf(output?.stdout), stderr: textOf(output?.stderr) };
    },
    lines(run, listener) {
      const { stdout, stderr, listeners } = of(run);
      listeners.add(listener);
      for (const kept of [stdout, stderr]) {
        const whole = textOf(kept).split(/\r?\n/).slice(0, -1);
        for (const line of whole) if (listeners.has(listener)) listener(line);
      }
      return () => listeners.delete(listener);
    },
  };
}

function newKept(): Kept {
  return { chunks: [], size: 0, decoder: new StringDecoder('utf8'), rest: '' };
}

function keep(kept: Kept, chunk: Buffer): void {
  // A child may write millions of small chunks: a copy of few bytes is cheaper than a list of them.
  const last = kept.chunks.at(-1);
  if (last && last.length + chunk.length <= 4096) kept.chunks[kept.chunks.length - 1] = Buffer.concat([last, chunk]);
  else kept.chunks.push(Buffer.from(chunk.length > KEPT_BYTES ? chunk.subarray(-KEPT_BYTES) : chunk));
  kept.size += Math.min(chunk.length, KEPT_BYTES);
  for (let first = kept.chunks[0]; first && kept.size - first.length >= KEPT_BYTES; first = kept.chunks[0]) {
    kept.size -= first.length;
    kept.chunks.shift();
  }
}

function textOf(kept: Kept | undefined): string {
  if (!kept) return '';
  const bytes = Buffer.concat(kept.chunks).subarray(-KEPT_BYTES);
  // The cut may have gone through a character.
  let from = 0;
  while (from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString('utf8');
}
