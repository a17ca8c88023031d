import type { ReferenceIndex } from './references/reference-index.ts';

/** What an event tells of what it touches: entries at most, and the characters they may take. */
const MOST = 100;
const CHARS = 4_000;

/** What a change of a definition reaches, as far as it is known when it happens. */
export interface Touched {
  readonly touched: string[];
  /** How many they are, when `touched` holds fewer. */
  readonly touchedCount?: number;
}

/**
 * Names what a change touches: what runs on the definition first, then the definitions that name it, each once and in
 * the order of their ids.
 *
 * @param runs subjects of what runs on it, as `component:db`
 */
export function touchedBy(index: Pick<ReferenceIndex, 'usedBy'>, id: string, runs: readonly string[]): Touched {
  const users = [...new Set(index.usedBy(id).map((user) => user.id))].filter((user) => user !== id).sort();
  const all = [...runs, ...users];
  const touched: string[] = [];
  let chars = 0;
  for (const name of all.slice(0, MOST)) {
    chars += name.length;
    if (chars > CHARS) break;
    touched.push(name);
  }
  return { touched, ...(touched.length < all.length ? { touchedCount: all.length } : {}) };
}
