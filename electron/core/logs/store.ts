import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { LOG_CHANNELS, type LogChannel, type LogMarkRow, streamName } from '../../../shared/log.ts';
import type { Clock } from '../clock.ts';
import { workerUrl } from '../worker-url.ts';
import { DEFAULT_LOG_BOUNDS, type LogBounds } from './rotation.ts';
import { createBatches } from './store-batches.ts';
import { createPressure } from './store-pressure.ts';
import type { FromWriter, ToWriter, WriterOptions } from './store-protocol.ts';
import { createRunGate } from './store-runs.ts';

export interface LogStoreOptions {
  /** Folder of the logs of one workspace. */
  readonly folder: string;
  readonly clock: Clock;
  /** Position of the journal now. */
  readonly position: () => number;
  readonly bounds?: LogBounds;
  /** Makes what stands for secret values: that of the workspace, so that they look the same everywhere. */
  readonly key: Uint8Array;
  readonly log: (message: string) => void;
}

/** Where a run of an item begins: `after` says in a few words what it follows, null where nothing does. */
export interface RunBegin {
  readonly item: string;
  readonly run: string;
  readonly number: number;
  readonly after: string | null;
}

/** How a run of an item ended. */
export interface RunFinish {
  readonly item: string;
  readonly run: string;
  readonly number: number;
  readonly words: string;
  readonly healthy: boolean;
}

/** Stores what processes write, in the order it arrived, on disk: the main loop only gathers, a worker does the rest. */
export interface LogStore {
  /** Resolves when what earlier hosts left was taken in; nothing has to wait for it. */
  readonly opened: Promise<void>;
  /**
   * Takes a chunk as it came; the chunk may be used again at once. A promise means that the one who writes should be
   * made to wait for it. Chunks of a run that has not begun are kept until it has.
   */
  write(item: string, channel: LogChannel, run: string | null, chunk: Uint8Array): void | Promise<void>;
  runStarted(run: RunBegin): void;
  runEnded(run: RunFinish): void;
  /** Hides these values from now on. */
  hide(values: readonly string[]): void;
  /** Removes everything that an item wrote; nothing of it may be running. */
  forget(item: string): void;
  /** Keeps so much from now on. */
  bound(bounds: LogBounds): void;
  /** A port for a reader: first `WholeState`, then everything that is written after it. */
  toReader(): MessagePort;
  /** Resolves when all that was handed in is on disk, or lost and counted. */
  flush(): Promise<void>;
  /** Writes what is left, and ends; idempotent. What is handed in later goes nowhere. */
  close(): Promise<void>;
}

/** Channels of a process, which share its runs. */
const RUN_CHANNELS: readonly LogChannel[] = ['stdout', 'stderr'];

/** Opens the store of a workspace; only one host may have it open at a time. */
export function openLogStore(options: LogStoreOptions): LogStore {
  const { clock, position, log } = options;
  const bounds = options.bounds ?? DEFAULT_LOG_BOUNDS;
  const workerData: WriterOptions = { folder: options.folder, bounds, key: options.key };
  const worker = new Worker(workerUrl('logs', import.meta.url), { workerData });
  const batches = createBatches({
    share: (slot, memory) => post({ op: 'share', slot, memory }),
    batch: (slot, chunks) => post({ op: 'batch', slot, chunks }),
  });
  const pressure = createPressure({ mono: clock.mono, heldBack });
  const ids = new Map<string, number>();
  let nextId = 0;
  const flushes = new Map<number, () => void>();
  const opening = Promise.withResolvers<void>();
  let nextFlush = 1;
  let isOver = false;
  let closing: Promise<void> | null = null;
  const gate = createRunGate(put);

  worker.on('message', hear);
  worker.on('error', (error) => giveUp(`the writer of logs ended: ${error.message}`));
  worker.on('exit', () => giveUp(null));

  function post(message: ToWriter, transfer: readonly MessagePort[] = []): void {
    if (!isOver) worker.postMessage(message, transfer);
  }

  /** Says something that belongs after everything that was handed in before. */
  function tell(message: ToWriter): void {
    batches.send();
    post(message);
  }

  function hear(message: FromWriter): void {
    switch (message.op) {
      case 'opened':
        return opening.resolve();
      case 'written':
        batches.written(message.slot);
        return pressure.eased(batches.waiting);
      case 'flushed':
        flushes.get(message.id)?.();
        flushes.delete(message.id);
        return;
      case 'trouble':
        return log(message.message);
    }
  }

  /** Nobody may wait for a writer that is gone. */
  function giveUp(reason: string | null): void {
    if (isOver) return;
    isOver = true;
    if (reason !== null) log(reason);
    batches.forget();
    pressure.eased(0);
    opening.resolve();
    for (const resolve of flushes.values()) resolve();
    flushes.clear();
  }

  function idOf(item: string, channel: LogChannel): number {
    const stream = streamName(item, channel);
    const id = ids.get(stream);
    if (id !== undefined) return id;
    const made = nextId;
    nextId += 1;
    ids.set(stream, made);
    post({ op: 'stream', id: made, item, channel });
    return made;
  }

  function put(item: string, channel: LogChannel, chunk: Uint8Array, at: number, seq: number): void | Promise<void> {
    if (isOver || closing !== null) return;
    const id = idOf(item, channel);
    batches.add(id, chunk, at, seq);
    return pressure.of(id, batches.waiting);
  }

  function mark(streams: readonly number[], run: string | null, what: LogMarkRow['what']): void {
    tell({ op: 'mark', streams, at: clock.now(), seq: position(), run, what });
  }

  function heldBack(stream: number, ms: number): void {
    mark([stream], null, { is: 'held-back', ms: Math.round(ms) });
  }

  async function end(): Promise<void> {
    gate.openAll();
    pressure.tellAll();
    batches.send();
    if (isOver) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    post({ op: 'close' });
    await exited;
  }

  return {
    opened: opening.promise,
    write(item, channel, run, chunk) {
      const at = clock.now();
      const seq = position();
      return run === null || gate.isOpen(run)
        ? put(item, channel, chunk, at, seq)
        : gate.keep(run, { item, channel, chunk, at, seq });
    },
    runStarted({ item, run, number, after }) {
      if (closing !== null) return;
      const streams = RUN_CHANNELS.map((channel) => idOf(item, channel));
      mark(streams, run, { is: 'run-started', number, after });
      gate.open(run);
    },
    runEnded({ item, run, number, words, healthy }) {
      if (closing !== null) return;
      gate.ended(run);
      const streams = RUN_CHANNELS.map((channel) => idOf(item, channel));
      for (const stream of streams) pressure.tell(stream);
      mark(streams, run, { is: 'run-ended', number, words, healthy });
    },
    hide: (values) => tell({ op: 'secrets', values }),
    forget(item) {
      for (const channel of LOG_CHANNELS) ids.delete(streamName(item, channel));
      tell({ op: 'forget', item });
    },
    bound: (wanted) => tell({ op: 'bounds', bounds: wanted }),
    toReader() {
      const { port1, port2 } = new MessageChannel();
      batches.send();
      post({ op: 'reader', port: port1 }, [port1]);
      return port2;
    },
    flush() {
      batches.send();
      if (isOver) return Promise.resolve();
      return new Promise((resolve) => {
        const id = nextFlush++;
        flushes.set(id, resolve);
        post({ op: 'flush', id });
      });
    },
    close: () => (closing ??= end()),
  };
}
