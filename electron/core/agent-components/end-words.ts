import type { AgentState } from '../../../shared/agent-state.ts';
import type { Agents } from '../agents/agents.ts';
import type { RunEnd } from '../process/types.ts';

const UP: ReadonlySet<AgentState> = new Set(['ready', 'reconnecting', 'stopping']);

/** Words for the end of a process whose connection was never up; null where the usual ones do. */
export function endedBeforeUp(agents: Pick<Agents, 'look'>, name: string, end: RunEnd): string | null {
  const state = agents.look(name)?.track.state ?? null;
  return state === null || UP.has(state) ? null : `${end.words}, before it was ready`;
}
