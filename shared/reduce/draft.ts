import type { Envelope, KnownEvent } from '../envelope.ts';
import type { EventType } from '../events/all.ts';
import type { Counts, KindCounts, State } from '../state.ts';
import { draftTable, type Table, type TableDraft } from '../table.ts';

type TableName =
  | 'definitions'
  | 'problems'
  | 'components'
  | 'runs'
  | 'orphans'
  | 'jobs'
  | 'agents'
  | 'notices'
  | 'hosts';
type EntryOf<N extends TableName> = State[N] extends { buckets: readonly Readonly<Record<string, infer T>>[] }
  ? T
  : never;
type PartName = 'workspace' | 'journal' | 'watch' | 'config' | 'batch' | 'endedJobs';

/** The state being changed by one batch of events: each part and each bucket is copied at most once. */
export interface Draft {
  readonly base: State;
  epoch: string;
  seq: number;
  host: string;
  mono: number;
  part<N extends PartName>(name: N): State[N];
  setPart<N extends PartName>(name: N, value: State[N]): void;
  table<N extends TableName>(name: N): TableDraft<EntryOf<N>>;
  leaving: (readonly [string, number])[];
  recent: number[];
  /** Adds to a counter of one kind of definitions. */
  countKind(kind: string, changes: Partial<KindCounts>): void;
  count(name: 'unknownEvents' | 'reloads', by: number): void;
  /** Throws everything away: a new epoch began. */
  reset(empty: State): void;
  done(): State;
}

/** How one type of event changes the state. Pure: what it needs is in the draft and the event. */
export type Reducer<T extends EventType> = (draft: Draft, event: KnownEvent<T>) => void;
export type Reducers<T extends EventType> = { readonly [K in T]: Reducer<K> };
export type AnyReducer = (draft: Draft, event: Envelope) => void;

const NO_COUNTS: KindCounts = { total: 0, faulty: 0, conflicted: 0, settling: 0, waiting: 0, pinned: 0 };

/** Opens a draft over a state. */
export function openDraft(start: State): Draft {
  let base = start;
  let parts: Partial<Record<PartName, unknown>> = {};
  let tables: Partial<Record<TableName, TableDraft<never>>> = {};
  let counts: Counts | null = null;
  let kinds: Record<string, KindCounts> | null = null;
  // Copied once per batch, then counted in place.
  let ownedKinds = new Map<string, { -readonly [K in keyof KindCounts]: number }>();

  const draft: Draft = {
    get base() {
      return base;
    },
    epoch: start.epoch,
    seq: start.seq,
    host: start.host,
    mono: start.mono,
    leaving: start.leaving.slice(),
    recent: start.recent.slice(),
    part: <N extends PartName>(name: N) => (name in parts ? parts[name] : base[name]) as State[N],
    setPart: (name, value) => {
      parts[name] = value;
    },
    table: <N extends TableName>(name: N) => {
      tables[name] ??= draftTable<never>(base[name] as unknown as Table<never>);
      return tables[name] as unknown as TableDraft<EntryOf<N>>;
    },
    countKind(kind, changes) {
      kinds ??= { ...base.counts.kinds };
      let now = ownedKinds.get(kind);
      if (!now) {
        now = { ...(kinds[kind] ?? NO_COUNTS) };
        ownedKinds.set(kind, now);
        kinds[kind] = now;
      }
      for (const key in changes) now[key as keyof KindCounts] += changes[key as keyof KindCounts] ?? 0;
    },
    count(name, by) {
      counts ??= { ...base.counts };
      counts = { ...counts, [name]: counts[name] + by };
    },
    reset(empty) {
      base = empty;
      parts = {};
      tables = {};
      counts = null;
      kinds = null;
      ownedKinds = new Map();
      draft.leaving = [];
      draft.recent = [];
    },
    done() {
      for (const [kind, counts] of ownedKinds)
        if (kinds && Object.values(counts).every((value) => value === 0)) delete kinds[kind];
      const { epoch, seq, host, mono, leaving, recent } = draft;
      const changedTables = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.done()]));
      const nextCounts =
        counts || kinds ? { ...(counts ?? base.counts), kinds: kinds ?? base.counts.kinds } : base.counts;
      return {
        ...base,
        ...parts,
        ...changedTables,
        counts: nextCounts,
        epoch,
        seq,
        host,
        mono,
        leaving,
        recent,
      } as State;
    },
  };
  return draft;
}
