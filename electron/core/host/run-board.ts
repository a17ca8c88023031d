import type { CeilingLevel } from '../process/memory-ceiling.ts';

/** Where the programs of a component run: what is asked of it by command runs there too. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
}

/** Memory of a run against its ceiling, bytes. */
export interface MemoryFact {
  readonly level: CeilingLevel;
  readonly used: number;
  readonly ceiling: number;
}

/** What factories know of the runs they began, for whoever looks after them. */
export interface RunBoard {
  began(component: string, surroundings: Surroundings): void;
  surroundingsOf(component: string): Surroundings | null;
  setMemory(run: string, fact: MemoryFact): void;
  /** Hears each change of a run's memory level; answers the way to end that. */
  onMemory(run: string, listener: (fact: MemoryFact) => void): () => void;
}

/** An empty board. */
export function createRunBoard(): RunBoard {
  const surroundings = new Map<string, Surroundings>();
  const listeners = new Map<string, Set<(fact: MemoryFact) => void>>();
  return {
    began: (component, given) => void surroundings.set(component, given),
    surroundingsOf: (component) => surroundings.get(component) ?? null,
    setMemory(run, fact) {
      for (const listener of [...(listeners.get(run) ?? [])]) listener(fact);
    },
    onMemory(run, listener) {
      const own = listeners.get(run) ?? new Set();
      listeners.set(run, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(run);
      };
    },
  };
}
