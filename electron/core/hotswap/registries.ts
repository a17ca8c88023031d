import { createAdaptor, type Reloadable } from './reloadable.ts';

/** Where an adaptor gets a definition that was read and checked. */
export type Finder<T> = (name: string) => T;

/** Loaded definitions of one kind by name, and by the id written inside them, with a counter that grows at every change. */
export interface Registry<T> {
  readonly version: number;
  get(nameOrId: string): T | undefined;
  names(): string[];
  set(name: string, value: T): void;
  remove(name: string): void;
}

/** A registry whose entries may carry an id of their own: an alias for look-ups that goes when its entry goes. */
export function createRegistry<T>(
  idOf: (value: T) => string | undefined,
  changed: (name: string) => void = () => {},
): Registry<T> {
  const values = new Map<string, T>();
  const aliases = new Map<string, string>();
  let version = 0;

  function dropAliases(name: string): void {
    for (const [alias, owner] of aliases) if (owner === name) aliases.delete(alias);
  }

  return {
    get version() {
      return version;
    },
    get: (nameOrId) => values.get(nameOrId) ?? values.get(aliases.get(nameOrId) ?? ''),
    names: () => [...values.keys()],
    set(name, value) {
      dropAliases(name);
      values.set(name, value);
      const id = idOf(value);
      // A name always wins over an alias: two definitions can then never answer to one look-up by turns.
      if (id !== undefined && id !== name && !values.has(id) && !aliases.has(id)) aliases.set(id, name);
      version += 1;
      changed(name);
    },
    remove(name) {
      if (!values.delete(name)) return;
      dropAliases(name);
      version += 1;
      changed(name);
    },
  };
}

/** A model registry also keeps the instances that were built from a configuration, and drops them when it changes. */
export interface ModelRegistry<C, I> extends Registry<C> {
  /** The instance for a model, built once per configuration. Throws what `build` throws; null for an unknown model. */
  instance(nameOrId: string, build: (config: C) => I): I | null;
}

/** Makes a model registry. */
export function createModelRegistry<C, I>(idOf: (config: C) => string | undefined): ModelRegistry<C, I> {
  const instances = new Map<C, I>();
  const current = new Map<string, C>();
  const registry = createRegistry<C>(idOf, (name) => {
    const stale = current.get(name);
    if (stale !== undefined) instances.delete(stale);
    const config = registry.get(name);
    if (config === undefined) current.delete(name);
    else current.set(name, config);
  });
  return {
    get version() {
      return registry.version;
    },
    get: registry.get,
    names: registry.names,
    set: registry.set,
    remove: registry.remove,
    instance(nameOrId, build) {
      const config = registry.get(nameOrId);
      if (config === undefined) return null;
      let instance = instances.get(config);
      if (instance === undefined) {
        instance = build(config);
        instances.set(config, instance);
      }
      return instance;
    },
  };
}

/** The follower that keeps an agent registry in step. */
export function agentAdaptor<T>(find: Finder<T>, registry: Registry<T>): Reloadable {
  return createAdaptor({ load: find, set: registry.set, remove: registry.remove });
}

/** The follower that keeps a model registry, and with it the cached instances, in step. */
export function modelAdaptor<C, I>(find: Finder<C>, registry: ModelRegistry<C, I>): Reloadable {
  return createAdaptor({ load: find, set: registry.set, remove: registry.remove });
}
