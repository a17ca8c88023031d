/** What the user asked for by hand, per component; survives restarts. */
export interface OverrideStore {
  get(name: string): 'up' | 'down' | null;
  /** Resolves when it is stored: an act that depends on it waits for that. */
  set(name: string, value: 'up' | 'down' | null): Promise<void>;
}

/** Keeps overrides in memory, and hands each change to a store. */
export function createOverrides(
  remembered: ReadonlyMap<string, 'up' | 'down'>,
  store: (name: string, value: 'up' | 'down' | null) => Promise<void>,
): OverrideStore {
  const values = new Map(remembered);
  return {
    get: (name) => values.get(name) ?? null,
    set(name, value) {
      if (value === null) values.delete(name);
      else values.set(name, value);
      return store(name, value);
    },
  };
}
