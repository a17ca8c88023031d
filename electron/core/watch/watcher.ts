import { Worker } from 'node:worker_threads';
import { workerUrl } from '../worker-url.ts';
import type { FromWorker, ToWorker, WorkerQuestion, WorkerStart } from './protocol.ts';
import type {
  Explanation,
  KnownFile,
  RescanResult,
  Watcher,
  WatchHealth,
  WatchMessage,
  WatchOptions,
} from './types.ts';

// A worker that dies more often than this within the period is not started again.
const MOST_RESTARTS = 5;
const RESTART_PERIOD_MS = 60_000;
const CLOSE_DEADLINE_MS = 2_000;

// The worker makes short-lived garbage only; with the default young generation it would keep 40 MB more resident.
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 12 };

/**
 * Starts a worker that does nothing yet: it takes its time, in which its options can be found out. It keeps no process
 * alive before it watches something.
 */
export function startWatchWorker(): Worker {
  const worker = new Worker(workerUrl('watch', import.meta.url), {
    name: 'watch',
    execArgv: [],
    resourceLimits: WORKER_LIMITS,
  });
  worker.unref();
  return worker;
}

interface Pending {
  readonly question: WorkerQuestion;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Watches a folder from a worker thread of its own and tells of settled changes.
 *
 * Every file the rules match is first sent with the origin `start`; then `ready` resolves. The worker may die without
 * harm: it is started again and compares the disk with what was reported.
 *
 * @param onMessage called on this thread, in order; what it throws becomes a process warning
 * @param ahead a worker that was started for this watcher before all of its options were known
 */
export function watchFolder(
  given: WatchOptions,
  onMessage: (message: WatchMessage) => void,
  ahead: Worker | null = null,
): Watcher {
  let options = given;
  const known = new Map<string, KnownFile>((options.known ?? []).map((file) => [file.path, file]));
  const pending = new Map<number, Pending>();
  const ready = Promise.withResolvers<void>();
  const restarts: number[] = [];
  const inbox: FromWorker[] = [];
  let draining = false;
  let nextId = 1;
  let restartCount = 0;
  let started = false;
  let gaveUp = false;
  let revived = false;
  let closing: Promise<void> | null = null;
  let worker = spawn(ahead ?? startWatchWorker());

  // Nobody may be waiting for `ready` when the watcher is closed early.
  ready.promise.catch(() => undefined);

  function spawn(fresh: Worker): Worker {
    const start: WorkerStart = { options: { ...options, known: [...known.values()] }, resumed: started };
    fresh.ref();
    fresh.postMessage({ type: 'start', start } satisfies ToWorker);
    fresh.on('message', (message: FromWorker) => {
      if (fresh !== worker) return;
      inbox.push(message);
      if (!draining) drain();
    });
    let failure: Error | null = null;
    fresh.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    fresh.on('exit', () => {
      if (fresh === worker && closing === null) revive(failure ?? new Error('The watch worker ended.'));
    });
    return fresh;
  }

  /** One message of settled files a turn: a burst must not hold the loop while all of its messages are taken in. */
  function drain(): void {
    draining = false;
    for (let message = inbox.shift(); message !== undefined; message = inbox.shift()) {
      receive(message);
      if (inbox.length === 0 || message.type !== 'message' || message.message.type !== 'settled') continue;
      draining = true;
      setImmediate(drain);
      return;
    }
  }

  function receive(message: FromWorker): void {
    if (message.type === 'message') {
      if (closing === null) deliver(message.message);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'failed') waiting?.reject(new Error(message.message));
    else waiting?.resolve(message.value);
  }

  function deliver(message: WatchMessage): void {
    if (message.type === 'settled') remember(message);
    const isFirst = message.type === 'started' && !started;
    if (message.type === 'started') {
      started = true;
      if (revived) tell({ type: 'recovered', path: '' });
      revived = false;
    }
    tell(message);
    if (isFirst) ready.resolve();
  }

  function tell(message: WatchMessage): void {
    try {
      onMessage(message);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }

  function remember(message: Extract<WatchMessage, { type: 'settled' }>): void {
    for (const { path, change, hash, size, mtimeMs, ino } of message.files) {
      if (change === 'remove') known.delete(path);
      else known.set(path, { path, hash, size, mtimeMs, ino });
    }
  }

  function revive(error: Error): void {
    const now = performance.now();
    restarts.push(now);
    while (restarts[0] !== undefined && now - restarts[0] > RESTART_PERIOD_MS) restarts.shift();
    const reason = `The watch worker failed: ${error.message}`;
    if (restarts.length > MOST_RESTARTS) {
      gaveUp = true;
      tell({ type: 'degraded', path: '', reason, fallback: 'Nothing is watched any more; open the folder again.' });
      rejectAll(new Error(reason, { cause: error }));
      ready.reject(new Error(reason, { cause: error }));
      return;
    }
    restartCount++;
    revived = true;
    tell({ type: 'degraded', path: '', reason, fallback: 'It is started again and compares everything.' });
    worker = spawn(startWatchWorker());
    for (const [id, { question }] of pending) post({ type: 'ask', id, question });
  }

  function post(message: ToWorker): void {
    worker.postMessage(message);
  }

  function ask(question: WorkerQuestion): Promise<unknown> {
    if (closing !== null || gaveUp) return Promise.reject(new Error('The watcher is closed.'));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = nextId++;
    pending.set(id, { question, resolve, reject });
    post({ type: 'ask', id, question });
    return promise;
  }

  function rejectAll(error: Error): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  function close(): Promise<void> {
    closing ??= stop();
    return closing;
  }

  async function stop(): Promise<void> {
    const error = new Error('The watcher is closed.');
    rejectAll(error);
    ready.reject(error);
    if (gaveUp) return;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    post({ type: 'close' });
    const deadline = setTimeout(() => void worker.terminate(), CLOSE_DEADLINE_MS);
    await gone;
    clearTimeout(deadline);
  }

  return {
    ready: ready.promise,
    rescan: (reason) => ask({ type: 'rescan', reason }) as Promise<RescanResult>,
    explain: (path) => ask({ type: 'explain', path }) as Promise<Explanation>,
    async health() {
      const health = (await ask({ type: 'health' })) as WatchHealth;
      return { ...health, restarts: restartCount };
    },
    reconfigure(change) {
      // A worker that dies meanwhile comes back with the new options and answers the question again.
      options = { ...options, ...change };
      return ask({ type: 'reconfigure', change }) as Promise<RescanResult>;
    },
    reread: async (paths) => void (await ask({ type: 'reread', paths: [...paths] })),
    close,
    blockForTest: (ms) => post({ type: 'block', ms }),
    [Symbol.asyncDispose]: close,
  };
}
