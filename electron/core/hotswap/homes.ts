import type { Kind } from './kinds/kind.ts';
import { homeOf } from './kinds/names.ts';

/** Which definition file a folder belongs to, kept in step with the files that settle. */
export interface Homes {
  add(kind: Kind, path: string): void;
  remove(kind: Kind, path: string): void;
  /** The definition a file lies beside, so that it is none of its own; the outermost folder wins. Null when it is beside none. */
  ownerOfDefinition(kind: Kind, path: string): string | null;
  /** The definition a prompt or knowledge file belongs to, or null. `agents/scout.yaml` owns `agents/scout/` too. */
  ownerOfBeside(kind: Kind, path: string): string | null;
  /** The folder that becomes this definition's own, or null for a flat one. */
  home(kind: Kind, path: string): string | null;
}

/** An empty index. */
export function createHomes(): Homes {
  // Rivals may claim one folder: the first known owns it, and the next one when that goes.
  const nested = new Map<string, string[]>();
  const flat = new Map<string, string[]>();

  function owner(kind: Kind, path: string, maps: readonly Map<string, string[]>[]): string | null {
    const segments = path.split('/');
    for (let depth = kind.dir.split('/').length + 1; depth < segments.length; depth += 1) {
      const folder = segments.slice(0, depth).join('/');
      for (const map of maps) {
        const found = map.get(folder)?.[0];
        if (found !== undefined) return found;
      }
    }
    return null;
  }

  function place(kind: Kind, path: string): [Map<string, string[]>, string] {
    const home = homeOf(kind, path);
    return home === null ? [flat, path.replace(/\.[^./]+$/, '')] : [nested, home];
  }

  return {
    add(kind, path) {
      const [map, folder] = place(kind, path);
      const owners = map.get(folder) ?? [];
      if (!owners.includes(path)) map.set(folder, [...owners, path]);
    },
    remove(kind, path) {
      const [map, folder] = place(kind, path);
      const left = (map.get(folder) ?? []).filter((owner) => owner !== path);
      if (left.length > 0) map.set(folder, left);
      else map.delete(folder);
    },
    ownerOfDefinition(kind, path) {
      const found = owner(kind, path, [nested]);
      // What claims the same folder is no file beside its owner, but the owner itself or a rival.
      return found !== null && homeOf(kind, found) === homeOf(kind, path) ? null : found;
    },
    ownerOfBeside: (kind, path) => owner(kind, path, [nested, flat]),
    home: homeOf,
  };
}
