import type { MarkColumns } from '../../../shared/timeline-columns.ts';

/** What the journal's worker is asked for. `id` is set where an answer is awaited. */
export type StoreRequest =
  | { readonly op: 'append'; readonly columns: EventColumns }
  | { readonly op: 'read'; readonly id: number; readonly query: EventQuery }
  | { readonly op: 'timeline'; readonly id: number; readonly query: EventQuery }
  | { readonly op: 'effects'; readonly id: number; readonly cause: string; readonly limit: number }
  | {
      readonly op: 'put';
      readonly id: number;
      readonly table: DurableTable;
      readonly key: string;
      readonly value: string | null;
      readonly at: number;
    }
  | { readonly op: 'all'; readonly id: number; readonly table: DurableTable }
  | { readonly op: 'rows'; readonly id: number; readonly table: DurableTable; readonly query: RowQuery }
  | { readonly op: 'trim'; readonly id: number; readonly table: DurableTable; readonly keep: RowsKept }
  | { readonly op: 'versions'; readonly rows: readonly VersionRow[]; readonly blobs: readonly BlobWrite[] }
  | { readonly op: 'versionsOf'; readonly id: number; readonly definition: string }
  | { readonly op: 'limits'; readonly limits: StoreLimits }
  | { readonly op: 'renameVersions'; readonly from: string; readonly to: string }
  | { readonly op: 'latestVersions'; readonly id: number }
  | { readonly op: 'blob'; readonly id: number; readonly blob: BlobWrite }
  | { readonly op: 'readBlob'; readonly id: number; readonly hash: string }
  | {
      readonly op: 'checkpoint';
      readonly id: number;
      readonly seq: number;
      readonly epoch: string;
      readonly shape: number;
      readonly state: string;
    }
  | { readonly op: 'close'; readonly id: number };

/** What the worker says: answers, and facts about the storage. */
export type StoreReply =
  | { readonly op: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly op: 'failed';
      readonly id: number;
      readonly code: 'STORAGE_FULL' | 'NOT_FOUND' | 'INTERNAL';
      readonly message: string;
    }
  | { readonly op: 'storage'; readonly storage: 'disk' | 'memory'; readonly reason: string }
  | {
      readonly op: 'compacted';
      readonly from: number;
      readonly to: number;
      readonly epochs: readonly [string, string];
    };

/** How much of what was loaded before is kept. */
export interface StoreLimits {
  /** Versions of each definition; those a pin names are kept besides. */
  readonly versionsKept: number;
  /** Stored bodies that nothing names any more, bytes. */
  readonly blobBytes: number;
}

/** Tables of facts that must survive a kill: each row is written and synced before the effect or the answer. */
export const DURABLE_TABLES = [
  'pins',
  'held',
  'idempotency',
  'runs',
  'jobs',
  'sessions',
  'overrides',
  'trust',
  'repeats',
  'argsets',
] as const;
export type DurableTable = (typeof DURABLE_TABLES)[number];

/** Which rows of a table are wanted: newest first. */
export interface RowQuery {
  readonly key?: string;
  /** Only rows before this one, to page backwards. */
  readonly before?: { readonly at: number; readonly key: string };
  /** Only rows whose value has this in it. */
  readonly contains?: string;
  readonly limit: number;
}

/** One durable fact; `at` is epoch ms. */
export interface DurableRow {
  readonly key: string;
  readonly value: string;
  readonly at: number;
}

/** How much of a table is kept, the newest first: rows, and the sum of a number that each row's value names. */
export interface RowsKept {
  readonly rows: number;
  readonly sumOf: string;
  readonly sum: number;
  /** Rows whose value has this in it always stay. */
  readonly unless: string;
}

export interface EventRow {
  readonly seq: number;
  readonly epoch: string;
  readonly type: string;
  readonly subject: string;
  readonly cause: string | null;
  readonly at: number;
  readonly text: string;
}

/** Rows of one epoch by column: far cheaper to hand to a thread than as many objects. */
export interface EventColumns {
  readonly firstSeq: number;
  readonly epoch: string;
  readonly types: readonly string[];
  readonly subjects: readonly string[];
  readonly causes: readonly (string | null)[];
  readonly ats: readonly number[];
  readonly texts: readonly string[];
}

/** The rows that columns stand for. */
export function rowsOf({ firstSeq, epoch, types, subjects, causes, ats, texts }: EventColumns): EventRow[] {
  return texts.map((text, index) => ({
    seq: firstSeq + index,
    epoch,
    type: types[index] ?? '',
    subject: subjects[index] ?? '',
    cause: causes[index] ?? null,
    at: ats[index] ?? 0,
    text,
  }));
}

export interface EventQuery {
  readonly after?: number;
  readonly before?: number;
  readonly types?: readonly string[];
  readonly subject?: string;
  /** Only events whose text has this in it. Every event between the bounds is looked at: give it both. */
  readonly contains?: string;
  readonly limit: number;
  /** Newest first is read from the end, and answered in journal order all the same. */
  readonly newest: boolean;
}

/** Marks of the newest events of a query, and whether there are older ones. */
export interface TimelinePage {
  readonly columns: MarkColumns;
  readonly more: boolean;
}

export interface VersionRow {
  readonly definition: string;
  readonly version: number;
  readonly hash: string;
  readonly at: number;
  readonly size: number;
  readonly path: string;
  readonly of: number | null;
}

export interface BlobWrite {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** What opening the store found. */
export interface OpenedStore {
  readonly lastSeq: number;
  readonly lastEpoch: string | null;
  readonly storage: 'disk' | 'memory';
  readonly reason: string | null;
  /** Name under which a damaged database was set aside. */
  readonly damaged: string | null;
  /** The last epoch was not closed: its unflushed tail, if any, is lost. */
  readonly unclosed: boolean;
  readonly oldestSeq: number | null;
}
