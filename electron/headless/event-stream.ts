import type { ServerResponse } from 'node:http';
import type { Envelope } from '../../shared/envelope.ts';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';
import { formatPosition, type Position } from '../../shared/position.ts';

/** A comment this often keeps proxies from closing a quiet stream, and tells its reader how far it has come. */
const HEARTBEAT_MS = 15_000;
/** Bytes a reader may leave unread; beyond that it is told to take a snapshot instead. */
const BEHIND_BYTES = 8_388_608;

/** What a stream is made from. */
export interface EventSource {
  follow(onEvents: (events: readonly Envelope[]) => void, onResync: (reason: string) => void): () => void;
  /** What is true now; its `position` says what it already holds. */
  snapshot(): Promise<unknown>;
  /** Whether an event is among those asked for. */
  wants(event: Envelope): boolean;
}

/**
 * Writes events as a stream of server-sent events until the reader goes away. Each carries its position as `id`. A
 * reader that cannot be given every event in order gets `event: resync`, then `event: snapshot`, then everything
 * after that snapshot; none is left out in between. What `follow` throws is thrown before anything is sent.
 */
export function streamEvents(
  response: ServerResponse,
  source: EventSource,
  closing: AbortSignal,
  onEnd: () => void,
): void {
  let state: 'opening' | 'live' | 'behind' | 'catching-up' | 'ended' = 'opening';
  let firstResync: string | null = null;
  let waiting: Envelope[] = [];
  let told: string | null = null;
  let passed: string | null = null;

  function send(events: readonly Envelope[]): void {
    let text = '';
    for (const event of events) {
      passed = formatPosition(event);
      if (!source.wants(event)) continue;
      told = passed;
      text += `id: ${passed}\ndata: ${JSON.stringify(event)}\n\n`;
    }
    if (text !== '') response.write(text);
    // Nothing follows the end of an epoch: a reader that returns is told of the next one.
    if (events.some(({ type }) => type === 'epoch.closed')) end();
    else if (response.writableLength > BEHIND_BYTES) state = 'behind';
  }

  async function resync(reason: string): Promise<void> {
    state = 'catching-up';
    waiting = [];
    response.write(`event: resync\ndata: ${JSON.stringify({ reason })}\n\n`);
    try {
      const snapshot = await source.snapshot();
      if (isEnded()) return;
      const position = positionIn(snapshot);
      const id = position ? `id: ${formatPosition(position)}\n` : '';
      response.write(`event: snapshot\n${id}data: ${JSON.stringify(snapshot)}\n\n`);
      const missed = waiting.filter((event) => !position || event.epoch !== position.epoch || event.seq > position.seq);
      waiting = [];
      state = 'live';
      send(missed);
    } catch {
      end();
    }
  }

  function isEnded(): boolean {
    return state === 'ended';
  }

  function end(): void {
    if (isEnded()) return;
    state = 'ended';
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
    stop();
    response.end();
    onEnd();
  }

  const stop = source.follow(
    (events) => {
      if (state === 'live') send(events);
      else if (state === 'opening' || state === 'catching-up') waiting.push(...events);
    },
    (reason) => {
      if (state === 'opening') firstResync = reason;
      else if (state !== 'ended') void resync(reason);
    },
  );
  response.writeHead(200, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.write(': signalbox events\n\n');
  const heartbeat = setInterval(() => {
    const id = passed !== null && passed !== told ? `id: ${passed}\n` : '';
    told = passed;
    if (state === 'live') response.write(`: still here\n${id}\n`);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  response.on('drain', () => {
    if (state === 'behind') void resync('behind');
  });
  closing.addEventListener('abort', end);
  response.on('close', end);
  response.on('error', end);
  if (firstResync !== null) void resync(firstResync);
  else {
    const events = waiting;
    waiting = [];
    state = 'live';
    send(events);
  }
}

function positionIn(snapshot: unknown): Position | null {
  const position = (snapshot as { position?: Position } | null)?.position;
  return position ?? null;
}
