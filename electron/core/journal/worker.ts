import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readBlob, sweepBlobs, writeBlob } from './blob-files.ts';
import { compactionLimit, type JournalBounds } from './checkpoints.ts';
import { type DurableStore, openDurableStore } from './durable-store.ts';
import { createMemoryTail } from './memory-tail.ts';
import {
  type BlobWrite,
  type EventQuery,
  type EventRow,
  type OpenedStore,
  rowsOf,
  type StoreLimits,
  type StoreReply,
  type StoreRequest,
  type VersionRow,
} from './protocol.ts';
import { type EventStore, isDamage, isFull, openEventStore, setAside } from './store.ts';
import { timelinePage } from './timeline-page.ts';

const RETRY_MS = 1_000;
const KEYS_KEPT_MS = 24 * 3_600_000;
/** Rows removed at a time: about 8 ms of work. */
const SLICE = 1_000;

const options = workerData as { dir: string; bounds: JournalBounds; stamp: string };
const blobs = path.join(options.dir, 'blobs');
const eventsFile = path.join(options.dir, 'journal.db');
const durableFile = path.join(options.dir, 'ledger', 'state.db');
const tail = createMemoryTail();
let events: EventStore | null = null;
let durable: DurableStore | null = null;
let retry: NodeJS.Timeout | null = null;
/** Until the settings are read, so much is kept. */
let limits: StoreLimits = { versionsKept: 50, blobBytes: 256 * 2 ** 20 };

function say(reply: StoreReply): void {
  parentPort?.postMessage(reply);
}

function openAll(): OpenedStore {
  let damaged: string | null = null;
  let reason: string | null = null;
  try {
    for (const folder of [path.dirname(durableFile), blobs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const opened = openEventStore(eventsFile, options.stamp);
    events = opened.store;
    damaged = opened.damaged;
  } catch (error) {
    reason = words(error);
  }
  try {
    durable = openDurableStore(durableFile);
  } catch (error) {
    if (isDamage(error)) {
      damaged ??= path.basename(setAside(durableFile, options.stamp));
      durable = openDurableStore(durableFile);
    } else reason ??= words(error);
  }
  const last = events?.last() ?? null;
  return {
    lastSeq: last?.seq ?? 0,
    lastEpoch: last?.epoch ?? null,
    unclosed: last !== null && last.type !== 'epoch.closed',
    oldestSeq: events?.oldest()?.seq ?? null,
    storage: events ? 'disk' : 'memory',
    reason,
    damaged,
  };
}

function keep(wanted: StoreLimits): void {
  limits = wanted;
  // Not before the first answers: whoever opens the workspace waits for those.
  setImmediate(tidy);
}

/** What an earlier session left and nothing needs any more. */
function tidy(): void {
  best(() => {
    needDurable().forgetBefore('idempotency', Date.now() - KEYS_KEPT_MS);
    sweepBlobs(blobs, needDurable().namedBlobs(), limits.blobBytes);
  });
}

function append(rows: readonly EventRow[]): void {
  if (tail.size > 0 || !events) {
    tail.add(rows);
    scheduleRetry();
    return;
  }
  try {
    events.append(rows);
  } catch (error) {
    tail.add(rows);
    if (isDamage(error)) startAnew(error);
    else say({ op: 'storage', storage: 'memory', reason: words(error) });
    scheduleRetry();
  }
}

/** The database broke under us: it is put aside and what we hold in memory opens a new one. */
function startAnew(error: unknown): void {
  try {
    events?.close();
  } catch {
    // A broken database may refuse even this; it is moved away all the same.
  }
  events = null;
  setAside(eventsFile, `${options.stamp}-${Date.now()}`);
  say({
    op: 'storage',
    storage: 'memory',
    reason: `the journal's database is damaged (${words(error)}); it was set aside`,
  });
}

function scheduleRetry(): void {
  retry ??= setTimeout(() => {
    retry = null;
    try {
      events ??= openEventStore(eventsFile, options.stamp).store;
      events.append(tail.rows());
      tail.clear();
      say({ op: 'storage', storage: 'disk', reason: '' });
    } catch {
      scheduleRetry();
    }
  }, RETRY_MS);
}

function storeCheckpoint({ seq, epoch, shape, state }: Extract<StoreRequest, { op: 'checkpoint' }>): void {
  // While events wait to be written, a checkpoint would stand for events that are not there.
  if (!events || tail.size > 0) return;
  events.saveCheckpoint(seq, epoch, shape, Date.now(), state);
  compactSlice();
}

function compactSlice(from?: number): void {
  if (!events) return;
  const limit = compactionLimit(events, options.bounds, Date.now());
  const first = events.oldest();
  if (limit === null || !first) return;
  removeSlices(limit, from ?? first.seq, first.epoch);
}

function removeSlices(limit: number, from: number, epoch: string): void {
  if (!events) return;
  if (events.removeBelow(limit, SLICE) === SLICE) {
    setImmediate(() => removeSlices(limit, from, epoch));
    return;
  }
  say({ op: 'compacted', from, to: limit - 1, epochs: [epoch, events.oldest()?.epoch ?? epoch] });
}

function answer(request: Exclude<StoreRequest, { op: 'append' | 'versions' | 'renameVersions' | 'limits' }>): unknown {
  switch (request.op) {
    case 'read':
      return read(request.query);
    case 'timeline':
      // Parsed here, so that the main loop is handed short columns instead of long texts.
      return timelinePage(read({ ...request.query, limit: request.query.limit + 1 }), request.query.limit);
    case 'effects':
      return [...(events?.effects(request.cause, request.limit) ?? []), ...tail.effects(request.cause, request.limit)];
    case 'put':
      needDurable().put(request.table, request.key, request.value, request.at);
      return null;
    case 'all':
      return durable?.all(request.table) ?? [];
    case 'rows':
      return durable?.rows(request.table, request.query) ?? [];
    case 'trim':
      return durable?.trim(request.table, request.keep) ?? [];
    case 'versionsOf':
      return durable?.versionsOf(request.definition) ?? [];
    case 'latestVersions':
      return durable?.latestVersions() ?? [];
    case 'blob':
      writeBlob(blobs, request.blob);
      return null;
    case 'readBlob':
      return readBlob(blobs, request.hash);
    case 'checkpoint':
      storeCheckpoint(request);
      return null;
    case 'close':
      if (retry) clearTimeout(retry);
      events?.close();
      durable?.close();
      events = null;
      durable = null;
      return null;
  }
}

function read(query: EventQuery): string[] {
  const all = [...(events?.read(query) ?? []), ...tail.read(query)];
  return query.newest ? all.slice(-query.limit) : all.slice(0, query.limit);
}

function needDurable(): DurableStore {
  durable ??= openDurableStore(durableFile);
  return durable;
}

function handle(request: StoreRequest): void {
  if (request.op === 'append') append(rowsOf(request.columns));
  else if (request.op === 'limits') keep(request.limits);
  else if (request.op === 'renameVersions') best(() => needDurable().renameVersions(request.from, request.to));
  else if (request.op === 'versions') best(() => storeVersions(request.rows, request.blobs));
  else reply(request);
}

function reply(request: Exclude<StoreRequest, { op: 'append' | 'versions' | 'renameVersions' | 'limits' }>): void {
  try {
    say({ op: 'answer', id: request.id, value: answer(request) });
  } catch (error) {
    say({ op: 'failed', id: request.id, code: isFull(error) ? 'STORAGE_FULL' : 'INTERNAL', message: words(error) });
  }
  if (request.op === 'close') parentPort?.close();
}

function storeVersions(rows: readonly VersionRow[], bodies: readonly BlobWrite[]): void {
  for (const blob of bodies) writeBlob(blobs, blob);
  needDurable().putVersions(rows, limits.versionsKept);
}

/** History that is worth keeping and not worth failing for: when the disk is full it is given up, and said. */
function best(write: () => void): void {
  try {
    write();
  } catch (error) {
    say({ op: 'storage', storage: 'memory', reason: `earlier versions cannot be stored: ${words(error)}` });
    if (tail.size === 0) say({ op: 'storage', storage: 'disk', reason: '' });
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

parentPort?.on('message', handle);
parentPort?.postMessage({ op: 'opened', opened: openAll() });
