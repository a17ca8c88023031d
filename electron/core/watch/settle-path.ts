import { lstatSync, type Stats, statSync } from 'node:fs';
import { absolutePath, type Core, dropLink } from './core.ts';
import { type ReadResult, readStable } from './read.ts';
import { baseName, dirName, type RuleMatch } from './rules.ts';
import { degrade, followEntry, forgetDirectory, pruneDirectory } from './scan.ts';
import { type DirtyPath, holdEnd } from './settle.ts';
import { describe, finish, settledOf, toEntry } from './settle-report.ts';
import type { KnownEntry } from './tree.ts';

/** Inodes of the files that were added in one round: renames pair up by them. */
export type Added = Set<number>;

// A removal waits at most this long for the listing that may show its file under another name.
const LONGEST_HOLD_MS = 2_000;

// A file that grows without end is reported as it is after so many reads that were overtaken.
const MOST_UNSTABLE_READS = 20;

// Pause before a read that was overtaken is tried again, on top of the settle time.
const RETRY_MS = 5;

/**
 * Looks at one due path, decides what happened and reports it. The path is done afterwards, or stays dirty because it
 * is held back or was still changing.
 */
export function settlePath(core: Core, dirty: DirtyPath, added: Added): void {
  const stat = statPath(core, dirty);
  if (stat === 'unknown') {
    finish(core, dirty, false);
    return;
  }
  if (stat === null) {
    settleMissing(core, dirty, added);
    return;
  }
  if (stat.isDirectory()) {
    settleDirectory(core, dirty);
    return;
  }
  if (core.tree.dir(dirty.path) !== undefined) forgetHere(core, dirty);
  if (dirty.match === null) {
    finish(core, dirty, false);
    return;
  }
  if (stat.size === 0 && holdEmpty(core, dirty)) return;
  settleFile(core, dirty, dirty.match, stat, added);
}

/** Stat of what the path stands for; null = nothing there, `unknown` = no conclusion may be drawn. */
function statPath(core: Core, dirty: DirtyPath): Stats | null | 'unknown' {
  const absolute = absolutePath(core, dirty.path);
  try {
    const own = lstatSync(absolute, { throwIfNoEntry: false });
    if (own === undefined) {
      dropLink(core, dirty.path);
      core.notes.clearProblem(dirty.path);
      return null;
    }
    if (!own.isSymbolicLink()) {
      dropLink(core, dirty.path);
      core.notes.clearProblem(dirty.path);
      return own;
    }
    const { stat } = followEntry(core, dirty.path);
    return typeof stat === 'string' ? statSync(absolute) : stat;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP') return null;
    degrade(core, dirName(dirty.path), message);
    return 'unknown';
  }
}

function settleMissing(core: Core, dirty: DirtyPath, added: Added): void {
  if (core.tree.dir(dirty.path) !== undefined) forgetHere(core, dirty);
  const known = core.tree.file(dirty.path);
  if (known === undefined) {
    finish(core, dirty, false);
    return;
  }
  const now = performance.now();
  const renamed = added.has(known.ino);
  if (dirty.holdUntil === 0) dirty.holdUntil = holdEnd(now, dirty, core.options);
  // Its other name may still turn up: folders are being listed, or files that were listed wait for their turn.
  const isAwaited = core.isScanning() || core.queue.hasUnknown();
  if (!renamed && isAwaited && now < dirty.firstAt + LONGEST_HOLD_MS)
    dirty.holdUntil = Math.max(dirty.holdUntil, now + RETRY_MS);
  if (!renamed && now < dirty.holdUntil) {
    dirty.heldAt = now;
    return;
  }
  reportRemoval(core, dirty, known);
}

/** Reports that a known file is gone. */
function reportRemoval(core: Core, dirty: DirtyPath, known: KnownEntry): void {
  core.tree.deleteFile(dirty.path);
  pruneDirectory(core, dirName(dirty.path));
  const gone = { hash: null, size: 0, mtimeMs: 0, ino: known.ino, bytes: null, problem: null };
  finish(core, dirty, true, {
    ...describe(dirty, known.rule, known.role),
    ...gone,
    change: 'remove',
    previousHash: known.hash,
    readMs: 0,
  });
}

function settleDirectory(core: Core, dirty: DirtyPath): void {
  const known = core.tree.file(dirty.path);
  if (core.rules.reaches(dirty.path)) core.scanSoon(dirty.path);
  if (known !== undefined) {
    reportRemoval(core, dirty, known);
    return;
  }
  finish(core, dirty, false);
}

// A truncated file is most likely about to be written: it waits as long as a removal.
function holdEmpty(core: Core, dirty: DirtyPath): boolean {
  if (dirty.urgent || dirty.forced || (dirty.match?.rule.settleMs ?? core.options.settleMs) === 0) return false;
  const known = core.tree.file(dirty.path);
  if (known !== undefined && known.size === 0) return false;
  const now = performance.now();
  if (dirty.holdUntil === 0) dirty.holdUntil = holdEnd(now, dirty, core.options);
  if (now >= dirty.holdUntil) return false;
  dirty.heldAt = now;
  return true;
}

/** Whether one more file may be known. */
export function hasRoom(core: Core, known: KnownEntry | undefined): boolean {
  return known !== undefined || core.tree.fileCount < core.options.maxPaths;
}

/** Reads a file and reports what is new; false when the file was changing, and the path stays dirty. */
export function settleFile(
  core: Core,
  dirty: DirtyPath,
  match: RuleMatch,
  stat: Stats | null,
  added: Added | null,
): boolean {
  const known = core.tree.file(dirty.path);
  if (!hasRoom(core, known)) {
    core.notes.limit('paths', core.options.maxPaths, core.tree.fileCount + 1);
    finish(core, dirty, false);
    return true;
  }
  const from = performance.now();
  const wall = Date.now();
  const anyway = dirty.unstable >= MOST_UNSTABLE_READS;
  const read = readStable(absolutePath(core, dirty.path), stat, core.options.maxFileBytes, anyway);
  if (read.kind === 'unstable') {
    settleAgain(dirty, from);
    return false;
  }
  const all = core.reportsAll && dirty.origin === 'start';
  const entry = toEntry(read, match, dirty, all && isSameHash(known, read) ? undefined : known, wall);
  core.tree.setFile(dirty.path, entry);
  if (!dirty.forced && !all && isSame(known, entry)) {
    finish(core, dirty, false);
    return true;
  }
  if (known === undefined && added !== null) finishOtherName(core, entry.ino, added);
  const bytes = read.kind === 'content' && match.role === 'definition' ? read.bytes : null;
  const problem = read.kind === 'problem' ? read.problem : null;
  const previousHash = known?.hash ?? null;
  finish(core, dirty, true, settledOf(dirty, match, entry, { previousHash, bytes, problem, from }));
  return true;
}

// The inode lives on under a new name, so the old one, if it is gone, is a finished removal: both go out together.
function finishOtherName(core: Core, inode: number, added: Added): void {
  added.add(inode);
  const other = core.queue.byInode(inode);
  if (other !== undefined && core.tree.file(other.path) !== undefined) settlePath(core, other, added);
}

// A whole new window from now on, also where the settle time is 0.
function settleAgain(dirty: DirtyPath, now: number): void {
  dirty.unstable++;
  dirty.urgent = false;
  dirty.holdUntil = 0;
  dirty.heldAt = now;
  dirty.lastAt = now + RETRY_MS;
}

function isSameHash(known: KnownEntry | undefined, read: ReadResult): boolean {
  return known !== undefined && read.kind === 'content' && known.hash === read.hash;
}

// Without a hash (too big, unreadable) the stat is all there is to compare.
function isSame(known: KnownEntry | undefined, entry: KnownEntry): boolean {
  if (known === undefined || known.problem !== entry.problem || known.hash !== entry.hash) return false;
  return (
    entry.hash !== null || (known.size === entry.size && known.mtimeMs === entry.mtimeMs && known.ino === entry.ino)
  );
}

function forgetHere(core: Core, dirty: DirtyPath): void {
  const parent = core.tree.ensureDir(dirName(dirty.path));
  forgetDirectory(core, parent, baseName(dirty.path), (path) => void core.mark(path, dirty.origin, { urgent: true }));
}
