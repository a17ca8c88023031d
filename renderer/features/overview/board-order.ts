import type { Definition } from '../../../shared/state.ts';
import type { Table } from '../../../shared/table.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { definitionLook } from '../../ui/definition-look.ts';

interface Place {
  readonly id: string;
  readonly rank: number;
}

const placesOf = perBucket((bucket: Readonly<Record<string, Definition>>): Place[] =>
  Object.entries(bucket).map(([id, definition]) => ({ id, rank: definitionLook(definition).rank })),
);

/** The ids of all definitions, worst first, then by name. */
export function boardOrder(table: Table<Definition>): string[] {
  return [...placesOf(table)].sort(comparePlaces).map(({ id }) => id);
}

function comparePlaces(one: Place, other: Place): number {
  return one.rank - other.rank || (one.id < other.id ? -1 : 1);
}
