import type { Table } from './reader-table.ts';

/** Which streams are meant by names; one that ends in `/*` means every channel of that item, `*` every stream. */
export function selectStreams(all: readonly Table[], names: readonly string[]): Table[] {
  const wanted = new Set(names);
  return all.filter(({ stream, item }) => wanted.has('*') || wanted.has(stream) || wanted.has(`${item}/*`));
}
