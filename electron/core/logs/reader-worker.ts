import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toWireError } from '../../../shared/errors.ts';
import type { LogAsk } from '../../../shared/log.ts';
import { readLinePart, streamFacts } from './reader-facts.ts';
import { createReaderFiles } from './reader-files.ts';
import { createLineReader } from './reader-lines.ts';
import { readPage } from './reader-page.ts';
import type { FromReaderThread, Page, ReaderCall, ReaderOptions, ToReaderThread } from './reader-protocol.ts';
import { createPulse } from './reader-pulse.ts';
import { scanLogs } from './reader-scan.ts';
import { createTables } from './reader-table.ts';
import { createSearcher } from './search-window.ts';
import type { ToReader } from './segments-state.ts';
import { createView, type WorkerView } from './view.ts';

/** Longest piece of work before others get their turn, milliseconds. */
const SLICE_MS = 8;
/** Views say how they are at most this often, milliseconds. */
const TELL_MS = 16;
/** Without a writer the folder is looked at this often, milliseconds. */
const LOOK_MS = 1_000;

const { folder, port, pulse: shared } = workerData as ReaderOptions;
const pulse = createPulse(shared);
const files = createReaderFiles();
const tables = createTables(folder, files);
const searcher = createSearcher(tables, ({ key }) => pulse.beat(key));
const reader = createLineReader(tables);
const views = new Map<number, WorkerView>();
const calls = new Map<number, AbortController>();
/** How often something was new, and those who wait for that. */
let news = 0;
const waiters = new Set<() => void>();
const early: ToReaderThread[] = [];
let isReady = false;
let isWorking = false;
let told = 0;
let willTell = false;

function post(message: FromReaderThread): void {
  parentPort?.postMessage(message);
}

function take(message: ToReader): void {
  const change = tables.take(message);
  eachView((view) => view.changed(change));
  pulse.rest();
  news += 1;
  for (const wake of waiters) wake();
  if (isReady || message.k !== 'all') return;
  isReady = true;
  for (const one of early.splice(0)) handle(one);
}

function soon(): void {
  if (!isWorking) {
    isWorking = true;
    setImmediate(work);
  }
  if (willTell) return;
  willTell = true;
  setTimeout(tell, Math.max(0, told + TELL_MS - performance.now()));
}

function work(): void {
  const until = performance.now() + SLICE_MS;
  let didAny = false;
  let hasMore = true;
  while (hasMore && performance.now() < until) {
    hasMore = false;
    eachView((view) => {
      if (view.step()) hasMore = true;
    });
    didAny ||= hasMore;
  }
  pulse.rest();
  isWorking = false;
  // What was found in the last slice must be told as well.
  if (didAny) soon();
}

function tell(): void {
  willTell = false;
  told = performance.now();
  eachView((view) => view.tell());
  pulse.rest();
}

function ask(id: number, question: LogAsk): void {
  let view = views.get(id);
  if (!view) {
    view = createView(tables, searcher, (say) => post({ op: 'say', view: id, say }), soon);
    views.set(id, view);
  }
  guard(id, () => view.ask(question));
  if (question.k === 'close') views.delete(id);
}

function eachView(work: (view: WorkerView) => void): void {
  for (const [id, view] of views) guard(id, () => work(view));
}

/** A view that fails, by a fault of ours or of the disk, says so and is no more; the others go on. */
function guard(id: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    views.delete(id);
    const message = `The lines cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    post({ op: 'say', view: id, say: { k: 'refused', where: 'view', message } });
  }
}

async function call(id: number, question: ReaderCall): Promise<void> {
  const controller = new AbortController();
  calls.set(id, controller);
  try {
    post({ op: 'answer', id, value: await answer(question, controller.signal) });
  } catch (error) {
    const isPattern = error instanceof SyntaxError;
    post({ op: 'failed', id, error: toWireError(isPattern ? new AppError('INVALID_INPUT', error.message) : error) });
  } finally {
    pulse.rest();
    calls.delete(id);
  }
}

async function answer(question: ReaderCall, signal: AbortSignal): Promise<unknown> {
  switch (question.k) {
    case 'streams':
      return streamFacts(tables);
    case 'line':
      return readLinePart(tables, reader, question);
    case 'page':
      return pageOf(question, signal);
  }
}

async function pageOf(question: Extract<ReaderCall, { k: 'page' }>, signal: AbortSignal): Promise<Page> {
  let since = performance.now();
  const pause = async () => {
    pulse.rest();
    signal.throwIfAborted();
    if (performance.now() - since < SLICE_MS) return;
    await turn();
    since = performance.now();
  };
  const until = performance.now() + question.wait;
  let seen = news;
  let page = await readPage({ tables, searcher, reader, pause }, question);
  const { begin } = page;
  while (question.after !== undefined && page.rows.length === 0 && performance.now() < until) {
    // What came while the page was read is not waited for.
    if (seen === news) await something(until - performance.now(), signal);
    signal.throwIfAborted();
    seen = news;
    page = await readPage({ tables, searcher, reader, pause }, { ...question, after: page.end });
  }
  return page.rows.length === 0 ? { ...page, begin } : page;
}

/** Resolves when there is something new, or after a time. */
function something(forMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      waiters.delete(end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, forMs);
    waiters.add(end);
    signal.addEventListener('abort', end);
  });
}

function handle(message: ToReaderThread): void {
  if (!isReady) early.push(message);
  else if (message.op === 'ask') {
    ask(message.view, message.ask);
    pulse.rest();
  } else if (message.op === 'call') void call(message.id, message.call);
  else calls.get(message.id)?.abort(new AppError('CANCELLED', 'Nobody waits for the answer any more.'));
}

parentPort?.on('message', handle);
if (port) port.on('message', take);
else {
  take(scanLogs(folder, files));
  setInterval(() => {
    if (views.size > 0 || waiters.size > 0) take(scanLogs(folder, files));
  }, LOOK_MS);
}
