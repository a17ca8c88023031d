import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { ProvenFile } from '../../watch/types.ts';
import { hashOf } from '../files.ts';

/** Facts of one file and of the definition it was loaded as. */
export interface CachedFile extends ProvenFile {
  readonly id: string;
}

/** A cache as it lies on disk: the facts of each file and, at the same index, its body, which is still JSON. */
export interface StoredCache {
  /** When it was written, epoch ms. */
  readonly at: number;
  readonly files: readonly CachedFile[];
  readonly bodies: readonly string[];
}

/** Another form of the file is another number. */
const FORMAT = 1;

interface Header {
  readonly format: number;
  readonly stamp: string;
  readonly at: number;
  /** sha256 of everything below the first line. */
  readonly sum: string;
}

/**
 * Reads a cache; null when there is none, or when it is of another form, of other code, or damaged: it only saves work,
 * so whatever is wrong with it, it does not count.
 *
 * @param stamp of the code and the settings that the bodies have to be of
 */
export function readCache(file: string, stamp: string): StoredCache | null {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const header = JSON.parse(text.slice(0, end)) as Header;
    if (header.format !== FORMAT || header.stamp !== stamp) return null;
    const rest = text.slice(end + 1);
    if (hashOf(rest) !== header.sum) return null;
    const [facts = '', ...bodies] = rest.split('\n');
    return { at: header.at, files: JSON.parse(facts) as CachedFile[], bodies };
  } catch {
    return null;
  }
}

/** Writes a cache in place of the old one, at once, readable by its owner alone. Throws what the disk throws. */
export async function writeCache(file: string, stamp: string, cache: StoredCache): Promise<void> {
  const lines = [JSON.stringify(cache.files), ...cache.bodies];
  const header: Header = { format: FORMAT, stamp, at: cache.at, sum: hashOf(lines.join('\n')) };
  const temporary = `${file}.${randomUUID().slice(0, 8)}`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(header)}\n${lines.join('\n')}`);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
