import type { McpMessage } from '../../../../shared/actions/agent.ts';

/** What is kept of the messages of one connection. */
const MESSAGES_KEPT = 500;
const TEXT_KEPT = 1_048_576;
/** A message longer than this is kept cut, characters. */
const LONGEST_TEXT = 16_384;
/** A message longer than this is not taken apart to be masked, characters. */
const LONGEST_PARSED = 262_144;
/** Requests whose answers are awaited. */
const PENDING_KEPT = 1_000;

/** Hides what must not show: in values by their names, in texts what is known. */
export interface Mask {
  mask<T>(value: T): T;
  text(value: string): string;
}

/** The last messages of one connection, secrets masked as they come in. */
export interface MessageRing {
  add(direction: 'in' | 'out', message: unknown, bytes: number): void;
  /** Something that is no message. */
  addNoise(direction: 'in' | 'out', text: string, bytes: number): void;
  after(
    n: number,
    limit: number,
  ): { readonly messages: McpMessage[]; readonly newest: number; readonly dropped: number };
  /** Resolves when the newest message is not this one any more, at the latest after so many ms or with the signal. */
  changed(n: number, waitMs: number, signal: AbortSignal): Promise<void>;
}

interface Ids {
  readonly method?: unknown;
  readonly id?: unknown;
  readonly error?: unknown;
}

/** Keeps nothing yet. */
export function createMessageRing(mask: Mask, now: () => number): MessageRing {
  const kept: McpMessage[] = [];
  const sent = new Map<string, { readonly at: number; readonly method: string }>();
  const waiting = new Set<() => void>();
  let newest = 0;
  let size = 0;

  function push(message: Omit<McpMessage, 'n' | 'at'>): void {
    newest += 1;
    kept.push({ n: newest, at: now(), ...message });
    size += message.text.length;
    while (kept.length > MESSAGES_KEPT || (size > TEXT_KEPT && kept.length > 1)) size -= kept.shift()?.text.length ?? 0;
    for (const end of waiting) end();
  }

  /** What a message is, and for an answer which request it answers. */
  function factsOf(
    direction: 'in' | 'out',
    { method, id, error }: Ids,
  ): Omit<McpMessage, 'n' | 'at' | 'bytes' | 'text'> {
    const request = id === undefined || id === null ? undefined : String(id);
    if (typeof method === 'string') {
      if (request === undefined) return { direction, kind: 'notification', method };
      sent.set(`${direction} ${request}`, { at: now(), method });
      const [oldest] = sent.keys();
      if (sent.size > PENDING_KEPT && oldest !== undefined) sent.delete(oldest);
      return { direction, kind: 'request', method, request };
    }
    const key = `${direction === 'in' ? 'out' : 'in'} ${request}`;
    const asked = sent.get(key);
    sent.delete(key);
    return {
      direction,
      kind: error === undefined ? 'response' : 'error',
      ...(request === undefined ? {} : { request }),
      ...(asked === undefined ? {} : { method: asked.method, ms: now() - asked.at }),
    };
  }

  return {
    add(direction, message, bytes) {
      const facts = factsOf(direction, message as Ids);
      const text =
        bytes > LONGEST_PARSED
          ? mask.text(JSON.stringify(message).slice(0, LONGEST_TEXT))
          : JSON.stringify(mask.mask(message)).slice(0, LONGEST_TEXT);
      push({ ...facts, bytes, text });
    },
    addNoise: (direction, text, bytes) =>
      push({ direction, kind: 'noise', bytes, text: mask.text(text.slice(0, LONGEST_TEXT)) }),
    after(n, limit) {
      const messages = kept.filter((message) => message.n > n).slice(0, limit);
      return { messages, newest, dropped: newest - kept.length };
    },
    changed(n, waitMs, signal) {
      if (n !== newest || waitMs === 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(end, waitMs);
        signal.addEventListener('abort', end);
        waiting.add(end);
        function end(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          waiting.delete(end);
          resolve();
        }
      });
    },
  };
}
