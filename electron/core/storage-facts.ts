import type { Journal } from './journal/journal.ts';
import type { StoreReply } from './journal/protocol.ts';
import type { StoreClient } from './journal/store-client.ts';

/** What opening the store found that people should know: damage, a tail that may be lost, a disk that cannot be written. */
export function tellOpening(journal: Journal, store: StoreClient | null, cause: string): void {
  if (!store) return;
  const { damaged, unclosed, lastEpoch, lastSeq, storage, reason } = store.opened;
  const last = lastEpoch === null ? null : `${lastEpoch}:${lastSeq}`;
  const gap = (why: 'damaged' | 'unflushed' | 'disk-full', detail: string) =>
    journal.append({
      type: 'journal.gap',
      subject: 'journal',
      cause,
      body: { from: last, to: null, reason: why, detail },
    });
  if (damaged) gap('damaged', `The journal could not be read; it was set aside as ${damaged} and a new one began.`);
  if (unclosed) gap('unflushed', 'The last session did not end in order; its last moments may be missing.');
  if (storage === 'memory') gap('disk-full', reason ?? 'The journal cannot be written.');
}

/** What became of the storage while it was in use. */
export function tellStorage(journal: Journal, fact: Exclude<StoreReply, { op: 'answer' | 'failed' }>): void {
  const cause = `${journal.epoch}:${journal.position().seq}`;
  if (fact.op === 'compacted') {
    const [from, to] = fact.epochs;
    journal.append({
      type: 'journal.gap',
      subject: 'journal',
      cause,
      body: { from: `${from}:${fact.from}`, to: `${to}:${fact.to}`, reason: 'compacted' },
    });
  } else if (fact.storage === 'disk') {
    journal.append({ type: 'journal.restored', subject: 'journal', cause, body: { storage: 'disk' } });
  } else {
    journal.append({
      type: 'journal.gap',
      subject: 'journal',
      cause,
      body: { from: cause, to: null, reason: 'disk-full', detail: fact.reason },
    });
  }
}

/** Facts of a durable table, by key; none without a store. */
export async function storedFacts<T>(
  store: StoreClient | null,
  table: 'pins' | 'idempotency',
): Promise<Map<string, T>> {
  const rows = (await store?.all(table)) ?? [];
  return new Map(rows.map(([key, value]) => [key, JSON.parse(value) as T]));
}
