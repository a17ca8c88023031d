import type { Definition } from '../../../shared/state.ts';
import type { Table } from '../../../shared/table.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { placeInKind, stateWords } from './definition-columns.ts';

/** What of a definition decides where it stands and whether a filter finds it. */
export interface DefinitionKey {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly rank: number;
  /** State words in one text, so that two keys can be compared quickly. */
  readonly words: string;
}

/** A line of the list: the head of a kind, or a definition. */
export type DefinitionItem =
  | {
      readonly sort: 'kind';
      readonly id: string;
      readonly kind: string;
      /** Definitions that are there; the removed ones that are still shown do not count. */
      readonly total: number;
      readonly refused: number;
      readonly conflicted: number;
      readonly closed: boolean;
    }
  | { readonly sort: 'definition'; readonly id: string };

/** Columns a filter term can name in the list of definitions. */
export const DEFINITION_KEYS = ['kind', 'state'] as const;

type Bucket = Readonly<Record<string, Definition>>;

/**
 * A function from the table to its keys in order (kind, then worst first, then name). It remembers what it made: a
 * bucket that did not change is not looked at, and a change of a few definitions moves only those, so that 10,000
 * definitions cost nothing per frame. While no place changes, the answer is the same array.
 */
export function createDefinitionOrder(): (table: Table<Definition>) => readonly DefinitionKey[] {
  let buckets: readonly Bucket[] = [];
  let keys: (readonly DefinitionKey[])[] = [];
  let order: readonly DefinitionKey[] = [];
  return (table) => {
    if (table.buckets === buckets) return order;
    if (table.buckets.length !== buckets.length) {
      keys = table.buckets.map(keysOf);
      order = keys.flat().sort(compareKeys);
    } else {
      const gone = new Set<DefinitionKey>();
      const come: DefinitionKey[] = [];
      for (const [index, bucket] of table.buckets.entries()) {
        if (bucket === buckets[index]) continue;
        const before = keys[index] ?? [];
        const after = reuse(before, keysOf(bucket));
        if (after === before) continue;
        keys[index] = after;
        const kept = new Set(after);
        for (const key of before) if (!kept.has(key)) gone.add(key);
        const known = new Set(before);
        for (const key of after) if (!known.has(key)) come.push(key);
      }
      if (gone.size + come.length > 0) order = merge(order, gone, come.sort(compareKeys));
    }
    buckets = table.buckets;
    return order;
  };
}

/** Keys that pass the filter; the same array when nothing is asked for. */
export function filterKeys(keys: readonly DefinitionKey[], terms: FilterTerms): readonly DefinitionKey[] {
  if (isEmptyFilter(terms)) return keys;
  return keys.filter((key) =>
    matchesFilter(terms, { kind: [key.kind.toLowerCase()], state: key.words.split(' ') }, `${key.id} ${key.path}`),
  );
}

/** The lines of the list: every kind with its head, and its definitions unless it is closed. */
export function definitionItems(keys: readonly DefinitionKey[], closed: ReadonlySet<string>): DefinitionItem[] {
  const items: DefinitionItem[] = [];
  for (let start = 0; start < keys.length; ) {
    const kind = keys[start]?.kind ?? '';
    let end = start;
    while (keys[end]?.kind === kind) end += 1;
    const own = keys.slice(start, end);
    items.push({
      sort: 'kind',
      id: `kind:${kind}`,
      kind,
      total: countPresent(own),
      refused: own.filter((key) => key.words.startsWith('refused')).length,
      conflicted: own.filter((key) => key.words.startsWith('conflicted')).length,
      closed: closed.has(kind),
    });
    if (!closed.has(kind)) for (const { id } of own) items.push({ sort: 'definition', id });
    start = end;
  }
  return items;
}

/** How many of these are there, beside the removed ones that are still shown. */
export function countPresent(keys: readonly DefinitionKey[]): number {
  return keys.reduce((sum, key) => (key.words.startsWith('removed') ? sum : sum + 1), 0);
}

function keysOf(bucket: Bucket): DefinitionKey[] {
  return Object.entries(bucket).map(([id, definition]) => ({
    id,
    kind: definition.kind,
    name: definition.name,
    path: definition.path,
    rank: placeInKind(definition),
    words: stateWords(definition).join(' '),
  }));
}

/** Keeps the old object of every key that says the same; the old array when all do. */
function reuse(before: readonly DefinitionKey[], after: readonly DefinitionKey[]): readonly DefinitionKey[] {
  const known = new Map(before.map((key) => [key.id, key]));
  let same = before.length === after.length;
  const merged = after.map((key) => {
    const old = known.get(key.id);
    if (old && old.rank === key.rank && old.words === key.words && old.path === key.path) return old;
    same = false;
    return key;
  });
  return same ? before : merged;
}

function merge(
  order: readonly DefinitionKey[],
  gone: ReadonlySet<DefinitionKey>,
  come: readonly DefinitionKey[],
): DefinitionKey[] {
  const merged: DefinitionKey[] = [];
  let next = 0;
  for (const key of order) {
    if (gone.has(key)) continue;
    for (let added = come[next]; added && compareKeys(added, key) < 0; added = come[next]) {
      merged.push(added);
      next += 1;
    }
    merged.push(key);
  }
  return merged.concat(come.slice(next));
}

function compareKeys(one: DefinitionKey, other: DefinitionKey): number {
  return compare(one.kind, other.kind) || one.rank - other.rank || compare(one.name, other.name);
}

/** By code unit: a language's own order costs ten times as much over 10,000 names. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
