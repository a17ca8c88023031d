import type { Position } from './position.ts';
import { type HostPart, SHAPE, type State } from './state.ts';
import { tableFromRecord, tableToRecord } from './table.ts';

type Tables = 'definitions' | 'problems' | 'notices';
type RecordOf<T> = T extends { buckets: readonly (infer R)[] } ? R : never;

/** What `GET /api/v1/snapshot` answers and every connection begins with. */
export type Snapshot = Omit<State, Tables | 'hosts' | 'epoch' | 'seq' | 'leaving'> & {
  readonly position: Position;
  readonly shape: number;
  readonly leaving: State['leaving'];
} & { readonly [T in Tables]: RecordOf<State[T]> } & {
  readonly components: Readonly<Record<string, never>>;
  readonly runs: Readonly<Record<string, never>>;
  readonly agents: Readonly<Record<string, never>>;
  readonly jobs: Readonly<Record<string, never>>;
  readonly sessions: Readonly<Record<string, never>>;
  readonly hosts: Readonly<Record<string, HostSnapshot>>;
  readonly orphans: Readonly<Record<string, never>>;
};

/** Another host as it travels: its part of the state is a snapshot itself. */
export type HostSnapshot = Omit<HostPart, 'view'> & { readonly view: Snapshot };

/** Parts of the model whose owners are not built in this version: no such thing can exist, so each table is empty. */
const NOT_BUILT = { components: {}, runs: {}, agents: {}, jobs: {}, sessions: {}, orphans: {} } as const;

/** The state as it travels: plain records instead of tables. */
export function snapshotOf(state: State): Snapshot {
  const { epoch, seq, definitions, problems, notices, hosts, ...rest } = state;
  return {
    position: { epoch, seq },
    shape: SHAPE,
    ...rest,
    definitions: tableToRecord(definitions),
    problems: tableToRecord(problems),
    notices: tableToRecord(notices),
    hosts: mapValues(tableToRecord(hosts), (host) => ({ ...host, view: snapshotOf(host.view) })),
    ...NOT_BUILT,
  };
}

/** The state a client folds on from. */
export function stateOf(snapshot: Snapshot): State {
  const { position, shape: _shape, definitions, problems, notices, hosts, ...rest } = snapshot;
  const { components, runs, agents, jobs, sessions, orphans, ...parts } = rest;
  return {
    ...parts,
    epoch: position.epoch,
    seq: position.seq,
    definitions: tableFromRecord(definitions),
    problems: tableFromRecord(problems),
    notices: tableFromRecord(notices),
    hosts: tableFromRecord(mapValues(hosts, (host) => ({ ...host, view: stateOf(host.view) }))),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
