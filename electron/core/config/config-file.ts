import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/** Files that may hold a workspace's settings; the first that exists counts. */
export const CONFIG_FILES = ['signalbox.yaml', 'signalbox.yml', 'signalbox.json'] as const;

/** Content of one of the files; null bytes when it is there and cannot be read. */
export interface FileContent {
  readonly bytes: Uint8Array | null;
  readonly hash: string | null;
}

/** What stands in the files now, by their names; a file that is not there is left out. */
export function readConfigFiles(root: string): Map<string, FileContent> {
  const found = new Map<string, FileContent>();
  for (const name of CONFIG_FILES) {
    try {
      found.set(name, contentOf(readFileSync(path.join(root, name))));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') found.set(name, { bytes: null, hash: null });
    }
  }
  return found;
}

/** Bytes with their hash. */
export function contentOf(bytes: Uint8Array): FileContent {
  return { bytes, hash: hashOf(bytes) };
}

/** sha256 in hex. */
export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The file that counts, and those that are there besides and do not. */
export function choose(files: ReadonlyMap<string, FileContent>): { name: string | null; others: string[] } {
  const [name = null, ...others] = CONFIG_FILES.filter((one) => files.has(one));
  return { name, others };
}

/** The error of a file that is there and cannot be read. */
export function unreadable(file: string): AppError {
  return new AppError('UNREADABLE', `${file} cannot be read.`, {
    at: { path: file },
    hint: 'Give your user the right to read it.',
  });
}
