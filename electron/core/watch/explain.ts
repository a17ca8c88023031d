import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { absolutePath, type Core } from './core.ts';
import { isInside } from './links.ts';
import type { RawRing } from './ring.ts';
import { baseName } from './rules.ts';
import type { KnownEntry } from './tree.ts';
import type { Explanation } from './types.ts';

/** The last removals, which the tree no longer holds. */
export type Removed = ReadonlyMap<string, NonNullable<Explanation['lastSettled']>>;

const MOST_RAW = 20;
const MOST_ELSEWHERE = 20;

/** Says whether a path is watched and why, and what happened to it last. */
export function explainPath(core: Core, ring: RawRing, removed: Removed, asked: string): Explanation {
  const path = toRelative(core, asked);
  if (path === null) {
    return { path: asked, watched: false, why: 'It lies outside the workspace.', raw: [], dirty: false };
  }
  const ignoredBy = core.ignore(path);
  const match = core.rules.match(path);
  const link = readLink(absolutePath(core, path));
  const known = core.tree.file(path);
  const lastSettled =
    known !== undefined && known.at > 0
      ? { at: known.at, change: known.change, hash: known.hash, mergedRaw: known.rawCount, settleMs: known.settleMs }
      : removed.get(path);
  const isDirectory = core.tree.dir(path) !== undefined;
  const isThere = exists(absolutePath(core, path));
  // A file that a rule asks for, that is there and at rest, and that is not known, is one too many.
  const isCut = match !== null && ignoredBy === null && isThere && known === undefined && isFull(core);
  const elsewhere = isThere || known !== undefined ? [] : sameName(core, path);
  return {
    path,
    ...(isCut ? { watched: false, why: tooMany(core) } : judge(core, path, ignoredBy, isDirectory)),
    ...(match === null ? {} : { rule: match.rule.id, role: match.role }),
    ...(ignoredBy === null ? {} : { ignoredBy }),
    raw: ring.of(path, MOST_RAW).map(({ at, steadyMs, event }) => ({ at, steadyMs, event })),
    dirty: core.queue.get(path) !== undefined,
    ...(lastSettled === undefined ? {} : { lastSettled }),
    ...(link === null ? {} : { link }),
    ...problemOf(core, known),
    ...(isCut ? { limit: { what: 'paths', limit: core.options.maxPaths } } : {}),
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
  };
}

function problemOf(core: Core, known: KnownEntry | undefined): Pick<Explanation, 'problem' | 'limit'> {
  switch (known?.problem) {
    case 'TOO_BIG': {
      const limit = core.options.maxFileBytes;
      const problem = `The file has ${known.size} bytes; more than ${limit} are not read.`;
      return { problem, limit: { what: 'bytes', limit } };
    }
    case 'UNREADABLE':
      return { problem: 'The file may not be read: see its permissions.' };
    case 'NOT_A_FILE':
      return { problem: 'It is a pipe, a socket or a device, and is never opened.' };
    default:
      return {};
  }
}

function isFull(core: Core): boolean {
  return core.tree.fileCount >= core.options.maxPaths;
}

function tooMany(core: Core): string {
  return `The workspace has more than ${core.options.maxPaths} files, and this is one of those that were left out.`;
}

// A browser tells only the name of a file that is dropped on it.
function sameName(core: Core, path: string): string[] {
  const name = baseName(path);
  const found: string[] = [];
  for (const [other] of core.tree.files()) {
    if (baseName(other) === name) found.push(other);
    if (found.length === MOST_ELSEWHERE) break;
  }
  return found.sort();
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function judge(core: Core, path: string, ignoredBy: string | null, isDirectory: boolean) {
  if (ignoredBy !== null) return { watched: false, why: `It is ignored by ${ignoredBy}.` };
  const problem = core.notes.problemOf(path);
  if (problem !== null) return { watched: false, why: problem };
  const match = core.rules.match(path);
  if (isDirectory || (match === null && core.rules.reaches(path))) {
    return {
      watched: isDirectory,
      why: isDirectory ? 'This folder is watched.' : 'A folder of this name would be watched.',
    };
  }
  if (match === null) return { watched: false, why: 'No rule matches this place and name.' };
  const { id, dir } = match.rule;
  const place = dir === '' ? 'the root' : `${dir}/`;
  if (match.role === 'beside') return { watched: true, why: `It lies beside the definitions of ${id} in ${place}.` };
  return { watched: true, why: `It is a definition of ${id} in ${place}.` };
}

function toRelative(core: Core, asked: string): string | null {
  const absolute = isAbsolute(asked) ? resolve(asked) : resolve(core.root, asked);
  for (const base of [core.root, resolve(core.options.root)]) {
    if (isInside(base, absolute)) return relative(base, absolute).split(sep).join('/');
  }
  return core.aliases.logicals(absolute)[0] ?? null;
}

function readLink(path: string): NonNullable<Explanation['link']> | null {
  try {
    return lstatSync(path).isSymbolicLink() ? { says: readlinkSync(path), real: realPath(path) } : null;
  } catch {
    return null;
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
