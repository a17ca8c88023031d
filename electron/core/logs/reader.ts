import { type MessagePort, Worker } from 'node:worker_threads';
import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { AppError, fromWireError } from '../../../shared/errors.ts';

import { workerUrl } from '../worker-url.ts';
import type { LogPlane } from './log-plane.ts';
import type { FromReaderThread, LinePart, Page, PageRequest, ReaderCall, ToReaderThread } from './reader-protocol.ts';
import { createPulse, markOf } from './reader-pulse.ts';
import { createReaderViews, TOO_SLOW } from './reader-views.ts';
import { createWatchdog } from './reader-watchdog.ts';
import { patternKey } from './search-pattern.ts';

export interface LogReaderOptions {
  /** Folder of the logs of one workspace. */
  readonly folder: string;
  /** A port on which the writer tells; null where there is no writer here. */
  readonly connect: () => MessagePort | null;
  readonly log: (message: string) => void;
}

/** Reads the lines of a workspace, in a thread of its own that begins with the first question. */
export interface LogReader extends LogPlane {
  /** A page of rows. @throws AppError INVALID_INPUT for a cursor or pattern that cannot be used */
  page(request: PageRequest, signal: AbortSignal): Promise<Page>;
  streams(): Promise<LogStreamFacts[]>;
  /** A part of one line. @throws AppError NOT_FOUND, GONE */
  line(stream: string, n: number, from: number): Promise<LinePart>;
  close(): Promise<void>;
}

/** Times a thread that ended by itself is replaced. */
const MOST_FAILURES = 10;

interface Waiting {
  readonly call: ReaderCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Makes the reader; its thread is not started yet. */
export function openLogReader({ folder, connect, log }: LogReaderOptions): LogReader {
  const pulse = createPulse();
  const waiting = new Map<number, Waiting>();
  const views = createReaderViews(post);
  const watchdog = createWatchdog(pulse, giveUp);
  let worker: Worker | null = null;
  let nextCall = 1;
  let failures = 0;
  let closed = false;

  function start(): Worker {
    const port = connect();
    const workerData = { folder, port, pulse: pulse.shared };
    const made = new Worker(workerUrl('reader', import.meta.url), { workerData, transferList: port ? [port] : [] });
    made.on('message', (message: FromReaderThread) => {
      if (worker === made) hear(message);
    });
    made.on('error', (error) => {
      if (worker === made) ended(error);
    });
    watchdog.start();
    return made;
  }

  function post(message: ToReaderThread): void {
    if (closed) return;
    worker ??= start();
    worker.postMessage(message);
  }

  function hear(message: FromReaderThread): void {
    if (message.op === 'say') return views.said(message.view, message.say);
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.op === 'answer') one?.resolve(message.value);
    else one?.reject(fromWireError(message.error));
  }

  /** The thread is gone: who waits for an answer is told; what is looked at begins again, unless that fails and fails. */
  function ended(error: Error): void {
    log(`the reader of logs ended: ${error.message}`);
    lose(new AppError('INTERNAL', 'The reader of logs ended.', { cause: error }));
    failures += 1;
    if (failures <= MOST_FAILURES) views.begin();
  }

  function lose(error: AppError): void {
    worker = null;
    watchdog.stop();
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  }

  /** A pattern never ends: the thread is replaced, and everything else goes on. */
  function giveUp(mark: number): void {
    log('a regular expression took too long; the reader of logs begins anew');
    const old = worker;
    worker = null;
    pulse.rest();
    void old?.terminate();
    views.refuse((pattern) => markOf(patternKey(pattern)) === mark);
    for (const [id, one] of waiting) {
      if (!usesPattern(one.call, mark)) {
        post({ op: 'call', id, call: one.call });
        continue;
      }
      waiting.delete(id);
      one.reject(new AppError('INVALID_INPUT', TOO_SLOW));
    }
    views.begin();
  }

  function call(question: ReaderCall, signal?: AbortSignal): Promise<unknown> {
    if (closed) return Promise.reject(new AppError('CANCELLED', 'The workspace was closed.'));
    const id = nextCall++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { call: question, resolve, reject });
      post({ op: 'call', id, call: question });
      signal?.addEventListener('abort', () => waiting.has(id) && post({ op: 'cancel', id }), { once: true });
    });
  }

  return {
    open: views.open,
    page: (request, signal) => call({ k: 'page', ...request }, signal) as Promise<Page>,
    streams: () => call({ k: 'streams' }) as Promise<LogStreamFacts[]>,
    line: (stream, n, from) => call({ k: 'line', stream, n, from }) as Promise<LinePart>,
    async close() {
      if (closed) return;
      closed = true;
      const old = worker;
      lose(new AppError('CANCELLED', 'The workspace was closed.'));
      await old?.terminate();
    },
  };
}

function usesPattern(call: ReaderCall, mark: number): boolean {
  if (call.k !== 'page') return false;
  return [...call.spec.include, ...call.spec.exclude].some((pattern) => markOf(patternKey(pattern)) === mark);
}
