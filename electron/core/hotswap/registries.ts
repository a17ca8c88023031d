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
  const owned = new Map<string, string>();
  // Who gives itself this id, in the order they came. A name always wins over them; when it goes, the first one answers.
  const claims = new Map<string, Set<string>>();
  let version = 0;

  function dropAlias(name: string): void {
    const id = owned.get(name);
    if (id === undefined) return;
    owned.delete(name);
    const claimants = claims.get(id);
    claimants?.delete(name);
    if (claimants?.size === 0) claims.delete(id);
  }

  function claim(name: string, id: string): void {
    owned.set(name, id);
    const claimants = claims.get(id);
    if (claimants) claimants.add(name);
    else claims.set(id, new Set([name]));
  }

  return {
    get version() {
      return version;
    },
    get(nameOrId) {
      const [first] = values.has(nameOrId) ? [nameOrId] : (claims.get(nameOrId) ?? []);
      return first === undefined ? undefined : values.get(first);
    },
    names: () => [...values.keys()],
    set(name, value) {
      const id = idOf(value);
      // What names itself as before keeps its place among those that do.
      if (owned.get(name) !== id) dropAlias(name);
      values.set(name, value);
      if (id !== undefined && id !== name) claim(name, id);
      version += 1;
      changed(name);
    },
    remove(name) {
      if (!values.delete(name)) return;
      dropAlias(name);
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
