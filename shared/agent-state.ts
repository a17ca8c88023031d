import type { StopRung } from './component-state.ts';
import type { WireError } from './errors.ts';

/** Every phase a connection to an agent or to an MCP server can be in; docs/agents.md tells what each means. */
export const AGENT_STATES = [
  'resolving',
  'downloading',
  'spawning',
  'handshaking',
  'dialing',
  'checking',
  'ready',
  'reconnecting',
  'stopping',
  'exited',
  'failed',
  'unknown',
] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** What is spoken with: a gRPC agent, an MCP server over the streams of a process, or one over HTTP. */
export const AGENT_SORTS = ['agent', 'mcp-stdio', 'mcp-http'] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

/** Phases on the way to being ready. */
export const BEFORE_READY: readonly AgentState[] = [
  'resolving',
  'downloading',
  'spawning',
  'handshaking',
  'dialing',
  'checking',
];
const ENDS: readonly AgentState[] = ['stopping', 'failed', 'exited'];

/** Which phases follow which. An agent that is gone begins anew with whatever its sort begins with. */
const NEXT: Readonly<Record<AgentState, readonly AgentState[]>> = {
  resolving: ['downloading', 'spawning', ...ENDS],
  downloading: ['spawning', 'resolving', ...ENDS],
  spawning: ['handshaking', ...ENDS],
  // HTTP servers are dialed before they shake hands, agents after.
  handshaking: ['dialing', 'checking', 'ready', ...ENDS],
  dialing: ['checking', 'handshaking', 'ready', ...ENDS],
  checking: ['ready', ...ENDS],
  ready: ['reconnecting', ...ENDS],
  reconnecting: ['ready', ...ENDS],
  stopping: ['exited', 'failed', 'unknown'],
  exited: BEFORE_READY,
  // What is left of a start that failed is stopped without a word: why it failed stays in sight.
  failed: [...BEFORE_READY, 'unknown'],
  unknown: [...BEFORE_READY, ...ENDS],
};

/** Whether a connection may go from one phase to the next; `null` is one that is new. */
export function mayFollow(from: AgentState | null, to: AgentState): boolean {
  return from === null ? BEFORE_READY.includes(to) || to === 'unknown' : NEXT[from].includes(to);
}

/** One phase of a connection, for the waterfall. Times are epoch ms and ms. */
export interface AgentPhase {
  readonly state: AgentState;
  readonly at: number;
  /** How long it took; null while it is the one that goes on. */
  readonly ms: number | null;
}

/** One store that was asked for an agent. */
export interface StoreTry {
  readonly store: string;
  readonly outcome: 'hit' | 'missing' | 'unavailable' | 'refused';
  readonly ms: number;
  readonly error: WireError | null;
}

/** How the process behind a connection ended. */
export interface AgentExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly words: string;
  readonly leftovers: number;
}

/** One connection to an agent or an MCP server, and what is known of it. */
export interface Agent {
  /** Name of its component, or its key with a number for one that was loaded by an act. */
  readonly id: string;
  readonly sort: AgentSort;
  /** What it is known by among connections: `kind::publisher/name:version`, or `mcp::<name>`. */
  readonly key: string;
  /** As it was written: a reference, a path, an address. */
  readonly ref: string;
  readonly component: string | null;
  /** Item of the log plane that holds what it writes. */
  readonly log: string;
  readonly state: AgentState;
  readonly since: number;
  /** Of this connection, oldest first; it begins anew with each start. */
  readonly phases: readonly AgentPhase[];
  readonly run: string | null;
  readonly pid: number | null;
  readonly endpoint: string | null;
  /** `agent 1`, `agent 2`, or the version of MCP that was agreed on. */
  readonly protocol: string | null;
  /** As an MCP server names itself. */
  readonly server: { readonly name: string; readonly version: string } | null;
  /** How many tools it lists; null for what lists none. */
  readonly tools: number | null;
  /** Calls in flight. */
  readonly calls: number;
  readonly detail: string | null;
  /** What is wrong with it, as a person would say it. */
  readonly diagnosis: string | null;
  readonly error: WireError | null;
  readonly exit: AgentExit | null;
  readonly stores: readonly StoreTry[];
  /** Where its stop has got to, for one that no component owns. */
  readonly stop: { readonly rung: StopRung; readonly pids: readonly number[]; readonly graceMs: number } | null;
  /** Position (seq) of the last event that changed it. */
  readonly changed: number;
}
