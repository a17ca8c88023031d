import { useDeferredValue, useMemo } from 'react';
import type { Agent } from '../../../shared/agent-state.ts';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import { selectAgents, selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import { AGENT_KEYS, agentOrder, filterAgents } from './agent-order.ts';

/** The lines of the screen, and what its filter says about itself. */
export interface AgentList {
  /** Those that pass the filter, in order. */
  readonly found: readonly Agent[];
  readonly total: number;
  readonly filterError: string | null;
}

/** Follows the connections and the filter. */
export function useAgentList(): AgentList {
  const agents = useWorkspace(selectAgents);
  const components = useWorkspace(selectComponents);
  const filter = useDeferredValue(useUi(selectFilter('agents')));
  const { terms, error } = useFilterTerms(filter, AGENT_KEYS);
  const order = useMemo(() => agentOrder(agents, components), [agents, components]);
  const found = useMemo(() => filterAgents(order, components, terms), [order, components, terms]);
  return { found, total: order.length, filterError: error };
}
