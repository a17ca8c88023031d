import { lstatSync, type Stats } from 'node:fs';
import { absolutePath, type Core } from './core.ts';
import { sameStat } from './read.ts';
import type { RuleMatch } from './rules.ts';
import { type DirtyPath, newDirty } from './settle.ts';
import { hasRoom, settleFile } from './settle-path.ts';
import { finish, settledOf, toEntry } from './settle-report.ts';

const NO_BYTES = new Uint8Array(0);

/**
 * Reads a regular file that the first scan has just listed and reports it, without a turn in the queue. False: it could
 * not be read at once (it changed, or is no plain file after all) and has to be looked at in its turn.
 */
export function settleListed(core: Core, path: string, match: RuleMatch): boolean {
  if (core.queue.get(path) !== undefined || !hasRoom(core, core.tree.file(path))) return false;
  const dirty = newDirty({ path, match, inode: null, origin: 'start', now: performance.now(), wall: Date.now() });
  return settleProven(core, dirty, match) || settleFile(core, dirty, match, null, null);
}

/** Reports a file by what an earlier session read, if its stat says that this is still its content. */
function settleProven(core: Core, dirty: DirtyPath, match: RuleMatch): boolean {
  const proven = core.proven.get(dirty.path);
  if (proven === undefined || core.tree.file(dirty.path) !== undefined) return false;
  const from = performance.now();
  const wall = Date.now();
  const stat = statOrNull(absolutePath(core, dirty.path));
  if (stat === null || !stat.isFile() || !sameStat(stat, proven) || stat.ctimeMs !== proven.ctimeMs) return false;
  const { hash } = proven;
  const entry = toEntry({ kind: 'content', hash, bytes: NO_BYTES, stat }, match, dirty, undefined, wall);
  core.tree.setFile(dirty.path, entry);
  finish(core, dirty, true, settledOf(dirty, match, entry, { previousHash: null, bytes: null, problem: null, from }));
  return true;
}

function statOrNull(absolute: string): Stats | null {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
  } catch {
    // Whatever it is, the read that follows meets it too, and says so.
    return null;
  }
}
