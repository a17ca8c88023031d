import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Folders whose files decide what is built. */
const FOLDERS = ['shared', 'renderer', 'electron'];

/** Whether what lies in `out/` was built from the sources as they are. */
export function isBuilt(root: string): boolean {
  if (looksBuilt(root)) return true;
  if (readOr(stampFile(root)) !== sourceStamp(root)) return false;
  writeFileSync(glanceFile(root), glanceAt(root));
  return true;
}

/**
 * Whether the sources have the sizes and times that they had when `out/` was built: a few milliseconds, where reading
 * them all would take longer than a start should. Files that were only touched look changed.
 */
export function looksBuilt(root: string): boolean {
  const noted = readOr(glanceFile(root));
  return noted !== null && noted === glanceAt(root);
}

/**
 * Begins a build: until it is done, nothing counts as built. Answers how to note that `out/` was built from the sources as
 * they are now; what changes while it is built makes it stale.
 */
export function beginBuild(root: string): () => void {
  const notes = new Map([
    [stampFile(root), sourceStamp(root)],
    [glanceFile(root), glanceAt(root)],
  ]);
  for (const file of notes.keys()) rmSync(file, { force: true });
  return () => {
    for (const [file, note] of notes) writeFileSync(file, note);
  };
}

/** The command line as it was built: what `electron/headless/cli.ts` exports, in one piece. */
export function builtCli(root: string): string {
  return path.join(root, 'out', 'headless', 'cli.js');
}

function stampFile(root: string): string {
  return path.join(root, 'out', '.stamp');
}

function glanceFile(root: string): string {
  return path.join(root, 'out', '.glance');
}

function readOr(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  for (const file of sourcesOf(root)) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function glanceAt(root: string): string {
  const hash = createHash('sha256');
  for (const file of sourcesOf(root)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function sourcesOf(root: string): string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
    ),
  );
  return [...files.sort(), path.join(root, 'package-lock.json')];
}
