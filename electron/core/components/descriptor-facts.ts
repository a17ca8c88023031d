import { COMPONENTS_DIR, descriptorOf } from '../host/descriptor.ts';
import type { Slot } from '../host/slot.ts';
import { readInside } from '../hotswap/files.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';

/** A descriptor on disk, as it is loaded, and as it runs; null where there is none. */
export interface ThreeFacts {
  readonly disk: unknown;
  readonly loaded: unknown;
  readonly running: unknown;
}

/** Reads the three facts of a component's descriptor, completed with its defaults so that they can be compared. */
export async function threeFacts(hotSwap: HotSwap, root: string, slot: Slot): Promise<ThreeFacts> {
  const entry = slot.declared.definition === null ? undefined : hotSwap.entries.get(slot.declared.definition);
  const loaded = entry?.loaded ?? null;
  return {
    disk: entry?.serving ? await onDisk(hotSwap, root, entry.name, entry.serving) : null,
    loaded: loaded && descriptorOf(loaded.value as Record<string, unknown>, loaded.path),
    running: slot.run && !slot.run.ended ? (slot.active?.declared.descriptor ?? null) : null,
  };
}

async function onDisk(hotSwap: HotSwap, root: string, name: string, path: string): Promise<unknown> {
  const kind = hotSwap.kinds.find((one) => one.dir === COMPONENTS_DIR);
  const bytes = await readInside(root, path).catch(() => null);
  if (!kind || !bytes) return null;
  const [read] = await hotSwap.loader.load([{ kind, name, path, bytes }]);
  if (!read?.outcome.ok) return null;
  hotSwap.context.journal.masker.learn(read.secrets);
  return descriptorOf(read.outcome.value as Record<string, unknown>, path);
}
