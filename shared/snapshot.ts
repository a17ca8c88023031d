import type { Position } from './position.ts';
import { type HostPart, SHAPE, type State } from './state.ts';
import { tableFromRecord, tableToRecord } from './table.ts';

type Tables = 'definitions' | 'problems' | 'components' | 'runs' | 'orphans' | 'jobs' | 'agents' | 'notices';
type RecordOf<T> = T extends { buckets: readonly (infer R)[] } ? R : never;

/** What `GET /api/v1/snapshot` answers and every connection begins with. */
export type Snapshot = Omit<State, Tables | 'hosts' | 'epoch' | 'seq' | 'leaving'> & {
  readonly position: Position;
  readonly shape: number;
  readonly leaving: State['leaving'];
} & { readonly [T in Tables]: RecordOf<State[T]> } & {
  readonly sessions: Readonly<Record<string, never>>;
  readonly hosts: Readonly<Record<string, HostSnapshot>>;
};

/** Another host as it travels: its part of the state is a snapshot itself. */
export type HostSnapshot = Omit<HostPart, 'view'> & { readonly view: Snapshot };

/** Parts of the model whose owners are not built in this version: no such thing can exist, so each table is empty. */
const NOT_BUILT = { sessions: {} } as const;

/** The state as it travels: plain records instead of tables. */
export function snapshotOf(state: State): Snapshot {
  const { epoch, seq, definitions, problems, components, runs, orphans, jobs, agents, notices, hosts, ...rest } = state;
  return {
    position: { epoch, seq },
    shape: SHAPE,
    ...rest,
    definitions: tableToRecord(definitions),
    problems: tableToRecord(problems),
    components: tableToRecord(components),
    runs: tableToRecord(runs),
    orphans: tableToRecord(orphans),
    jobs: tableToRecord(jobs),
    agents: tableToRecord(agents),
    notices: tableToRecord(notices),
    hosts: mapValues(tableToRecord(hosts), (host) => ({ ...host, view: snapshotOf(host.view) })),
    ...NOT_BUILT,
  };
}

/** The state a client folds on from. */
export function stateOf(snapshot: Snapshot): State {
  const {
    position,
    shape: _shape,
    definitions,
    problems,
    components,
    runs,
    orphans,
    jobs,
    agents,
    notices,
    hosts,
    ...rest
  } = snapshot;
  const { sessions, ...parts } = rest;
  return {
    ...parts,
    epoch: position.epoch,
    seq: position.seq,
    definitions: tableFromRecord(definitions),
    problems: tableFromRecord(problems),
    components: tableFromRecord(components),
    runs: tableFromRecord(runs),
    orphans: tableFromRecord(orphans),
    jobs: tableFromRecord(jobs),
    agents: tableFromRecord(agents),
    notices: tableFromRecord(notices),
    hosts: tableFromRecord(mapValues(hosts, (host) => ({ ...host, view: stateOf(host.view) }))),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
