import { agentKind } from './agents.ts';
import type { Kind } from './kind.ts';
import { modelKind } from './models.ts';

/** Every kind, one row each. A kind with a slash in its directory stands before one that holds it. */
export const kinds: readonly Kind[] = [agentKind, modelKind];

/** The kind whose directory holds a path (relative to the root, with `/`); the longest directory wins. Null when none does. */
export function kindOf(path: string): Kind | null {
  let best: Kind | null = null;
  for (const kind of kinds) {
    if (path.startsWith(`${kind.dir}/`) && (best === null || kind.dir.length > best.dir.length)) best = kind;
  }
  return best;
}
