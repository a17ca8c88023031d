import type { Candidate, Entry, FileDoc } from './types.ts';

/** Facts of earlier sessions about one definition. */
export interface Remembered {
  readonly newest: ReadonlyMap<string, { version: number; hash: string }>;
  readonly pins: ReadonlyMap<string, { version: number; hash: string }>;
  readonly discarded: ReadonlyMap<string, string>;
}

/** Every definition by id. */
export interface Entries {
  get(id: string): Entry | undefined;
  /** The entry of a candidate, made with what earlier sessions left when it is seen for the first time. */
  obtain(candidate: Pick<Candidate, 'id' | 'name' | 'kind'>): Entry;
  forget(entry: Entry): void;
  /** Moves an entry to another id; versions go on counting. */
  move(entry: Entry, to: Pick<Candidate, 'id' | 'name' | 'kind'>): Entry;
  all(): IterableIterator<Entry>;
  /** Paths of all files that are definitions. */
  paths(): string[];
}

/** An empty table of definitions. */
export function createEntries(remembered: Remembered): Entries {
  const entries = new Map<string, Entry>();
  const newest = new Map(remembered.newest);
  // Each counts once: what became of a definition since then is known better.
  const pins = new Map(remembered.pins);
  const discarded = new Map(remembered.discarded);

  function takeFrom<T>(facts: Map<string, T>, id: string): T | null {
    const fact = facts.get(id) ?? null;
    facts.delete(id);
    return fact;
  }

  function make({ id, name, kind }: Pick<Candidate, 'id' | 'name' | 'kind'>): Entry {
    return {
      id,
      name,
      kind,
      files: new Map<string, FileDoc>(),
      serving: null,
      loaded: null,
      newest: newest.get(id) ?? null,
      pin: takeFrom(pins, id),
      discarded: takeFrom(discarded, id),
      refused: false,
    };
  }

  return {
    get: (id) => entries.get(id),
    obtain(candidate) {
      let entry = entries.get(candidate.id);
      if (!entry) {
        entry = make(candidate);
        entries.set(candidate.id, entry);
      }
      return entry;
    },
    forget(entry) {
      if (entry.newest) newest.set(entry.id, entry.newest);
      entries.delete(entry.id);
    },
    move(entry, to) {
      entries.delete(entry.id);
      newest.delete(entry.id);
      const moved: Entry = {
        ...make(to),
        files: entry.files,
        serving: entry.serving,
        loaded: entry.loaded,
        newest: entry.newest,
        pin: entry.pin,
        discarded: entry.discarded,
        refused: entry.refused,
      };
      entries.set(to.id, moved);
      return moved;
    },
    all: () => entries.values(),
    paths: () => [...entries.values()].flatMap((entry) => [...entry.files.keys()]),
  };
}

/** Pairs a removal and an addition with the same content as one rename: `[removal, addition]`. */
export function pairRenames(
  candidates: readonly Candidate[],
  hashOf: (candidate: Candidate) => string | null,
): [Candidate, Candidate][] {
  const removals = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const hash = candidate.change === 'remove' ? hashOf(candidate) : null;
    if (hash !== null) removals.set(hash, [...(removals.get(hash) ?? []), candidate]);
  }
  const pairs: [Candidate, Candidate][] = [];
  for (const candidate of candidates) {
    if (candidate.change === 'remove' || !candidate.doc?.hash || !candidate.doc.outcome.ok) continue;
    const alike = (removals.get(candidate.doc.hash) ?? []).filter((one) => one.kind.dir === candidate.kind.dir);
    // Of several files with one content, the one that keeps its name by moving is meant.
    const removal = alike.find((one) => one.id === candidate.id) ?? alike.at(-1);
    if (!removal) continue;
    removals.set(
      candidate.doc.hash,
      alike.filter((one) => one !== removal),
    );
    pairs.push([removal, candidate]);
  }
  return pairs;
}
