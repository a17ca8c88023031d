import type { Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { MessageRing } from './message-ring.ts';

/** A message longer than this ends the connection, bytes. */
export const LONGEST_MESSAGE = 10 * 1024 * 1024;
/** Messages that are handed on before others have their turn. */
const AT_ONCE = 100;

/** Our end of a server's stdin and stdout: JSON-RPC messages, one a line (MCP, transport "stdio"). */
export interface RunTransport extends Transport {
  /** Takes a piece of stdout; a promise makes the server wait. */
  consume(chunk: Buffer): void | Promise<void>;
  /** The server reads from here; what was sent before goes first. */
  attach(stdin: Writable): void;
  /** The process is gone. */
  gone(): void;
  /**
   * Ends the conversation and the server's input. `close` leaves the input open: the SDK calls it by itself when
   * `initialize` fails, and a server that ends because its input did would hide what it failed for.
   */
  hangUp(): void;
  /** What came on stdout and is no message: how often, and the first of it. */
  readonly noise: { readonly count: number; readonly first: string | null };
}

interface RunTransportOptions {
  readonly ring: MessageRing;
  /** Whether something is a message; throws when it is not. */
  readonly check: (value: unknown) => JSONRPCMessage;
  /** A line that is no message; it belongs into the log. */
  readonly onNoise: (line: Buffer) => void | Promise<void>;
  /** The server does what cannot be borne. */
  readonly onFault: (diagnosis: string) => void;
}

/** Makes a transport over streams that come later; it never starts a process. */
export function createRunTransport({ ring, check, onNoise, onFault }: RunTransportOptions): RunTransport {
  let pieces: Buffer[] = [];
  let held = 0;
  let stdin: Writable | null = null;
  let isClosed = false;
  let count = 0;
  let first: string | null = null;
  const early: string[] = [];

  function write(text: string): Promise<void> {
    if (stdin === null) {
      early.push(text);
      return Promise.resolve();
    }
    if (isClosed || stdin.destroyed || !stdin.writable)
      return Promise.reject(new Error('the server does not read any more'));
    const to = stdin;
    return new Promise((resolve, reject) => to.write(text, (error) => (error ? reject(error) : resolve())));
  }

  function takeLine(line: Buffer): void | Promise<void> {
    const text = line.toString('utf8').trim();
    if (text === '') return;
    let message: JSONRPCMessage;
    try {
      message = check(JSON.parse(text));
    } catch {
      count += 1;
      first ??= text.slice(0, 200);
      ring.addNoise('in', text, line.length);
      return onNoise(Buffer.concat([line, NEWLINE]));
    }
    ring.add('in', message, line.length);
    transport.onmessage?.(message);
  }

  async function takeRest(lines: readonly Buffer[]): Promise<void> {
    for (const [index, line] of lines.entries()) {
      await takeLine(line);
      // A flood must not keep everything else from its turn.
      if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
      if (isClosed) return;
    }
  }

  const transport: RunTransport = {
    async start() {},
    async send(message) {
      const text = `${JSON.stringify(message)}\n`;
      ring.add('out', message, Buffer.byteLength(text));
      await write(text);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      transport.onclose?.();
    },
    consume(chunk) {
      if (isClosed) return;
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
        lines.push(Buffer.concat([...pieces, chunk.subarray(from, end)]));
        pieces = [];
        held = 0;
        from = end + 1;
      }
      if (from < chunk.length) {
        pieces.push(Buffer.from(chunk.subarray(from)));
        held += chunk.length - from;
      }
      if (held > LONGEST_MESSAGE) {
        pieces = [];
        held = 0;
        onFault(`sent a message of more than ${LONGEST_MESSAGE / 1_048_576} MiB`);
      }
      return lines.length === 0 ? undefined : takeRest(lines);
    },
    attach(to) {
      stdin = to;
      for (const text of early.splice(0)) write(text).catch(() => undefined);
    },
    gone() {
      if (isClosed) return;
      isClosed = true;
      transport.onclose?.();
    },
    hangUp() {
      stdin?.end();
      transport.close().catch(() => undefined);
    },
    get noise() {
      return { count, first };
    },
  };
  return transport;
}

const NEWLINE = Buffer.from('\n');
