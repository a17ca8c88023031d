import { baseName, dirName, joinPath } from './rules.ts';
import type { FileProblemCode, FileRole, KnownFile } from './types.ts';

/** What was reported last of one file. */
export interface KnownEntry {
  readonly hash: string | null;
  readonly size: number;
  readonly mtimeMs: number;
  /** NaN when it is only known from an earlier session. */
  readonly ctimeMs: number;
  readonly ino: number;
  readonly rule: string;
  readonly role: FileRole;
  readonly problem: FileProblemCode | null;
  /** Changed so shortly before it was read that an equal stat proves nothing (clock ticks are 4 ms and more). */
  readonly racy: boolean;
  readonly at: number;
  readonly change: 'add' | 'update';
  readonly rawCount: number;
  /** From the first raw event to the read, ms. */
  readonly settleMs: number;
}

/** One directory that was listed, with what is known in it. */
export interface DirNode {
  readonly path: string;
  readonly files: Map<string, KnownEntry>;
  readonly dirs: Set<string>;
  /** Listed at least once since the start. */
  listed: boolean;
}

/** The last known state of everything the rules reach, by directory. */
export interface Tree {
  file(path: string): KnownEntry | undefined;
  setFile(path: string, entry: KnownEntry): void;
  deleteFile(path: string): void;
  dir(path: string): DirNode | undefined;
  ensureDir(path: string): DirNode;
  /** Forgets a directory and everything below it. */
  deleteDir(path: string): void;
  /** Every known file, with what is known of it. */
  files(): Iterable<readonly [path: string, entry: KnownEntry]>;
  /** Every known file below a directory, at any depth. */
  filesBelow(path: string): string[];
  /** Every known directory below a directory, deepest last, itself first. */
  dirsBelow(path: string): string[];
  readonly fileCount: number;
  readonly dirCount: number;
}

/** An empty tree. */
export function createTree(): Tree {
  const nodes = new Map<string, DirNode>();
  let fileCount = 0;

  function ensureDir(path: string): DirNode {
    const found = nodes.get(path);
    if (found !== undefined) return found;
    const node: DirNode = { path, files: new Map(), dirs: new Set(), listed: false };
    nodes.set(path, node);
    if (path !== '') ensureDir(dirName(path)).dirs.add(baseName(path));
    return node;
  }

  function dirsBelow(path: string): string[] {
    const out: string[] = [];
    const stack = nodes.has(path) ? [path] : [];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      out.push(next);
      for (const name of nodes.get(next)?.dirs ?? []) stack.push(joinPath(next, name));
    }
    return out;
  }

  return {
    file: (path) => nodes.get(dirName(path))?.files.get(baseName(path)),
    setFile(path, entry) {
      const { files } = ensureDir(dirName(path));
      if (!files.has(baseName(path))) fileCount++;
      files.set(baseName(path), entry);
    },
    deleteFile(path) {
      if (nodes.get(dirName(path))?.files.delete(baseName(path))) fileCount--;
    },
    dir: (path) => nodes.get(path),
    ensureDir,
    deleteDir(path) {
      for (const dir of dirsBelow(path)) {
        fileCount -= nodes.get(dir)?.files.size ?? 0;
        nodes.delete(dir);
      }
      if (path !== '') nodes.get(dirName(path))?.dirs.delete(baseName(path));
    },
    *files() {
      for (const node of nodes.values())
        for (const [name, entry] of node.files) yield [joinPath(node.path, name), entry] as const;
    },
    filesBelow: (path) =>
      dirsBelow(path).flatMap((dir) => [...(nodes.get(dir)?.files.keys() ?? [])].map((name) => joinPath(dir, name))),
    dirsBelow,
    get fileCount() {
      return fileCount;
    },
    get dirCount() {
      return nodes.size;
    },
  };
}

/** An entry of an earlier session: its stat can be compared, its bytes were not seen by this one. */
export function entryFromKnown(known: KnownFile, rule: string, role: FileRole): KnownEntry {
  const { hash, size, mtimeMs, ino } = known;
  const fixed = {
    problem: null,
    racy: false,
    at: 0,
    change: 'add',
    rawCount: 0,
    settleMs: 0,
    ctimeMs: Number.NaN,
  } as const;
  return { hash, size, mtimeMs, ino, rule, role, ...fixed };
}

/** Stat fields that are compared. */
export interface StatFacts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** Whether a file must be read again: anything differs from what is known, or equality would prove nothing. */
export function differs(known: KnownEntry | undefined, now: StatFacts): boolean {
  if (known === undefined || known.racy) return true;
  if (known.hash === null && known.problem === null) return true;
  return (
    known.size !== now.size ||
    known.mtimeMs !== now.mtimeMs ||
    known.ino !== now.ino ||
    (!Number.isNaN(known.ctimeMs) && known.ctimeMs !== now.ctimeMs)
  );
}
