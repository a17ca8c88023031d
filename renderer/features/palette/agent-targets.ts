import type { ActionName } from '../../../shared/actions/all.ts';
import type { Agent } from '../../../shared/agent-state.ts';
import type { Component } from '../../../shared/component-state.ts';
import type { Table } from '../../../shared/table.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { agentLook, agentName, isMcp, ownerOf, sortWord, whyNotClose } from '../../words/agent-look.ts';
import { matchesWords, matchRank } from './match.ts';
import type { PaletteItem, Target } from './palette-item.ts';

const ACTS = ['agent.load', 'agent.close', 'mcp.call'] as const satisfies readonly ActionName[];
type AgentAct = (typeof ACTS)[number];

/** Whether an act is one on agents and MCP servers. */
export function isAgentAct(name: ActionName): name is AgentAct {
  return (ACTS as readonly ActionName[]).includes(name);
}

/** What such an act would act on; each leads to the place where what it needs is written, or is asked. */
export function agentTarget(name: AgentAct, agent: Agent | null): Target {
  switch (name) {
    case 'agent.load':
      return { label: 'Load an agent…', note: 'asks for its reference', does: { sort: 'load-agent' } };
    case 'agent.close': {
      if (agent === null) return not('select what an act loaded first');
      if (agent.component !== null) return not(`${agent.id} belongs to its component: undeploy that`);
      const why = whyNotClose(agent);
      return why === undefined ? opens(agent, `Close ${agent.id}…`) : not(why);
    }
    case 'mcp.call':
      if (agent === null)
        return {
          label: 'Call a tool of an MCP server…',
          note: 'opens the list',
          does: { sort: 'view', view: 'agents' },
        };
      if (!isMcp(agent)) return not(`${agent.id} is no MCP server`);
      return agent.state === 'ready'
        ? {
            ...opens(agent, `Call a tool of ${agentName(agent)}…`),
            does: { sort: 'agent', id: agent.id, pane: 'tools' },
          }
        : not(`${agentName(agent)} is not ready`);
  }
}

/** What cannot be done leads to the screen where that can change. */
function not(off: string): Target {
  return { off, does: { sort: 'view', view: 'agents' } };
}

function opens({ id }: Agent, label: string): Target {
  return { onSelection: true, label, note: 'opens it', does: { sort: 'agent', id } };
}

const SHOWN = 20;

const listOf = perBucket((bucket: Readonly<Record<string, Agent>>): Agent[] => Object.values(bucket));

/** The connections whose name, reference or server was typed, best first. */
export function agentLines(
  agents: Table<Agent>,
  components: Table<Component>,
  words: readonly string[],
): PaletteItem[] {
  return listOf(agents)
    .filter(({ id, ref, sort, server }) => matchesWords(`${id} ${ref} ${sort} ${server?.name ?? ''}`, words))
    .sort((one, other) => matchRank(one.id, words) - matchRank(other.id, words) || (one.id < other.id ? -1 : 1))
    .slice(0, SHOWN)
    .map((agent) => ({
      id: `agent-${agent.id}`,
      group: 'Agents',
      label: agentName(agent),
      note: `${agentLook(agent, ownerOf(agent, components)).word}, ${sortWord(agent.sort)}`,
      does: { sort: 'agent', id: agent.id },
    }));
}
