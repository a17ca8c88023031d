import type { WatchRule } from '../watch/types.ts';
import type { Kind } from './kinds/kind.ts';

/**
 * What the watcher has to look for so that every file of these kinds is seen; a rule's id is the kind's directory.
 *
 * @param settle quiet time per kind in ms; comes before what the kind says of itself
 */
export function watchRules(kinds: readonly Kind[], settle: Readonly<Record<string, number>> = {}): WatchRule[] {
  return kinds.map(({ dir, extensions, files, depth, settleMs }) => {
    const quiet = Object.hasOwn(settle, dir) ? settle[dir] : settleMs;
    return {
      id: dir,
      dir: files ? '' : dir,
      extensions,
      ...(files ? { files } : {}),
      ...(depth === undefined ? {} : { depth }),
      ...(quiet === undefined ? {} : { settleMs: quiet }),
      // In a kind that is not looked into deeper, nothing has a folder of its own for files to lie in.
      besides: !files && depth !== 0,
    };
  });
}
