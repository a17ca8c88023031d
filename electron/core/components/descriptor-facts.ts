import { canonical } from '../../../shared/canonical.ts';
import type { Descriptor } from '../host/component.ts';
import type { Slot } from '../host/slot.ts';
import { hashOf, readInside } from '../hotswap/files.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import type { Entry } from '../hotswap/types.ts';
import { descriptorFrom } from './declares.ts';

/** A descriptor on disk, as it is loaded, and as it runs; null where there is none. */
export interface ThreeFacts {
  readonly disk: unknown;
  readonly loaded: unknown;
  readonly running: unknown;
}

/** Names the content of a descriptor, completed with its defaults: files that differ in their formatting have the same. */
export function descriptorHash(descriptor: Descriptor): string {
  return hashOf(canonical(descriptor));
}

/** Reads the three facts of a component's descriptor, completed with its defaults so that they can be compared. */
export async function threeFacts(hotSwap: HotSwap, root: string, slot: Slot): Promise<ThreeFacts> {
  const entry = slot.declared.definition === null ? undefined : hotSwap.entries.get(slot.declared.definition);
  const loaded = entry?.loaded ?? null;
  return {
    disk: entry?.serving ? await onDisk(hotSwap, root, entry, entry.serving) : null,
    loaded: entry && loaded ? descriptorFrom(entry, loaded.value, loaded.path) : null,
    running: slot.run && !slot.run.ended ? runningOf(slot) : null,
  };
}

/** What runs; null too for a run of an earlier host whose content is not kept any more. */
function runningOf({ active }: Slot): Descriptor | null {
  if (!active) return null;
  const { descriptor, hash, definition } = active.declared;
  return definition === null || descriptorHash(descriptor) === hash ? descriptor : null;
}

async function onDisk(hotSwap: HotSwap, root: string, entry: Entry, path: string): Promise<unknown> {
  const bytes = await readInside(root, path).catch(() => null);
  if (!bytes) return null;
  const { kind, name } = entry;
  const [read] = await hotSwap.loader.load([{ kind, name, path, bytes }]);
  if (!read?.outcome.ok) return null;
  hotSwap.context.journal.masker.learn(read.secrets);
  return descriptorFrom(entry, read.outcome.value, path);
}
