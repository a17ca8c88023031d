import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../../worker-url.ts';

/** Folders of the sources that decide what a file is read as, relative to this one; the rest is not part of it. */
const SOURCES = ['../../documents', '..', '../../host', '../../../../shared', '../../../../package-lock.json'];

/**
 * A text that is another one whenever the code that reads definitions may be another one: sizes and times of its
 * sources, or of the bundle it is part of. It costs a look at some 150 files, and no reading.
 */
export function codeStamp(base = import.meta.url): string {
  const own = fileURLToPath(base);
  const files = own.endsWith('.ts')
    ? SOURCES.flatMap((place) => filesBelow(path.resolve(path.dirname(own), place)))
    : [own, fileURLToPath(workerUrl('documents', base))];
  const hash = createHash('sha256');
  for (const file of files) {
    const { size = 0, mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
