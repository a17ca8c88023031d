import { join, sep } from 'node:path';
import type { Ignore } from './ignore.ts';
import type { Aliases } from './links.ts';
import type { Notes } from './notes.ts';
import type { RuleSet } from './rules.ts';
import type { DirtyQueue, Origin } from './settle.ts';
import type { Tree } from './tree.ts';
import type { ProvenFile, SettledFile, WatchOptions } from './types.ts';

/** Counters of one worker's life. */
export interface Counters {
  rawEvents: number;
  merged: number;
  dropped: number;
  rescans: number;
  lastEventAt: number | null;
  blockedMs: number;
}

/** What the parts of the engine share. Plain data and functions; one owner (the engine) creates it. */
export interface Core {
  options: WatchOptions;
  /** Real absolute path of the root; another one when the root was a link that now leads elsewhere. */
  root: string;
  /** Real absolute places a link may lead to, the root first. */
  allowed: readonly string[];
  /** During the first scan every file is reported, not only what differs from the last session. */
  reportsAll: boolean;
  /** Files that the first scan need not read, by path; empty afterwards. */
  proven: ReadonlyMap<string, ProvenFile>;
  rules: RuleSet;
  ignore: Ignore;
  readonly tree: Tree;
  readonly queue: DirtyQueue;
  readonly aliases: Aliases;
  readonly notes: Notes;
  readonly counters: Counters;
  /** Puts one settled change into the next message. */
  report(file: SettledFile): void;
  /** Asks for a look at a path. */
  mark(path: string, origin: Origin, extra?: { raw?: boolean; urgent?: boolean; forced?: boolean }): boolean;
  /** A directory was met that must be scanned. */
  scanSoon(dir: string): void;
  /** Directories are being listed, or wait to be. */
  isScanning(): boolean;
  /**
   * Sees to it that a real directory is watched as long as `user` (the relative path of a directory, or of a link to a
   * file in it) needs it. True when the watch is a new one: what was read before it stood may be old.
   */
  cover(user: string, dir: string): Promise<boolean>;
  /** The user of a watch is gone. */
  uncover(user: string): void;
}

/** Absolute path of a relative one. */
export function absolutePath(core: Pick<Core, 'root'>, path: string): string {
  if (path === '') return core.root;
  return core.root.endsWith(sep) ? core.root + path : `${core.root}${sep}${path}`;
}

/** Whether a path may be looked at at all, as a file or as a directory. */
export function isOfInterest(core: Core, path: string): boolean {
  if (core.ignore(path) !== null) return false;
  return core.rules.match(path) !== null || core.rules.reaches(path) || core.tree.dir(path) !== undefined;
}

/** Real paths of the directories that lead to a directory, for the loop check. */
export function chainOf(core: Core, dir: string): string[] {
  const chain = [core.root];
  let at = '';
  for (const segment of dir === '' ? [] : dir.split('/')) {
    const parent = chain[chain.length - 1] ?? core.root;
    at = at === '' ? segment : `${at}/${segment}`;
    chain.push(core.aliases.target(at) ?? join(parent, segment));
  }
  return chain;
}

/** Real absolute path of a relative directory. */
export function realDirectory(core: Core, dir: string): string {
  return core.aliases.size === 0 ? absolutePath(core, dir) : (chainOf(core, dir).at(-1) ?? core.root);
}

/** Forgets where a link led, when the path was one. */
export function dropLink(core: Core, path: string): void {
  if (core.aliases.target(path) === undefined) return;
  core.aliases.delete(path);
  core.uncover(path);
}
