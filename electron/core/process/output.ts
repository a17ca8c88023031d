import type { Readable } from 'node:stream';
import type { OutputConsumer } from './types.ts';

/** After a confirmed stop, an output that says nothing for this long is held by a process that got away. */
const LINGER_MS = 1_000;

/** An output of a child that is being handed on. */
export interface Delivery {
  /** Resolves when the last chunk was taken. */
  readonly ended: Promise<void>;
  /** Lets go of the pipe when nothing more comes: nobody that can be traced holds it any more. */
  letGo(): void;
}

/** Hands every chunk to the consumer, one at a time where it answers with promises. */
export function deliver(stream: Readable, consume: OutputConsumer): Delivery {
  let taking: Promise<void> | null = null;
  let lastAt = 0;
  const ended = new Promise<void>((resolve) => {
    stream.on('close', () => (taking ?? Promise.resolve()).then(resolve));
  });
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    lastAt = performance.now();
    // A pause takes hold a little later: what still comes waits for its turn.
    const before = taking;
    const taken = before === null ? hand(consume, chunk) : before.then(() => hand(consume, chunk) ?? undefined);
    if (taken === null) return;
    stream.pause();
    const turn: Promise<void> = taken.catch(warn).then(() => {
      if (taking !== turn) return;
      taking = null;
      lastAt = performance.now();
      stream.resume();
    });
    taking = turn;
  });

  function letGo(): void {
    if (stream.closed || stream.destroyed) return;
    lastAt = performance.now();
    const timer = setInterval(() => {
      if (!stream.destroyed && (taking !== null || performance.now() - lastAt < LINGER_MS)) return;
      clearInterval(timer);
      stream.destroy();
    }, LINGER_MS / 4);
  }

  return { ended, letGo };
}

/** A consumer that fails loses its chunk, not the child. */
function hand(consume: OutputConsumer, chunk: Buffer): Promise<void> | null {
  try {
    return consume(chunk) ?? null;
  } catch (error) {
    warn(error);
    return null;
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
