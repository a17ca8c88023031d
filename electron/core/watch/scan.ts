import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { absolutePath, type Core, chainOf, dropLink, realDirectory } from './core.ts';
import { resolveLink } from './links.ts';
import { dirName, joinPath, type RuleMatch } from './rules.ts';
import type { Origin } from './settle.ts';
import { type DirNode, differs } from './tree.ts';

/** Where what a scan finds comes from, and whether it is read without settling first. */
export interface ScanMode {
  readonly origin: Origin;
  readonly urgent: boolean;
  /** Also enter directories that were listed before. */
  readonly deep: boolean;
  /** Mark every file, not only those that differ. */
  readonly all: boolean;
  /** With `all`: reads a regular file right where it is listed; false = it is to be marked. */
  readonly take?: (path: string, match: RuleMatch) => boolean;
}

export interface ScanResult {
  /** Files that the rules match. */
  readonly files: number;
  /** Paths that differ from what is known and were not dirty already; they are settled later. */
  readonly marked: readonly string[];
  /** Files that were read and reported right away. */
  readonly taken: number;
}

// Watches that are begun while other directories are still listed.
const AHEAD = 8;

// One slice of synchronous work; between slices raw events are taken in.
const SLICE_MS = 8;

/**
 * Lists a directory and what lies below it and marks every path that differs from what is known. It only marks:
 * the settle step looks again, so a listing that is stale by then does no harm. A directory that cannot be listed keeps
 * all that is known below it.
 */
export async function scan(core: Core, start: string, mode: ScanMode): Promise<ScanResult> {
  const marked: string[] = [];
  let files = 0;
  let taken = 0;
  let room = core.options.maxPaths - core.tree.fileCount;
  const stack = [start];
  let sliceFrom = performance.now();
  for (let dir = stack.pop(); dir !== undefined; dir = stack.pop()) {
    // First the watch, then the listing: what changes between the two is told by an event.
    await core.cover(dir, realDirectory(core, dir));
    const listing = list(core, dir);
    if (listing === null) continue;
    const node = core.tree.ensureDir(dir);
    const below: string[] = [];
    const seen = new Set<string>();
    const seenDirs = new Set<string>();
    const linked = new Set<string>();
    let complete = true;
    for (const entry of listing) {
      if (performance.now() - sliceFrom > SLICE_MS) {
        await pause();
        sliceFrom = performance.now();
      }
      const path = joinPath(dir, entry.name);
      if (core.ignore(path) !== null) continue;
      // What is read in any case needs no stat of its own here.
      const kind = mode.all && entry.isFile() ? ANY_FILE : lookAtEntry(core, path, entry);
      if (kind === null) {
        complete = false;
        seen.add(entry.name);
        seenDirs.add(entry.name);
        continue;
      }
      if (kind.problem) linked.add(path);
      if (kind.stat === null) continue;
      if (kind.stat === 'directory') {
        if (!core.rules.reaches(path)) continue;
        seenDirs.add(entry.name);
        const known = core.tree.dir(path);
        if (mode.deep || known === undefined || !known.listed) below.push(path);
        continue;
      }
      const match = core.rules.match(path);
      if (match === null) continue;
      files++;
      seen.add(entry.name);
      const known = node.files.get(entry.name);
      if (known === undefined && room-- <= 0) continue;
      if (kind.stat === 'any' && mode.take?.(path, match) === true) taken++;
      else if (kind.stat === 'any' || mode.all || differs(known, kind.stat)) markOne(path);
    }
    for (const name of node.files.keys()) if (!seen.has(name)) markOne(joinPath(dir, name));
    for (const name of [...node.dirs]) if (!seenDirs.has(name)) forgetDirectory(core, node, name, markOne);
    core.notes.keepProblems(dir, linked);
    node.listed = true;
    if (complete) core.notes.recover(noteName(dir));
    for (const path of below.reverse()) stack.push(path);
    for (const path of stack.slice(-AHEAD)) void core.cover(path, realDirectory(core, path));
  }
  return { files, marked, taken };

  function markOne(path: string): void {
    if (core.mark(path, mode.origin, { urgent: mode.urgent })) marked.push(path);
  }
}

/** Marks everything known below a directory that is gone, and forgets the directories. */
export function forgetDirectory(core: Core, parent: DirNode, name: string, mark: (path: string) => void): void {
  const path = joinPath(parent.path, name);
  core.notes.clearBelow(path);
  const files = core.tree.filesBelow(path);
  for (const dir of core.tree.dirsBelow(path).reverse()) {
    core.aliases.delete(dir);
    core.uncover(dir);
    const node = core.tree.dir(dir);
    if (node !== undefined) node.listed = false;
    pruneDirectory(core, dir);
  }
  for (const file of files) mark(file);
}

/** Drops a directory that is gone once nothing known is left in it, and then those above it. */
export function pruneDirectory(core: Core, path: string): void {
  for (let dir = path; dir !== ''; dir = dirName(dir)) {
    const node = core.tree.dir(dir);
    if (node === undefined || node.listed || node.files.size > 0 || node.dirs.size > 0) return;
    core.tree.deleteDir(dir);
  }
}

function list(core: Core, dir: string): Dirent[] | null {
  try {
    return readdirSync(absolutePath(core, dir), { withFileTypes: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Gone again (or a file now): its parent's listing or the settle step draws the conclusion.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') degrade(core, dir, message);
    else core.uncover(dir);
    return null;
  }
}

/** Says that a directory cannot be looked into, and that nothing is concluded from that. */
export function degrade(core: Core, dir: string, message: string): void {
  core.notes.degrade(noteName(dir), message, 'What is known of this folder is kept; every rescan tries it again.');
}

// The empty path stands for the watcher as a whole.
function noteName(dir: string): string {
  return dir === '' ? '.' : dir;
}

interface Look {
  readonly stat: Stats | 'directory' | 'any' | null;
  readonly problem: boolean;
}

const ANY_FILE: Look = { stat: 'any', problem: false };

/** Stat of an entry; null = conclude nothing from it. */
function lookAtEntry(core: Core, path: string, entry: Dirent): Look | null {
  if (entry.isDirectory()) return { stat: 'directory', problem: false };
  const wanted = core.rules.match(path) !== null;
  if (!wanted && !entry.isSymbolicLink() && isTyped(entry)) return { stat: null, problem: false };
  const absolute = absolutePath(core, path);
  try {
    const own = lstatSync(absolute);
    if (own.isDirectory()) return { stat: 'directory', problem: false };
    if (!own.isSymbolicLink()) return { stat: own, problem: false };
    return followEntry(core, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && entry.name.includes('\uFFFD')) {
      core.notes.problem(path, 'NAME_NOT_UTF8', 'The name is not valid UTF-8; rename the file, it cannot be loaded.');
      return { stat: null, problem: true };
    }
    if (code === 'ENAMETOOLONG') return { stat: null, problem: false };
    if (code !== 'ENOENT') {
      degrade(core, dirName(path), message);
      return null;
    }
    return { stat: null, problem: false };
  }
}

/** Follows a link if that is allowed, and says why not otherwise. */
export function followEntry(core: Core, path: string): Look {
  const target = resolveLink(absolutePath(core, path), core.allowed, chainOf(core, dirName(path)));
  if (target.kind === 'problem') {
    dropLink(core, path);
    if (core.rules.match(path) === null && !(core.rules.reaches(path) && target.code !== 'LINK_BROKEN')) {
      return { stat: null, problem: false };
    }
    core.notes.problem(path, target.code, target.message);
    return { stat: null, problem: true };
  }
  const wanted = target.kind === 'directory' ? core.rules.reaches(path) : core.rules.match(path) !== null;
  if (!wanted) return { stat: null, problem: false };
  core.notes.clearProblem(path);
  core.aliases.set(path, target.real, target.kind);
  if (target.kind === 'directory') return { stat: 'directory', problem: false };
  // The target's folder need not be one that the rules reach.
  void core.cover(path, dirname(target.real)).then((isNew) => isNew && core.mark(path, 'event'));
  return { stat: statSync(target.real), problem: false };
}

function isTyped(entry: Dirent): boolean {
  return entry.isFile() || entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
