import type { Descriptor } from './component.ts';

/** A descriptor that is loaded: which definition holds it, and in which version. */
export interface LoadedDescriptor {
  readonly definition: string;
  readonly version: number;
  /** Of the parsed content: two files that differ in their formatting only have the same. */
  readonly hash: string;
  readonly descriptor: Descriptor;
  /** Position of the event that loaded it. */
  readonly cause: string;
}

/** What has to be done so that the components are what the descriptors say, by the names inside them. */
export interface DescriptorPlan {
  /** Declared anew, or changed; a component whose file was renamed or whose name moved to another file is a change. */
  readonly declare: readonly LoadedDescriptor[];
  /** Names that no descriptor holds any more. */
  readonly remove: readonly string[];
  /** Descriptors whose name another one holds already, with the definition that keeps it. */
  readonly rivals: readonly { readonly loaded: LoadedDescriptor; readonly keeps: string }[];
}

/**
 * Compares by name, so that neither a renamed file nor a name that moves between files takes a component down.
 * Of two descriptors with one name the one that holds it now keeps it, else the first by definition id.
 */
export function planDescriptors(
  current: ReadonlyMap<string, { readonly definition: string | null; readonly hash: string; readonly version: number }>,
  loaded: readonly LoadedDescriptor[],
): DescriptorPlan {
  const byName = new Map<string, LoadedDescriptor[]>();
  for (const one of [...loaded].sort((left, right) => (left.definition < right.definition ? -1 : 1)))
    byName.set(one.descriptor.name, [...(byName.get(one.descriptor.name) ?? []), one]);
  const declare: LoadedDescriptor[] = [];
  const rivals: { loaded: LoadedDescriptor; keeps: string }[] = [];
  for (const [name, claims] of byName) {
    const now = current.get(name);
    const keeper = claims.find((one) => one.definition === now?.definition) ?? claims[0];
    if (!keeper) continue;
    for (const one of claims) if (one !== keeper) rivals.push({ loaded: one, keeps: keeper.definition });
    const same = now?.definition === keeper.definition && now.hash === keeper.hash && now.version === keeper.version;
    if (!same) declare.push(keeper);
  }
  const remove = [...current]
    .filter(([name, { definition }]) => definition !== null && !byName.has(name))
    .map(([name]) => name);
  return { declare, remove, rivals };
}
