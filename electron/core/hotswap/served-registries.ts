import type { HotSwap } from './hot-swap.ts';
import { agentKind } from './kinds/agents.ts';
import { modelKind } from './kinds/models.ts';
import {
  agentAdaptor,
  createModelRegistry,
  createRegistry,
  type ModelRegistry,
  modelAdaptor,
  type Registry,
} from './registries.ts';

type Definition = Record<string, unknown>;

/** What serves: the loaded definitions of each kind, by name and by the id inside them. */
export interface ServedRegistries {
  readonly agents: Registry<Definition>;
  readonly models: ModelRegistry<Definition, unknown>;
}

/** Makes the registries and keeps them in step with what is swapped in and out. */
export function serveRegistries(hotSwap: HotSwap): ServedRegistries {
  const agents = createRegistry<Definition>(agentKind.idOf);
  const models = createModelRegistry<Definition, unknown>(modelKind.idOf);
  const find = (kind: string) => (name: string) => hotSwap.value(kind, name) as Definition;
  hotSwap.register(agentKind.dir, agentAdaptor(find(agentKind.dir), agents));
  hotSwap.register(modelKind.dir, modelAdaptor(find(modelKind.dir), models));
  return { agents, models };
}
