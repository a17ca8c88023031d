import type { Definition } from '../../../shared/state.ts';
import { type Table, tableEntries, tableGet } from '../../../shared/table.ts';
import { definitionLook } from '../../ui/definition-look.ts';

let known: readonly string[] = [];

/** The ids of all definitions, worst first, then by name. Names are sorted anew only when one came or went. */
export function boardOrder(table: Table<Definition>): string[] {
  return byRank(table, known) ?? byRank(table, sortAgain(table)) ?? [];
}

/** The names in order of rank, in one walk; null when they are not the names of this table. */
function byRank(table: Table<Definition>, names: readonly string[]): string[] | null {
  if (names.length !== table.size) return null;
  const ranks: string[][] = [];
  for (const id of names) {
    const definition = tableGet(table, id);
    if (!definition) return null;
    const { rank } = definitionLook(definition);
    ranks[rank] ??= [];
    ranks[rank].push(id);
  }
  return ranks.flat();
}

function sortAgain(table: Table<Definition>): readonly string[] {
  known = [...tableEntries(table)].map(([id]) => id).sort();
  return known;
}
