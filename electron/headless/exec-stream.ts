import type { ServerResponse } from 'node:http';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';
import type { JobFeed } from '../core/doors.ts';

/** A comment this often keeps proxies from closing the stream of a quiet job, ms. */
const HEARTBEAT_MS = 15_000;
/** Messages that are written at a time. */
const PAGE = 500;

/** What a stream of a job needs. */
export interface JobStreamOptions {
  readonly jobId: string;
  readonly feed: JobFeed;
  /** Id of the last message its reader has. */
  readonly after: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
  readonly onEnd: () => void;
  readonly heartbeatMs?: number;
}

/**
 * Writes what happens in a job as server-sent events, live, until the job has ended or its reader goes away. Ids count
 * the happenings of the job and never change, so a reader that returns with the last one gets exactly what follows. Only
 * as much is written as the reader takes; what it was too slow for is told as `job.gap`, never left out in silence.
 */
export function streamJob(response: ServerResponse, options: JobStreamOptions): void {
  const { jobId, feed, closing } = options;
  let after = options.after;
  let state: 'live' | 'full' | 'ended' = 'live';

  function write(text: string): void {
    if (!response.write(text)) state = 'full';
  }

  function pump(): void {
    while (state === 'live') {
      const { messages, missed, ended } = feed.page(after, PAGE);
      let text = '';
      if (missed > 0) text += frame('job.gap', after + missed, { job_id: jobId, missed });
      for (const { event, id, data } of messages) text += frame(event, id, data);
      after = messages.at(-1)?.id ?? after;
      if (text !== '') write(text);
      if (ended) return end();
      if (messages.length === 0) return;
    }
  }

  function end(): void {
    if (state === 'ended') return;
    state = 'ended';
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
    stop();
    response.end();
    options.onEnd();
  }

  response.writeHead(200, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (state === 'live') write(': still here\n\n');
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  heartbeat.unref();
  const stop = feed.onMore(pump);
  response.on('drain', () => {
    if (state !== 'full') return;
    state = 'live';
    pump();
  });
  closing.addEventListener('abort', end);
  response.on('close', end);
  response.on('error', end);
  pump();
}

function frame(event: string, id: number, data: unknown): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
