import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { workerUrl } from '../worker-url.ts';
import { DEFAULT_BOUNDS, type JournalBounds } from './checkpoints.ts';
import type {
  BlobWrite,
  DurableRow,
  DurableTable,
  EventColumns,
  EventQuery,
  OpenedStore,
  RowQuery,
  RowsKept,
  StoreLimits,
  StoreReply,
  StoreRequest,
  TimelinePage,
  VersionRow,
} from './protocol.ts';

/** The journal's worker, seen from the main loop: writes are handed over, answers are awaited. */
export interface StoreClient {
  readonly opened: OpenedStore;
  append(columns: EventColumns): void;
  read(query: EventQuery): Promise<string[]>;
  /** Marks of the newest events a query finds, at most `limit`. */
  timeline(query: EventQuery): Promise<TimelinePage>;
  effects(cause: string, limit: number): Promise<string[]>;
  /**
   * Writes one durable fact and answers when it is synced. Throws STORAGE_FULL.
   *
   * @param at time of the fact, epoch ms; now when missing
   */
  put(table: DurableTable, key: string, value: string | null, at?: number): Promise<void>;
  all(table: DurableTable): Promise<[key: string, value: string][]>;
  /** Rows of a table, newest first. */
  rows(table: DurableTable, query: RowQuery): Promise<DurableRow[]>;
  /** Forgets what is over the bounds; answers how many rows went. */
  trim(table: DurableTable, keep: RowsKept): Promise<string[]>;
  putVersions(rows: readonly VersionRow[], blobs: readonly BlobWrite[]): void;
  renameVersions(from: string, to: string): void;
  /** Keeps this much from now on, and lets go of what is over it. */
  limit(limits: StoreLimits): void;
  versionsOf(definition: string): Promise<VersionRow[]>;
  latestVersions(): Promise<[definition: string, version: number, hash: string][]>;
  writeBlob(blob: BlobWrite): Promise<void>;
  readBlob(hash: string): Promise<Uint8Array | null>;
  /** Stores the folded state at a position; history may be cut below it. */
  checkpoint(seq: number, epoch: string, shape: number, state: string): Promise<void>;
  close(): Promise<void>;
}

type Ask = StoreRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

/** Starts the worker of one workspace's journal. `onFact` hears of storage that fails, returns or was compacted. */
export async function openStoreClient(
  dir: string,
  onFact: (fact: Exclude<StoreReply, { op: 'answer' | 'failed' }>) => void,
  bounds: JournalBounds = DEFAULT_BOUNDS,
): Promise<StoreClient> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const worker = new Worker(workerUrl('journal', import.meta.url), { workerData: { dir, bounds, stamp } });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let ended: Promise<void> | null = null;

  const opened = await new Promise<OpenedStore>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (reply: StoreReply | { op: 'opened'; opened: OpenedStore }) => {
      if (reply.op === 'opened') resolve(reply.opened);
      else if (reply.op === 'answer') settle(reply.id)?.resolve(reply.value);
      else if (reply.op === 'failed') settle(reply.id)?.reject(new AppError(reply.code, reply.message));
      else onFact(reply);
    });
  });
  worker.on('error', (error) => {
    onFact({ op: 'storage', storage: 'memory', reason: `the journal's worker ended: ${error.message}` });
    for (const [, one] of waiting)
      one.reject(new AppError('STORAGE_FULL', 'The journal cannot be written.', { cause: error }));
    waiting.clear();
  });

  function settle(id: number) {
    const one = waiting.get(id);
    waiting.delete(id);
    return one;
  }

  function ask(request: Ask): Promise<unknown> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  }

  return {
    opened,
    append: (columns) => worker.postMessage({ op: 'append', columns } satisfies StoreRequest),
    read: (query) => ask({ op: 'read', query }) as Promise<string[]>,
    timeline: (query) => ask({ op: 'timeline', query }) as Promise<TimelinePage>,
    effects: (cause, limit) => ask({ op: 'effects', cause, limit }) as Promise<string[]>,
    put: (table, key, value, at = Date.now()) => ask({ op: 'put', table, key, value, at }) as Promise<void>,
    all: (table) => ask({ op: 'all', table }) as Promise<[string, string][]>,
    rows: (table, query) => ask({ op: 'rows', table, query }) as Promise<DurableRow[]>,
    trim: (table, keep) => ask({ op: 'trim', table, keep }) as Promise<string[]>,
    putVersions: (rows, blobs) => worker.postMessage({ op: 'versions', rows, blobs } satisfies StoreRequest),
    renameVersions: (from, to) => worker.postMessage({ op: 'renameVersions', from, to } satisfies StoreRequest),
    limit: (limits) => worker.postMessage({ op: 'limits', limits } satisfies StoreRequest),
    versionsOf: (definition) => ask({ op: 'versionsOf', definition }) as Promise<VersionRow[]>,
    latestVersions: () => ask({ op: 'latestVersions' }) as Promise<[string, number, string][]>,
    writeBlob: (blob) => ask({ op: 'blob', blob }) as Promise<void>,
    readBlob: (hash) => ask({ op: 'readBlob', hash }) as Promise<Uint8Array | null>,
    checkpoint: (seq, epoch, shape, state) => ask({ op: 'checkpoint', seq, epoch, shape, state }) as Promise<void>,
    close() {
      ended ??= new Promise((resolve) => {
        worker.once('exit', () => resolve());
        worker.postMessage({ op: 'close', id: nextId++ } satisfies StoreRequest);
      });
      return ended;
    },
  };
}
