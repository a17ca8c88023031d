import type { Kind } from '../kinds/kind.ts';
import type { Entry } from '../types.ts';
import type { Facts } from './reference-index.ts';

/**
 * What the index is told of a definition; null when there is none. A refused edit changes nothing: what is loaded counts.
 * References to kinds that this workspace does not read are left out, since nothing can be said about them.
 */
export function factsOf(entry: Entry | undefined, kinds: ReadonlySet<string>): Facts | null {
  if (!entry) return null;
  const { kind, name, loaded } = entry;
  const common = { kind: kind.dir, name };
  if (!loaded) {
    return entry.files.size > 0 ? { ...common, serves: false, aliases: [], offers: [], references: [] } : null;
  }
  const value = loaded.value as Record<string, unknown>;
  return {
    ...common,
    serves: true,
    aliases: loaded.aliases,
    offers: kind.offers?.(value) ?? [],
    references: (kind.references?.(value) ?? []).filter((reference) => reference.kinds.some((one) => kinds.has(one))),
  };
}

/** The directories of kinds, as `factsOf` takes them. */
export function directoriesOf(kinds: readonly Kind[]): ReadonlySet<string> {
  return new Set(kinds.map(({ dir }) => dir));
}
