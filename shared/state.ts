import type { Agent } from './agent-state.ts';
import type { Component, Orphan, Run } from './component-state.ts';
import type { WireError } from './errors.ts';
import type { BatchItem } from './events/batch.ts';
import type { Job } from './job-state.ts';
import { emptyTable, type Table } from './table.ts';

/** Number of the shape of `State`; a checkpoint with another number is thrown away and refolded. */
export const SHAPE = 4;

export type DefinitionState = 'settling' | 'ok' | 'refused' | 'conflicted' | 'removed';

/** One definition with its three facts: what is on disk, what is loaded, what runs on it. */
export interface Definition {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly state: DefinitionState;
  readonly disk: { readonly hash: string | null; readonly size: number; readonly mtime: number } | null;
  readonly loaded: { readonly version: number; readonly hash: string; readonly at: number } | null;
  /** Null where nothing of ours runs on this kind: shown as "not applicable". */
  readonly running: readonly { readonly by: string; readonly version: number }[] | null;
  readonly pin: { readonly version: number; readonly hash: string } | null;
  readonly batch: string | null;
  /** Set when a waiting change was discarded: disk differs from loaded on purpose. */
  readonly left: 'discarded' | null;
  readonly claims: readonly string[];
  readonly error: WireError | null;
  readonly warnings: number;
  /** Position (seq) of the last event that changed it. */
  readonly changed: number;
}

export interface Batch {
  readonly batchId: string;
  readonly state: 'held';
  readonly reason: 'size' | 'git' | 'manual';
  readonly git: string | null;
  readonly since: number;
  readonly items: readonly BatchItem[];
  readonly restarts: readonly string[];
  readonly unaffected: number;
}

export interface WatchState {
  readonly state: 'starting' | 'watching' | 'root-lost' | 'off';
  readonly backend: 'native' | 'polling' | 'off' | null;
  readonly dirs: number;
  readonly files: number;
  readonly degraded: Readonly<
    Record<string, { readonly reason: string; readonly fallback: string; readonly at: number }>
  >;
}

export interface WorkspaceState {
  readonly id: string;
  readonly root: string;
  readonly name: string;
  readonly trusted: boolean;
  /** Who holds the workspace when this host may only look; null when we hold it. */
  readonly readOnly: string | null;
}

export interface ConfigState {
  /** What the file and the environment say. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Settings of them that the host does not use yet: they wait until the workspace is opened again. */
  readonly waiting?: readonly string[];
  readonly overrides: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  readonly error: WireError | null;
}

export interface Problem {
  readonly rule: string;
  /** Absent where a part of the folder cannot be watched. */
  readonly level?: 'error' | 'warning' | undefined;
  /** The definition it was found in. */
  readonly definition?: string | undefined;
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
  readonly hint: string;
  /** What is named there, when it is about a name. */
  readonly refersTo?: ReferredName | undefined;
  readonly at: number;
}

/** A name that a definition uses for another one. */
export interface ReferredName {
  /** Kinds it may belong to, the likeliest first. */
  readonly kinds: readonly string[];
  readonly name: string;
  /** The known name that was probably meant. */
  readonly near?: string | undefined;
}

export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly cause: string;
  readonly text: string;
  readonly at: number;
}

/** Where the journal is kept; `memory` when the disk is full or the database could not be used. */
export interface JournalState {
  readonly storage: 'disk' | 'memory';
  readonly gaps: readonly { readonly reason: string; readonly at: number; readonly detail: string | null }[];
}

export interface KindCounts {
  readonly total: number;
  /** Definitions whose file does not load. */
  readonly faulty: number;
  readonly conflicted: number;
  readonly settling: number;
  readonly waiting: number;
  readonly pinned: number;
}

export interface Counts {
  readonly unknownEvents: number;
  readonly reloads: number;
  readonly kinds: Readonly<Record<string, KindCounts>>;
}

/** Another host that serves the same workspace, and what its own events, folded by the same rules, say. */
export interface HostPart {
  readonly status: 'live' | 'lost';
  readonly address: string;
  readonly build: string;
  readonly lastSeen: number;
  readonly view: State;
}

/** What the product knows now. It holds living things only, never history. */
export interface State {
  readonly epoch: string;
  readonly seq: number;
  readonly host: string;
  /** `mono` of the last event folded, ms since the epoch began. */
  readonly mono: number;
  readonly workspace: WorkspaceState | null;
  readonly journal: JournalState;
  readonly watch: WatchState;
  readonly config: ConfigState;
  readonly definitions: Table<Definition>;
  readonly batch: Batch | null;
  readonly problems: Table<Problem>;
  readonly components: Table<Component>;
  /** Living runs, and the last one of each component. */
  readonly runs: Table<Run>;
  readonly orphans: Table<Orphan>;
  /** Jobs that have not ended, and the last 200 that have. */
  readonly jobs: Table<Job>;
  /** Ids of the ended ones among them, in the order in which they ended. */
  readonly endedJobs: readonly string[];
  /** Connections to agents and MCP servers, by the name of their component or their key with a number. */
  readonly agents: Table<Agent>;
  readonly notices: Table<Notice>;
  readonly hosts: Table<HostPart>;
  /** Removed definitions that are still shown, with the `mono` of their removal, oldest first. */
  readonly leaving: readonly (readonly [id: string, mono: number])[];
  /** Positions of the last 200 reloads, oldest first. */
  readonly recent: readonly number[];
  readonly counts: Counts;
}

/** The state before anything was observed. */
export const EMPTY_STATE: State = {
  epoch: '',
  seq: 0,
  host: '',
  mono: 0,
  workspace: null,
  journal: { storage: 'disk', gaps: [] },
  watch: { state: 'starting', backend: null, dirs: 0, files: 0, degraded: {} },
  config: { values: {}, overrides: [], skipped: [], error: null },
  definitions: emptyTable(),
  batch: null,
  problems: emptyTable(),
  components: emptyTable(),
  runs: emptyTable(),
  orphans: emptyTable(),
  jobs: emptyTable(),
  endedJobs: [],
  agents: emptyTable(),
  notices: emptyTable(),
  hosts: emptyTable(),
  leaving: [],
  recent: [],
  counts: { unknownEvents: 0, reloads: 0, kinds: {} },
};
