import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BlobWrite } from './protocol.ts';

/** Stores bodies by their sha256, in files only their owner can read. Writing one that exists does nothing. */
export function writeBlob(dir: string, blob: BlobWrite): void {
  const file = blobFile(dir, blob.hash);
  if (statSync(file, { throwIfNoEntry: false })) return;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID().slice(0, 8)}`;
  writeFileSync(temporary, blob.bytes, { mode: 0o600 });
  renameSync(temporary, file);
}

/** The bytes of a stored body; null when there is none of that hash. */
export function readBlob(dir: string, hash: string): Uint8Array | null {
  const file = blobFile(dir, hash);
  return statSync(file, { throwIfNoEntry: false }) ? new Uint8Array(readFileSync(file)) : null;
}

/**
 * Removes bodies that nothing names any more, oldest first, until the folder is within `maxBytes`. Those that are named
 * always stay. Answers how many went.
 */
export function sweepBlobs(dir: string, named: ReadonlySet<string>, maxBytes: number): number {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(file);
      return { file, size, mtimeMs, named: named.has(entry.name) };
    });
  let bytes = files.reduce((sum, one) => sum + one.size, 0);
  let removed = 0;
  for (const one of files.filter((each) => !each.named).sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (bytes <= maxBytes) break;
    rmSync(one.file, { force: true });
    bytes -= one.size;
    removed += 1;
  }
  return removed;
}

function blobFile(dir: string, hash: string): string {
  return path.join(dir, hash.slice(0, 2), hash);
}
