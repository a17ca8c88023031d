import { Worker } from 'node:worker_threads';
import { workerUrl } from '../worker-url.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './protocol.ts';

/** How a request ended: answered, or the thread was lost on one item and has to be replaced. */
export type ThreadResult =
  | { readonly type: 'answer'; readonly answer: WorkerAnswer }
  | { readonly type: 'lost'; readonly why: 'slow' | 'died'; readonly index: number };

/** One parser thread at a time, one request at a time. */
export interface ParserThread {
  /** Sends a request and waits. Throws when the thread cannot be started, or was closed meanwhile. */
  ask(request: WorkerRequest, transfer: ArrayBuffer): Promise<ThreadResult>;
  close(): Promise<void>;
}

export interface ThreadLimits {
  /** Longest time for one file, in milliseconds. */
  readonly itemMs: number;
  /** Heap of the thread, in MiB. */
  readonly memoryMb: number;
}

/** The thread is looked at this often within one limit, so a blocked main thread cannot make a file look slow. */
const looksPerLimit = 20;
/** A thread that has not begun after this many limits will not begin. */
const startLimits = 12;

/**
 * Starts a thread when one is first needed, replaces it when it was lost; an idle thread keeps no process alive.
 *
 * @param ahead start one now
 */
export function openThread(limits: ThreadLimits, ahead: boolean): ParserThread {
  const progress = new SharedArrayBuffer(8);
  const counters = new Int32Array(progress);
  let worker: Worker | null = null;
  let closed = false;

  function start(): Worker {
    Atomics.store(counters, 0, -1);
    const started = new Worker(workerUrl('documents', import.meta.url), {
      name: 'documents',
      workerData: { progress } satisfies WorkerStart,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    // Without a listener an error would end the process; whoever asks adds its own.
    started.on('error', () => {});
    return started;
  }

  if (ahead) {
    worker = start();
    worker.unref();
  }

  async function ask(request: WorkerRequest, transfer: ArrayBuffer): Promise<ThreadResult> {
    if (closed) throw new Error('The parser is closed.');
    const current = worker ?? start();
    worker = current;
    current.ref();
    const result = await exchange(current, request, transfer, counters, limits.itemMs);
    if (result.type === 'answer') {
      current.unref();
      return result;
    }
    if (worker === current) worker = null;
    await current.terminate();
    if (closed) throw new Error('The parser was closed while it worked.');
    if (result.index < 0) throw new Error('The parser thread could not be started.', { cause: result.error });
    return { type: 'lost', why: result.why, index: result.index };
  }

  return {
    ask,
    async close() {
      closed = true;
      const last = worker;
      worker = null;
      await last?.terminate();
    },
  };
}

type Exchange =
  | { type: 'answer'; answer: WorkerAnswer }
  | { type: 'lost'; why: 'slow' | 'died'; index: number; error: unknown };

function exchange(
  worker: Worker,
  request: WorkerRequest,
  transfer: ArrayBuffer,
  counters: Int32Array,
  itemMs: number,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let error: unknown = null;
    let seen = -1;
    let looks = 0;
    const begun = () => Atomics.load(counters, 0) === request.id;
    const lost = (why: 'slow' | 'died') =>
      finish({ type: 'lost', why, index: begun() ? Atomics.load(counters, 1) : -1, error });
    const timer = setInterval(() => {
      const now = begun() ? Atomics.load(counters, 1) : -1;
      looks = now === seen ? looks + 1 : 0;
      seen = now;
      if (looks >= (now < 0 ? startLimits * looksPerLimit : looksPerLimit)) lost('slow');
    }, itemMs / looksPerLimit);
    const onMessage = (answer: WorkerAnswer) => finish({ type: 'answer', answer });
    const onError = (cause: unknown) => {
      error = cause;
    };
    const onExit = () => lost('died');
    function finish(result: Exchange): void {
      clearInterval(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(result);
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(request, [transfer]);
  });
}
