import { AppError } from '../../../../shared/errors.ts';
import { hashOf } from '../files.ts';
import type { Kind } from '../kinds/kind.ts';
import type { DefinitionLoader, LoadResult } from '../loader.ts';
import type { LoadCache } from './load-cache.ts';

/** A settled file with a content. Bytes are missing where the watcher had no need to read them. */
export interface SettledItem {
  readonly kind: Kind;
  readonly name: string;
  readonly path: string;
  readonly hash: string;
  readonly bytes: Uint8Array | null;
}

/** Loads settled files; results come in the order of the items. */
export type SettledLoader = (items: readonly SettledItem[]) => Promise<LoadResult[]>;

/** A loader that asks the cache first. Kinds that take a closer look are always judged anew: it may be at anything. */
export function createSettledLoader(
  loader: Pick<DefinitionLoader, 'load'>,
  cache: Pick<LoadCache, 'find'>,
  readFile: (path: string) => Promise<Uint8Array | null>,
): SettledLoader {
  return async (items) => {
    const found = items.map(({ kind, name, path, hash }) =>
      kind.inspect ? null : cache.find(`${kind.dir}/${name}`, path, hash),
    );
    const missing = items.flatMap((item, index) => (found[index] ? [] : [item]));
    const read = await Promise.all(missing.map(async (item) => ({ ...item, bytes: await bytesOf(item, readFile) })));
    const loadable = read.flatMap((item) => (item.bytes ? [{ ...item, bytes: item.bytes }] : []));
    const loaded = loadable.length > 0 ? await loader.load(loadable) : [];
    let next = 0;
    let nextRead = 0;
    return items.map((item, index) => {
      const known = found[index];
      if (known) return known;
      return read[nextRead++]?.bytes ? (loaded[next++] ?? changed(item.path)) : changed(item.path);
    });
  };
}

async function bytesOf(
  { path, hash, bytes }: SettledItem,
  readFile: (path: string) => Promise<Uint8Array | null>,
): Promise<Uint8Array | null> {
  if (bytes) return bytes;
  const now = await readFile(path);
  return now && hashOf(now) === hash ? now : null;
}

/** What it holds by now is told by the watcher, which saw it change. */
function changed(path: string): LoadResult {
  const error = new AppError('UNREADABLE', 'The file changed while it was being read.', {
    at: { path, line: 1, column: 1 },
  }).toWire();
  return { outcome: { ok: false, error, phase: 'read' }, secrets: [], parseMs: 0, validateMs: 0 };
}
