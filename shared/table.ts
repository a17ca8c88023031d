/**
 * A table of live things by id (ids carry a prefix or a slash, so none is a name of Object.prototype). Up to 1,000 entries it is one record; above that 256 records, chosen by a hash of the
 * id, so that a batch of events copies only the records it touches.
 */
export interface Table<T> {
  readonly size: number;
  readonly buckets: readonly Readonly<Record<string, T>>[];
}

const SPLIT_ABOVE = 1_000;
const BUCKETS = 256;

/** A table without entries. */
export function emptyTable<T>(): Table<T> {
  return { size: 0, buckets: [{}] };
}

/** The entry of this id, or undefined. */
export function tableGet<T>(table: Table<T>, id: string): T | undefined {
  const bucket = table.buckets[bucketOf(id, table.buckets.length)];
  return bucket && Object.hasOwn(bucket, id) ? bucket[id] : undefined;
}

/** Every id and entry, in no promised order. */
export function* tableEntries<T>(table: Table<T>): Generator<[string, T]> {
  for (const bucket of table.buckets) yield* Object.entries(bucket);
}

/** The table as one plain record, as the snapshot carries it. */
export function tableToRecord<T>(table: Table<T>): Record<string, T> {
  return Object.assign({}, ...table.buckets) as Record<string, T>;
}

/** Builds a table from a plain record. */
export function tableFromRecord<T>(record: Readonly<Record<string, T>>): Table<T> {
  const ids = Object.keys(record);
  const buckets = emptyBuckets<T>(ids.length > SPLIT_ABOVE ? BUCKETS : 1);
  for (const id of ids) writeInto(buckets, id, record[id] as T);
  return { size: ids.length, buckets };
}

/** A table being changed by one batch: every bucket is copied at most once, when it is first written. */
export interface TableDraft<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  drop(id: string): void;
  /** The changed table; the one it began from when nothing was written. */
  done(): Table<T>;
}

/** Opens a draft over a table. */
export function draftTable<T>(base: Table<T>): TableDraft<T> {
  let buckets: Record<string, T>[] | null = null;
  let owned = new Set<number>();
  let size = base.size;

  function own(id: string): Record<string, T> {
    buckets ??= base.buckets.slice();
    const index = bucketOf(id, buckets.length);
    if (!owned.has(index)) {
      buckets[index] = { ...buckets[index] };
      owned.add(index);
    }
    return buckets[index] as Record<string, T>;
  }

  function split(): void {
    const next = emptyBuckets<T>(BUCKETS);
    for (const bucket of buckets ?? base.buckets)
      for (const id of Object.keys(bucket)) writeInto(next, id, bucket[id] as T);
    buckets = next;
    owned = new Set(next.keys());
  }

  return {
    get: (id) => tableGet({ size, buckets: buckets ?? base.buckets }, id),
    put(id, value) {
      const bucket = own(id);
      if (!Object.hasOwn(bucket, id)) size += 1;
      bucket[id] = value;
      if (size > SPLIT_ABOVE && buckets?.length === 1) split();
    },
    drop(id) {
      const bucket = own(id);
      if (!Object.hasOwn(bucket, id)) return;
      delete bucket[id];
      size -= 1;
    },
    done: () => (buckets ? { size, buckets } : base),
  };
}

function emptyBuckets<T>(count: number): Record<string, T>[] {
  return Array.from({ length: count }, () => ({}));
}

function writeInto<T>(buckets: Record<string, T>[], id: string, value: T): void {
  (buckets[bucketOf(id, buckets.length)] as Record<string, T>)[id] = value;
}

/** FNV-1a over the UTF-16 units: cheap, and spread enough for 256 buckets. */
function bucketOf(id: string, count: number): number {
  if (count === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % count;
}
