import type { agentActions } from '../../shared/actions/agent.ts';
import type { componentActions } from '../../shared/actions/component.ts';
import type { jobActions } from '../../shared/actions/job.ts';
import { runnableMcpKind } from './agent-components/mcp-descriptor.ts';
import { watchedServer } from './agent-components/mcp-factory.ts';
import { type AgentComponents, openAgentComponents } from './agent-components.ts';
import { type ComponentSettings, type Components, type ComponentsOptions, openComponents } from './components.ts';
import type { HandlersOf } from './dispatch.ts';
import type { Kind } from './hotswap/kinds/kind.ts';
import { openTools, type ToolSettings, type Tools } from './tools.ts';

/** All that runs in a workspace: components, agents and MCP servers among them, and jobs of tools. */
export interface Running extends Omit<Components, 'handlers'> {
  readonly handlers: HandlersOf<typeof componentActions> &
    HandlersOf<typeof jobActions> &
    HandlersOf<typeof agentActions>;
  readonly tools: Tools;
  /** Definitions of MCP servers as a kind: each declares a component. */
  readonly mcpKind: Kind;
}

export interface RunningOptions extends Omit<ComponentsOptions, 'runTool' | 'moved' | 'register' | 'watched'> {
  /** Our own home, and our version, which MCP servers are told. */
  readonly home: string;
  readonly version: string;
  /** As they are in force now. */
  readonly settings: () => ComponentSettings & ToolSettings;
}

/** Opens the owners of what runs. Nothing runs before `start`. */
export async function openRunning(options: RunningOptions): Promise<Running> {
  let tools: Tools | null = null;
  let agents: AgentComponents | null = null;
  const components = await openComponents({
    ...options,
    runTool(request) {
      if (!tools) throw new Error('Tools are run before they are opened.');
      return tools.run(request);
    },
    register(registry, shared) {
      const { home, version, gauges, logs } = options;
      const { masker } = options.journal;
      agents = openAgentComponents({ shared, masker, gauges, logs, hotSwap: options.hotSwap, home, version });
      agents.register(registry);
    },
    watched: watchedServer,
    moved: (component, state, position) => tools?.moved(component, state, position),
  });
  const { place, journal, clock, gauges, logs, trusted, readOnly, hotSwap, log } = options;
  const { processes, environment } = components;
  const opened = await openTools({
    root: place.root,
    journal,
    clock,
    gauges,
    logs,
    processes,
    environment,
    trusted,
    readOnly,
    settings: options.settings,
    hotSwap,
    log,
  });
  tools = opened;
  const ownAgents = agents as AgentComponents | null;
  if (ownAgents === null) throw new Error('Agents were not registered.');
  return {
    ...components,
    tools: opened,
    mcpKind: runnableMcpKind,
    handlers: { ...components.handlers, ...opened.handlers, ...ownAgents.handlers },
    changed(entry, position) {
      components.changed(entry, position);
      opened.changed(entry, position);
    },
    trustChanged(cause) {
      components.trustChanged(cause);
      opened.trustChanged();
      if (!trusted()) void ownAgents.close(options.settings().stopMs);
    },
    async start(cause) {
      // What died with the last host is told before anything new is begun.
      await opened.start(cause);
      await components.start(cause);
    },
    async close(cause) {
      // At once: whatever jobs do not end in time is ended with the rest.
      await Promise.all([opened.close(), ownAgents.close(options.settings().stopMs), components.close(cause)]);
    },
  };
}
