import type { agentActions } from '../../shared/actions/agent.ts';
import { agentFactory } from './agent-components/agent-factory.ts';
import type { HandshakeLog } from './agent-components/connection-component.ts';
import { agentHandlers } from './agent-components/handlers.ts';
import { mcpFactory } from './agent-components/mcp-factory.ts';
import { type Agents, createAgents } from './agents/agents.ts';
import type { McpConnection } from './agents/mcp/mcp-connection.ts';
import { agentPlaces } from './agents/places.ts';
import type { Progress } from './agents/stores/store.ts';
import { storesOf } from './agents/stores/stores.ts';
import type { HandlersOf } from './dispatch.ts';
import type { FactoryContext } from './host/factories/factory-context.ts';
import type { Registry } from './host/registry.ts';
import type { HotSwap } from './hotswap/hot-swap.ts';
import type { Masker } from './journal/masker.ts';
import type { LogStore } from './logs/store.ts';
import type { GaugePlane } from './rpc/gauges.ts';

/** What agents and MCP servers need of the workspace. */
export interface AgentComponentsOptions {
  readonly shared: FactoryContext;
  readonly masker: Masker;
  readonly gauges: GaugePlane;
  /** Where what they write goes; null where nothing of it is stored. */
  readonly logs: LogStore | null;
  readonly hotSwap: () => HotSwap;
  /** Our own home, and our version, which servers are told. */
  readonly home: string;
  readonly version: string;
}

/** Agents and MCP servers, as components and loaded by acts. */
export interface AgentComponents {
  readonly agents: Agents;
  readonly handlers: HandlersOf<typeof agentActions>;
  /** Registers their types of components. */
  register(registry: Registry): void;
  /** Closes what acts loaded, within so many milliseconds; what belongs to components goes down with them. */
  close(deadlineMs: number): Promise<void>;
}

/** Opens the owner; nothing is started or fetched by it alone. */
export function openAgentComponents(options: AgentComponentsOptions): AgentComponents {
  const { shared, masker, gauges, logs } = options;
  const places = agentPlaces({ env: { ...shared.hostEnv, SIGNALBOX_HOME: options.home } });
  const downloads = new Map<string, Progress>();
  const servers = new Map<string, McpConnection>();
  const { stores, latestRelease } = storesOf({
    places,
    env: shared.hostEnv,
    processes: shared.processes,
    environment: shared.environment.current,
    hide: shared.hide,
  });
  const agents = createAgents({
    places,
    processes: shared.processes,
    environment: shared.environment.current,
    hostEnv: shared.hostEnv,
    stores,
    latestRelease,
    say: shared.say,
    clock: shared.clock,
    hide: shared.hide,
    output: (item, channel, run, chunk) => logs?.write(item, channel, run, chunk),
    downloading(id, progress) {
      if (progress === null && !downloads.delete(id)) return;
      if (progress !== null) downloads.set(id, progress);
      gauges.set({ downloads: Object.fromEntries(downloads) });
    },
    root: shared.root,
  });
  const handshakes: HandshakeLog = (component, run, chunk) =>
    void logs?.write(`component:${component}`, 'handshake', run, chunk);

  return {
    agents,
    handlers: agentHandlers({ agents, servers, shared, mask: masker, hotSwap: options.hotSwap }),
    register(registry) {
      registry.register(agentFactory(shared, agents, handshakes));
      registry.register(mcpFactory(shared, { agents, mask: masker, handshakes, version: options.version, servers }));
    },
    async close(deadlineMs) {
      await agents.cleanupAll({ deadlineMs });
    },
  };
}
