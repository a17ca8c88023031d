import type { FeedMatch } from './kinds/feeds.ts';
import type { ModelRegistry, Registry } from './registries.ts';
import { createAdaptor, needFunctions, type Reloadable } from './reloadable.ts';

/** Where an adaptor gets a definition that was read and checked. */
export type Finder<T> = (name: string, signal: AbortSignal) => Promise<T> | T;

/** The follower that keeps an agent registry in step. */
export function agentAdaptor<T>(find: Finder<T>, registry: Registry<T>): Reloadable {
  return into('agentAdaptor', find, registry);
}

/** The follower that keeps a model registry, and with it the cached instances, in step. */
export function modelAdaptor<C, I>(find: Finder<C>, registry: ModelRegistry<C, I>): Reloadable {
  return into('modelAdaptor', find, registry);
}

/** The follower that keeps an embedder registry, and with it the cached instances, in step. */
export function embedderAdaptor<C, I>(find: Finder<C>, registry: ModelRegistry<C, I>): Reloadable {
  return into('embedderAdaptor', find, registry);
}

/** The follower that keeps feeds in step, of `feeds` or of their older name `extensions`. */
export function extensionAdaptor<T extends FeedMatch>(find: Finder<T>, registry: Registry<T>): Reloadable {
  return into('extensionAdaptor', find, registry);
}

/**
 * The follower that keeps the list of MCP servers in step: an entry is replaced and removed under the definition's own
 * name, whatever name the configuration gives itself; that one is an alias that goes with it.
 */
export function mcpAdaptor<T>(find: Finder<T>, registry: Registry<T>): Reloadable {
  return into('mcpAdaptor', find, registry);
}

/** The follower that keeps OAuth clients in step, each under the name of its file. */
export function oauthAdaptor<T>(find: Finder<T>, registry: Registry<T>): Reloadable {
  return into('oauthAdaptor', find, registry);
}

/** What the workflow adaptor calls in the runtime that executes workflows. */
export interface WorkflowCallbacks {
  /** The bytes of a workflow by its name. */
  loadRaw(name: string, signal: AbortSignal): Promise<Uint8Array> | Uint8Array;
  /** The location the runtime knows a workflow by. */
  absPath(name: string): string;
  /** Drops what the runtime keeps of a location, so that it is read again when it is needed. */
  refresh(location: string): Promise<void> | void;
  /** Takes new bytes at once, where the runtime can. */
  upsert?(location: string, bytes: Uint8Array): Promise<void> | void;
}

/**
 * The follower that hands workflows to their runtime: an update loads the bytes and hands them over, or only drops what
 * is kept where the runtime has no `upsert`; a delete drops.
 *
 * @throws TypeError when a callback is missing
 */
export function workflowAdaptor({ loadRaw, absPath, refresh, upsert }: WorkflowCallbacks): Reloadable {
  needFunctions('workflowAdaptor', { loadRaw, absPath, refresh, ...(upsert === undefined ? {} : { upsert }) });
  return {
    async reload(name, action, signal) {
      const location = absPath(name);
      if (action === 'delete') await refresh(location);
      else if (action === 'addOrUpdate') {
        const bytes = await loadRaw(name, signal);
        await (upsert ? upsert(location, bytes) : refresh(location));
      }
    },
  };
}

function into<T>(maker: string, find: Finder<T>, registry: Pick<Registry<T>, 'set' | 'remove'>): Reloadable {
  needFunctions(maker, { find, set: registry?.set, remove: registry?.remove });
  return createAdaptor({ load: find, set: registry.set, remove: registry.remove });
}
