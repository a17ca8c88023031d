import type { Position } from './position.ts';
import { SHAPE, type State } from './state.ts';
import { tableFromRecord, tableToRecord } from './table.ts';

type Tables = 'definitions' | 'problems' | 'notices';
type RecordOf<T> = T extends { buckets: readonly (infer R)[] } ? R : never;

/** What `GET /api/v1/snapshot` answers and every connection begins with. */
export type Snapshot = Omit<State, Tables | 'epoch' | 'seq' | 'leaving'> & {
  readonly position: Position;
  readonly shape: number;
  readonly leaving: State['leaving'];
} & { readonly [T in Tables]: RecordOf<State[T]> } & {
  readonly components: Readonly<Record<string, never>>;
  readonly runs: Readonly<Record<string, never>>;
  readonly agents: Readonly<Record<string, never>>;
  readonly jobs: Readonly<Record<string, never>>;
  readonly sessions: Readonly<Record<string, never>>;
  readonly hosts: Readonly<Record<string, never>>;
  readonly orphans: Readonly<Record<string, never>>;
};

/** Parts of the model whose owners are not built in this version: no such thing can exist, so each table is empty. */
const NOT_BUILT = { components: {}, runs: {}, agents: {}, jobs: {}, sessions: {}, hosts: {}, orphans: {} } as const;

/** The state as it travels: plain records instead of tables. */
export function snapshotOf(state: State): Snapshot {
  const { epoch, seq, definitions, problems, notices, ...rest } = state;
  return {
    position: { epoch, seq },
    shape: SHAPE,
    ...rest,
    definitions: tableToRecord(definitions),
    problems: tableToRecord(problems),
    notices: tableToRecord(notices),
    ...NOT_BUILT,
  };
}

/** The state a client folds on from. */
export function stateOf(snapshot: Snapshot): State {
  const { position, shape: _shape, definitions, problems, notices, ...rest } = snapshot;
  const { components, runs, agents, jobs, sessions, hosts, orphans, ...parts } = rest;
  return {
    ...parts,
    epoch: position.epoch,
    seq: position.seq,
    definitions: tableFromRecord(definitions),
    problems: tableFromRecord(problems),
    notices: tableFromRecord(notices),
  };
}
