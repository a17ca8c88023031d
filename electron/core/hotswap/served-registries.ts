import { agentAdaptor, embedderAdaptor, extensionAdaptor, mcpAdaptor, modelAdaptor, oauthAdaptor } from './adaptors.ts';
import type { HotSwap } from './hot-swap.ts';
import { extensionKind, type FeedMatch, feedKind, feedsFor } from './kinds/feeds.ts';
import type { Kind } from './kinds/kind.ts';
import type { OAuthClient, OAuthOpener } from './kinds/oauth-opener.ts';
import { createModelRegistry, createRegistry, type ModelRegistry, type Registry } from './registries.ts';
import { createAdaptor } from './reloadable.ts';

type Definition = Record<string, unknown>;
type Feed = Definition & FeedMatch;

/** An OAuth definition as it serves: the client, or null while it is sealed and may not be opened. */
export interface ServedClient {
  readonly id: string | undefined;
  readonly client: OAuthClient | null;
}

/** What serves: the loaded definitions of each kind, by name and by the id inside them. */
export interface ServedRegistries {
  readonly agents: Registry<Definition>;
  readonly models: ModelRegistry<Definition, unknown>;
  readonly embedders: ModelRegistry<Definition, unknown>;
  readonly mcp: Registry<Definition>;
  readonly oauth: Registry<ServedClient>;
  readonly feeds: Registry<Feed>;
  readonly extensions: Registry<Feed>;
  /** The registry of any other kind, by its directory; undefined for a kind that is none. */
  of(kind: string): Registry<Definition> | undefined;
  /** Feeds, of both names of the kind, that take a tool's output, best first. */
  feedsFor(service: string, method: string): { readonly name: string; readonly value: Feed }[];
}

/** Makes the registries and keeps them in step with what is swapped in and out. */
export function serveRegistries(hotSwap: HotSwap, opener?: Pick<OAuthOpener, 'clientOf'>): ServedRegistries {
  const find = (kind: string) => (name: string) => hotSwap.value(kind, name) as Definition;
  const idOf = (dir: string) => hotSwap.kinds.find((kind) => kind.dir === dir)?.idOf ?? (() => undefined);
  const agents = createRegistry<Definition>(idOf('agents'));
  const models = createModelRegistry<Definition, unknown>(idOf('models'));
  const embedders = createModelRegistry<Definition, unknown>(idOf('embedders'));
  const mcp = createRegistry<Definition>(idOf('mcp'));
  const oauth = createRegistry<ServedClient>((served) => served.id);
  const feeds = createRegistry<Feed>(feedKind.idOf);
  const extensions = createRegistry<Feed>(extensionKind.idOf);
  const others = new Map<string, Registry<Definition>>();

  function clientOf(name: string): ServedClient {
    const value = find('oauth')(name);
    const own = name.slice(name.lastIndexOf('/') + 1);
    return { id: idOf('oauth')(value) ?? own, client: opener?.clientOf(value) ?? null };
  }

  hotSwap.register('agents', agentAdaptor(find('agents'), agents));
  hotSwap.register('models', modelAdaptor(find('models'), models));
  hotSwap.register('embedders', embedderAdaptor(find('embedders'), embedders));
  hotSwap.register('mcp', mcpAdaptor(find('mcp'), mcp));
  hotSwap.register('oauth', oauthAdaptor(clientOf, oauth));
  hotSwap.register('feeds', extensionAdaptor(find('feeds') as (name: string) => Feed, feeds));
  hotSwap.register('extensions', extensionAdaptor(find('extensions') as (name: string) => Feed, extensions));
  const own = new Set(['agents', 'models', 'embedders', 'mcp', 'oauth', 'feeds', 'extensions']);
  for (const kind of hotSwap.kinds) if (!own.has(kind.dir)) others.set(kind.dir, follow(hotSwap, kind, find(kind.dir)));

  return {
    agents,
    models,
    embedders,
    mcp,
    oauth,
    feeds,
    extensions,
    of: (kind) => others.get(kind) ?? known(kind, { agents, models, embedders, mcp, feeds, extensions }),
    feedsFor: (service, method) => feedsFor([...listed(feeds), ...listed(extensions)], service, method),
  };
}

function follow(hotSwap: HotSwap, kind: Kind, find: (name: string) => Definition): Registry<Definition> {
  const registry = createRegistry<Definition>(kind.idOf);
  hotSwap.register(kind.dir, createAdaptor({ load: find, set: registry.set, remove: registry.remove }));
  return registry;
}

function known(
  kind: string,
  registries: Readonly<Record<string, Registry<Definition>>>,
): Registry<Definition> | undefined {
  return Object.hasOwn(registries, kind) ? registries[kind] : undefined;
}

function listed(registry: Registry<Feed>): { name: string; value: Feed }[] {
  return registry.names().flatMap((name) => {
    const value = registry.get(name);
    return value ? [{ name, value }] : [];
  });
}
