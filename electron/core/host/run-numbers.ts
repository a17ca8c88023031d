/** The number of the newest run of each component, counted on from one session of the host to the next. */
export interface RunNumbers {
  /** 0 for a component that never ran. */
  last(component: string): number;
  /** A run began with this number. */
  took(component: string, number: number): void;
}

/**
 * Keeps numbers in memory, and hands each to a store.
 *
 * @param remembered numbers of earlier sessions
 * @param store hears the newest number of a component; not while it still writes an earlier one of it
 */
export function countFrom(
  remembered: ReadonlyMap<string, number> = new Map(),
  store: (component: string, number: number) => Promise<void> = async () => {},
): RunNumbers {
  const numbers = new Map(remembered);
  const writing = new Set<string>();

  async function write(component: string): Promise<void> {
    writing.add(component);
    for (let written = -1; written !== numbers.get(component); ) {
      written = numbers.get(component) ?? 0;
      await store(component, written);
    }
    writing.delete(component);
  }

  return {
    last: (component) => numbers.get(component) ?? 0,
    took(component, number) {
      numbers.set(component, number);
      if (!writing.has(component)) void write(component);
    },
  };
}
