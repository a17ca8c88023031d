import type { Agent } from '../../../shared/agent-state.ts';
import type { Component } from '../../../shared/component-state.ts';
import type { Table } from '../../../shared/table.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { agentLook, isMcp, noteWords, ownerOf, serverWords } from '../../words/agent-look.ts';

/** The groups of the list, in order. */
export const AGENT_GROUPS = ['agents', 'servers'] as const;
export type AgentGroup = (typeof AGENT_GROUPS)[number];

/** Columns a filter term can name. */
export const AGENT_KEYS = ['phase', 'sort', 'protocol'] as const;

const listOf = perBucket((bucket: Readonly<Record<string, Agent>>): Agent[] => Object.values(bucket));

/** All connections, worst first within agents and within servers, then by name. */
export function agentOrder(agents: Table<Agent>, components: Table<Component>): readonly Agent[] {
  const rankOf = (agent: Agent): number => agentLook(agent, ownerOf(agent, components)).rank;
  return [...listOf(agents)].sort(
    (one, other) =>
      AGENT_GROUPS.indexOf(groupOf(one)) - AGENT_GROUPS.indexOf(groupOf(other)) ||
      rankOf(one) - rankOf(other) ||
      (one.id < other.id ? -1 : 1),
  );
}

/** Connections that pass the filter; the same list when nothing is asked for. */
export function filterAgents(
  order: readonly Agent[],
  components: Table<Component>,
  terms: FilterTerms,
): readonly Agent[] {
  if (isEmptyFilter(terms)) return order;
  return order.filter((agent) => {
    const { id, ref, key, state, sort, protocol, endpoint } = agent;
    const fields = {
      phase: [state, agentLook(agent, ownerOf(agent, components)).word],
      sort: [sort, isMcp(agent) ? 'mcp' : 'grpc'],
      protocol: protocol === null ? [] : [protocol.toLowerCase()],
    };
    return matchesFilter(terms, fields, [id, ref, key, endpoint, serverWords(agent), noteWords(agent)].join(' '));
  });
}

/** In which group a connection stands. */
export function groupOf(agent: Agent): AgentGroup {
  return isMcp(agent) ? 'servers' : 'agents';
}
