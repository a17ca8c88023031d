import type { Slot } from '../host/slot.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import type { Entry } from '../hotswap/types.ts';
import { componentNameOf } from './declares.ts';

/** The definitions that a component's descriptor names, in the versions that serve now. */
export function leansOn({ references, entries }: HotSwap, slot: Slot): { id: string; version: number }[] {
  const { definition } = slot.declared;
  const named = definition === null ? [] : (references.index.facts(definition)?.references ?? []);
  const found = new Map<string, number>();
  for (const reference of named) {
    const resolved = references.index.resolve(reference);
    const version = resolved.found === null ? undefined : entries.get(resolved.found)?.loaded?.version;
    if (resolved.found !== null && version !== undefined) found.set(resolved.found, version);
  }
  return [...found].map(([id, version]) => ({ id, version })).sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The component that a descriptor which serves now declares, as a subject; none while another file keeps its name. */
export function runsOn({ entries }: HotSwap, slots: ReadonlyMap<string, Slot>, entry: Entry): readonly string[] {
  const { id } = entry;
  const name = componentNameOf(entry);
  if (name === null) return [];
  const keeps = slots.get(name)?.declared.definition ?? id;
  return keeps === id || !entries.get(keeps)?.loaded ? [`component:${name}`] : [];
}
