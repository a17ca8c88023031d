/** A path that a raw event was about and no rule asked for. */
export interface PassedOver {
  readonly path: string;
  readonly at: number;
  /** The glob or built-in name that excludes it; null when no rule matches it. */
  readonly ignoredBy: string | null;
}

/** The last such paths, each once: what somebody who misses a reload may want to ask about. */
export interface PassedOverList {
  add(path: string, at: number, ignoredBy: string | null): void;
  /** Newest first. */
  list(): PassedOver[];
}

const MOST = 20;

/** An empty list. */
export function createPassedOver(): PassedOverList {
  const paths = new Map<string, PassedOver>();
  return {
    add(path, at, ignoredBy) {
      paths.delete(path);
      paths.set(path, { path, at, ignoredBy });
      if (paths.size <= MOST) return;
      for (const oldest of paths.keys()) {
        paths.delete(oldest);
        return;
      }
    },
    list: () => [...paths.values()].reverse(),
  };
}
