import { lstatSync, type Stats, statSync } from 'node:fs';
import { absolutePath, type Core, dropLink } from './core.ts';
import { type ReadResult, readStable } from './read.ts';
import { baseName, dirName, type RuleMatch } from './rules.ts';
import { degrade, followEntry, forgetDirectory, pruneDirectory } from './scan.ts';
import { type DirtyPath, holdEnd } from './settle.ts';
import type { KnownEntry } from './tree.ts';
import type { SettledFile } from './types.ts';

/** Renames pair up by inode: held removals, and files that were added in this round. */
export interface Renames {
  readonly held: Map<number, string>;
  readonly added: Set<number>;
}

// A file that grows without end is reported as it is after so many reads that were overtaken.
const MOST_UNSTABLE_READS = 20;

// Pause before a read that was overtaken is tried again, on top of the settle time.
const RETRY_MS = 5;

// Timestamps come from a clock that ticks every 4 ms or slower; a file younger than this when it is read is racy.
const RACY_MS = 20;

/**
 * Looks at one due path, decides what happened and reports it. The path is done afterwards, or stays dirty because it
 * is held back or was still changing.
 */
export function settlePath(core: Core, dirty: DirtyPath, renames: Renames): void {
  const stat = statPath(core, dirty);
  if (stat === 'unknown') {
    finish(core, dirty, false);
    return;
  }
  if (stat === null) {
    settleMissing(core, dirty, renames);
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
  settleFile(core, dirty, dirty.match, stat, renames);
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

function settleMissing(core: Core, dirty: DirtyPath, renames: Renames): void {
  if (core.tree.dir(dirty.path) !== undefined) forgetHere(core, dirty);
  const known = core.tree.file(dirty.path);
  if (known === undefined) {
    finish(core, dirty, false);
    return;
  }
  const now = performance.now();
  const renamed = renames.added.has(known.ino);
  if (dirty.holdUntil === 0) dirty.holdUntil = holdEnd(now, dirty, core.options);
  if (!renamed && now < dirty.holdUntil) {
    dirty.heldAt = now;
    renames.held.set(known.ino, dirty.path);
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

function settleFile(core: Core, dirty: DirtyPath, match: RuleMatch, stat: Stats, renames: Renames): void {
  const known = core.tree.file(dirty.path);
  const room = known !== undefined || core.tree.fileCount < core.options.maxPaths;
  if (!room) {
    core.notes.limit('paths', core.options.maxPaths, core.tree.fileCount + 1);
    finish(core, dirty, false);
    return;
  }
  const from = performance.now();
  const wall = Date.now();
  const anyway = dirty.unstable >= MOST_UNSTABLE_READS;
  const read = readStable(absolutePath(core, dirty.path), stat, stat.isFile(), core.options.maxFileBytes, anyway);
  if (read.kind === 'unstable') {
    settleAgain(dirty, from);
    return;
  }
  const all = core.reportsAll && dirty.origin === 'start';
  const entry = toEntry(read, match, dirty, all && isSameHash(known, read) ? undefined : known, wall);
  core.tree.setFile(dirty.path, entry);
  if (!dirty.forced && !all && isSame(known, entry)) {
    finish(core, dirty, false);
    return;
  }
  const heldPath = known === undefined ? renames.held.get(entry.ino) : undefined;
  if (known === undefined) renames.added.add(entry.ino);
  const held = heldPath === undefined ? undefined : core.queue.get(heldPath);
  // The inode lives on under this name, so the other name is a finished removal: both go out together.
  if (held !== undefined && core.tree.file(held.path) !== undefined) settlePath(core, held, renames);
  finish(core, dirty, true, {
    ...describe(dirty, match.rule.id, match.role),
    change: entry.change,
    hash: entry.hash,
    previousHash: known?.hash ?? null,
    size: entry.size,
    mtimeMs: entry.mtimeMs,
    ino: entry.ino,
    bytes: read.kind === 'content' && match.role === 'definition' ? read.bytes : null,
    problem: read.kind === 'problem' ? read.problem : null,
    readMs: performance.now() - from,
  });
}

// A whole new window from now on, also where the settle time is 0.
function settleAgain(dirty: DirtyPath, now: number): void {
  dirty.unstable++;
  dirty.urgent = false;
  dirty.holdUntil = 0;
  dirty.heldAt = now;
  dirty.lastAt = now + RETRY_MS;
}

function toEntry(
  read: Exclude<ReadResult, { kind: 'unstable' }>,
  match: RuleMatch,
  dirty: DirtyPath,
  known: KnownEntry | undefined,
  wall: number,
): KnownEntry {
  const { size, mtimeMs, ctimeMs, ino } = read.stat;
  const hash = read.kind === 'content' ? read.hash : null;
  return {
    hash,
    size,
    mtimeMs,
    ctimeMs,
    ino,
    rule: match.rule.id,
    role: match.role,
    problem: read.kind === 'problem' ? read.problem.code : null,
    racy: ctimeMs > wall - RACY_MS,
    at: wall,
    change: known === undefined ? 'add' : 'update',
    rawCount: dirty.rawCount,
  };
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

function describe(dirty: DirtyPath, rule: string, role: SettledFile['role']) {
  return {
    path: dirty.path,
    rule,
    role,
    rawCount: dirty.rawCount,
    settleMs: performance.now() - dirty.firstAt,
    firstRawAt: dirty.firstWall,
    origin: dirty.origin,
  } as const;
}

function forgetHere(core: Core, dirty: DirtyPath): void {
  const parent = core.tree.ensureDir(dirName(dirty.path));
  forgetDirectory(core, parent, baseName(dirty.path), (path) => void core.mark(path, dirty.origin, { urgent: true }));
}

function finish(core: Core, dirty: DirtyPath, reported: boolean, file?: SettledFile): void {
  core.queue.done(dirty);
  core.counters.merged += Math.max(0, dirty.rawCount - (reported ? 1 : 0));
  if (file === undefined) return;
  if (file.origin === 'scan') core.counters.dropped++;
  core.report(file);
}
