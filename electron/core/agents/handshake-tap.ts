import type { OutputConsumer } from '../process/types.ts';
import { type HandshakeResult, LONGEST_HANDSHAKE, RAW_KEPT, readHandshake } from './handshake.ts';

/** What came of stdout around the handshake, for the inspector. */
export interface HandshakeFacts {
  /** The first 4 KiB, as they came. */
  readonly raw: Buffer;
  /** Bytes up to the end of the handshake line, or so far. */
  readonly bytes: number;
  /** When the first one came, epoch ms. */
  readonly firstByteAt: number | null;
  readonly line: string | null;
}

/** Reads the handshake from an agent's stdout, then hands on what follows it. */
export interface HandshakeTap {
  readonly consume: OutputConsumer;
  /** Resolves with the first line, good or bad; never rejects, and not at all when stdout ends before. */
  readonly result: Promise<Exclude<HandshakeResult, { status: 'waiting' }>>;
  facts(): HandshakeFacts;
  /** Everything that came before a line was whole. */
  pending(): Buffer;
}

interface TapOptions {
  readonly now: () => number;
  /** Takes what belongs to the handshake, for the log. */
  readonly onHandshake: (chunk: Buffer) => void;
  /** Takes what comes after it; a promise makes the agent wait. */
  readonly onOutput: OutputConsumer;
}

/** Makes a tap. Nothing an agent prints fills its pipe, whatever came of the handshake. */
export function createHandshakeTap({ now, onHandshake, onOutput }: TapOptions): HandshakeTap {
  const settled = Promise.withResolvers<Exclude<HandshakeResult, { status: 'waiting' }>>();
  let pending: Buffer = Buffer.alloc(0);
  let raw: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let firstByteAt: number | null = null;
  let line: string | null = null;
  let isOver = false;

  return {
    consume(chunk) {
      firstByteAt ??= now();
      if (raw.length < RAW_KEPT) raw = Buffer.concat([raw, chunk.subarray(0, RAW_KEPT - raw.length)]);
      if (isOver) return onOutput(chunk);
      pending = Buffer.concat([pending, chunk.subarray(0, LONGEST_HANDSHAKE + 2)]);
      const result = readHandshake(pending);
      if (result.status === 'waiting') return;
      isOver = true;
      line = result.line;
      const rest = result.status === 'done' ? result.rest : Buffer.alloc(0);
      bytes = pending.length - rest.length;
      onHandshake(pending.subarray(0, bytes));
      settled.resolve(result);
      return rest.length > 0 ? onOutput(rest) : undefined;
    },
    result: settled.promise,
    facts: () => ({ raw, bytes: isOver ? bytes : pending.length, firstByteAt, line }),
    pending: () => pending,
  };
}
