import { type Agent, type AgentSort, type AgentState, BEFORE_READY } from '../../shared/agent-state.ts';
import type { Component } from '../../shared/component-state.ts';
import { type Table, tableGet } from '../../shared/table.ts';
import { plural } from '../lib/format.ts';
import type { GlyphName } from '../ui/glyph.tsx';
import { CRASH_STATES } from './component-look.ts';

/** How a phase of a connection is shown, and its place in the list. */
export interface AgentLook {
  readonly glyph: GlyphName;
  readonly word: string;
  /** Lower is worse. */
  readonly rank: number;
}

const LOOKS: Readonly<Record<AgentState, AgentLook>> = {
  failed: { glyph: 'failed', word: 'failed', rank: 0 },
  unknown: { glyph: 'unknown', word: 'not known', rank: 1 },
  reconnecting: { glyph: 'reconnecting', word: 'reconnecting', rank: 2 },
  stopping: { glyph: 'stopping', word: 'stopping', rank: 3 },
  resolving: { glyph: 'resolving', word: 'resolving', rank: 4 },
  downloading: { glyph: 'downloading', word: 'downloading', rank: 4 },
  spawning: { glyph: 'spawning', word: 'spawning', rank: 4 },
  handshaking: { glyph: 'handshaking', word: 'handshaking', rank: 4 },
  dialing: { glyph: 'dialing', word: 'dialing', rank: 4 },
  checking: { glyph: 'checking', word: 'checking', rank: 4 },
  ready: { glyph: 'running', word: 'ready', rank: 5 },
  exited: { glyph: 'exited', word: 'exited', rank: 6 },
};

/** A start that somebody called off has not failed by itself. */
const CALLED_OFF: AgentLook = { glyph: 'disabled', word: 'cancelled', rank: 6 };

/**
 * How a connection is shown. One that ended without being asked to is shown as crashed: of a component the component
 * knows, because what is left of a crash is stopped too; of any other its phases tell.
 */
export function agentLook(
  { state, exit, component, phases, error }: Pick<Agent, 'state' | 'exit' | 'component' | 'phases' | 'error'>,
  owner?: Pick<Component, 'state'>,
): AgentLook {
  if (state === 'failed' && error?.code === 'CANCELLED') return CALLED_OFF;
  if (state !== 'exited') return LOOKS[state];
  const hasCrashed = component === null ? phases.at(-2)?.state !== 'stopping' : owner && CRASH_STATES.has(owner.state);
  if (hasCrashed) return { glyph: 'crashed', word: 'crashed', rank: 0 };
  return (exit?.leftovers ?? 0) > 0 ? { ...LOOKS.exited, rank: 2 } : LOOKS.exited;
}

/** Phases that pass by themselves: how long they have lasted says something. */
export const MOVING: ReadonlySet<AgentState> = new Set<AgentState>([...BEFORE_READY, 'reconnecting', 'stopping']);

const SORTS: Readonly<Record<AgentSort, string>> = {
  agent: 'gRPC agent',
  'mcp-stdio': 'MCP, stdio',
  'mcp-http': 'MCP, HTTP',
};

/** What is spoken with, in words. */
export function sortWord(sort: AgentSort): string {
  return SORTS[sort];
}

/** Whether it is an MCP server, which lists tools and can be called. */
export function isMcp({ sort }: Pick<Agent, 'sort'>): boolean {
  return sort !== 'agent';
}

/** Whether it is connected, or about to be again: what it said of itself still holds. */
export function isUp({ state }: Pick<Agent, 'state'>): boolean {
  return state === 'ready' || state === 'reconnecting';
}

/** Why it cannot be closed by an act now; undefined when it can. */
export function whyNotClose({ state }: Pick<Agent, 'state'>): string | undefined {
  if (state === 'exited' || state === 'failed') return 'it is closed';
  return state === 'stopping' ? 'it is closing' : undefined;
}

/** The component that a connection belongs to; undefined for one that an act loaded. */
export function ownerOf({ component }: Pick<Agent, 'component'>, components: Table<Component>): Component | undefined {
  return component === null ? undefined : tableGet(components, component);
}

/** The name without the folder that every MCP server of the workspace has in common. */
export function agentName({ id }: Pick<Agent, 'id'>): string {
  return id.startsWith('mcp/') ? id.slice('mcp/'.length) : id;
}

/** What a server calls itself: `everything 1.0.0`. */
export function serverWords({ server }: Pick<Agent, 'server'>): string {
  return server === null ? '' : `${server.name} ${server.version}`.trim();
}

/** The one line of a connection: its phase, and why it is not well or what it offers. */
export function lineWords(agent: Agent, owner?: Pick<Component, 'state'>): string {
  const { state, tools, calls, endpoint } = agent;
  const { word } = agentLook(agent, owner);
  const note = noteWords(agent);
  if (state !== 'ready') return note === '' ? word : `${word}: ${note}`;
  const offers = tools === null ? endpoint : plural(tools, 'tool');
  return [word, offers, calls === 0 ? null : `${plural(calls, 'call')} in flight`].filter(Boolean).join(', ');
}

/** Why a connection is not well, or what it is doing; nothing of one that is ready. */
export function noteWords(agent: Agent): string {
  const { state, detail, diagnosis, error, exit } = agent;
  if (state === 'ready') return '';
  if (MOVING.has(state)) return detail ?? '';
  if (state === 'failed' || error !== null) return diagnosis ?? error?.message ?? exit?.words ?? '';
  return exit?.words ?? diagnosis ?? detail ?? '';
}
