import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Agent } from '../../shared/agent-state.ts';
import type { Component, Run } from '../../shared/component-state.ts';
import type { Job } from '../../shared/job-state.ts';
import type { Capability } from '../../shared/rpc.ts';
import { type Batch, type Definition, EMPTY_STATE, type State } from '../../shared/state.ts';
import { tableGet } from '../../shared/table.ts';

/** What the core said about itself when it let us in. */
export interface Welcome {
  readonly host: string;
  readonly build: string;
  /** Id of the workspace that is served. */
  readonly workspace: string;
  readonly capabilities: readonly Capability[];
}

/** How the page stands to the core. Times are epoch ms. */
export type Connection =
  /** The first connection is being made: nothing is known yet. */
  | { readonly status: 'connecting'; readonly since: number }
  | { readonly status: 'connected'; readonly since: number; readonly welcome: Welcome }
  /** What is shown is the last that was known; `retryAt` is when the next attempt begins. */
  | {
      readonly status: 'disconnected';
      readonly since: number;
      readonly retryAt: number;
      readonly welcome: Welcome | null;
    }
  /** The core does not accept this page's token: only another address helps. */
  | { readonly status: 'refused'; readonly since: number };

/** The folded state and how far it can be trusted. */
export interface WorkspaceView {
  readonly state: State;
  readonly connection: Connection;
}

/** Written by `client/bind.ts` alone; everybody else reads. */
export const workspaceStore = createStore<WorkspaceView>(() => ({
  state: EMPTY_STATE,
  connection: { status: 'connecting', since: Date.now() },
}));

/** Reads one thing out of the workspace; the selector must answer the same object for the same state. */
export function useWorkspace<T>(select: (view: WorkspaceView) => T): T {
  return useStore(workspaceStore, select);
}

export const selectConnection = (view: WorkspaceView): Connection => view.connection;
export const selectIsConnected = (view: WorkspaceView): boolean => view.connection.status === 'connected';
/** Whether what is shown is only the last that was known. */
export const selectIsStale = (view: WorkspaceView): boolean => view.connection.status === 'disconnected';
export const selectDefinitions = (view: WorkspaceView): State['definitions'] => view.state.definitions;
export const selectKindCounts = (view: WorkspaceView): State['counts']['kinds'] => view.state.counts.kinds;
export const selectBatch = (view: WorkspaceView): Batch | null => view.state.batch;
export const selectWatch = (view: WorkspaceView): State['watch'] => view.state.watch;
export const selectWorkspace = (view: WorkspaceView): State['workspace'] => view.state.workspace;
export const selectProblems = (view: WorkspaceView): State['problems'] => view.state.problems;
export const selectNotices = (view: WorkspaceView): State['notices'] => view.state.notices;
export const selectConfig = (view: WorkspaceView): State['config'] => view.state.config;
export const selectJournal = (view: WorkspaceView): State['journal'] => view.state.journal;
export const selectComponents = (view: WorkspaceView): State['components'] => view.state.components;
export const selectAgents = (view: WorkspaceView): State['agents'] => view.state.agents;
export const selectOrphans = (view: WorkspaceView): State['orphans'] => view.state.orphans;
export const selectSeq = (view: WorkspaceView): number => view.state.seq;

/** One definition by its id, or undefined. */
export function selectDefinition(id: string | null): (view: WorkspaceView) => Definition | undefined {
  return (view) => (id === null ? undefined : tableGet(view.state.definitions, id));
}

/** One component by its name, or undefined. */
export function selectComponent(name: string | null): (view: WorkspaceView) => Component | undefined {
  return (view) => (name === null ? undefined : tableGet(view.state.components, name));
}

/** One connection to an agent or an MCP server by its id, or undefined. */
export function selectAgent(id: string | null): (view: WorkspaceView) => Agent | undefined {
  return (view) => (id === null ? undefined : tableGet(view.state.agents, id));
}

/** One job by its id, or undefined. */
export function selectJob(id: string): (view: WorkspaceView) => Job | undefined {
  return (view) => tableGet(view.state.jobs, id);
}

/** One run by its id, or undefined. */
export function selectRun(id: string | null): (view: WorkspaceView) => Run | undefined {
  return (view) => (id === null ? undefined : tableGet(view.state.runs, id));
}
