import type { ProvenFile } from '../../watch/types.ts';
import type { FieldAt, LoadResult } from '../loader.ts';
import type { Alias, PlacedWarning } from '../types.ts';
import { type CachedFile, readCache } from './cache-file.ts';

/** Where a field stood in the text. */
export interface CachedPlace {
  readonly at: FieldAt;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What loading a file gave, as it is kept: of a file that holds no secret. */
export interface CachedBody {
  readonly value: unknown;
  readonly aliases: readonly Alias[];
  readonly warnings: readonly PlacedWarning[];
  readonly places: readonly CachedPlace[];
}

/** What the session before loaded. It saves the work of the first scan, and is let go of after it. */
export interface LoadCache {
  /** Files that need not be read while their stat is the same. */
  proven(): ProvenFile[];
  /** What this very content was loaded as, a value that nobody else has; null when that is not known. */
  find(id: string, path: string, hash: string): LoadResult | null;
  /** Where fields of a text stood; null when one of them was never asked for. */
  places(path: string, hash: string, fields: readonly FieldAt[]): readonly CachedPlace[] | null;
  /** The first scan was decided: nothing is remembered any more. */
  release(): void;
  /** Whether what is there is, file for file, what would be written now. */
  covers(files: readonly CachedFile[]): boolean;
}

/**
 * A file that was written this shortly before the cache, or later by its clock, may have been written once more without
 * another stat: it is read again. Two seconds is the coarsest clock of a file system in use (FAT).
 */
const RACY_MS = 2_000;

/** What there is when nothing is remembered. */
export const NO_CACHE: LoadCache = {
  proven: () => [],
  find: () => null,
  places: () => null,
  release() {},
  covers: (files) => files.length === 0,
};

/**
 * Opens the cache of a workspace; one that does not fit is the same as none.
 *
 * @param newest versions that are stored: a content that is none of them needs its bytes, to be stored
 */
export function openLoadCache(
  file: string,
  stamp: string,
  newest: ReadonlyMap<string, { readonly hash: string }>,
): LoadCache {
  const stored = readCache(file, stamp);
  if (stored === null) return NO_CACHE;
  const { at, files } = stored;
  let bodies = stored.bodies;
  const known = new Map<string, number>();
  for (const [index, { id, path, hash }] of files.entries()) if (newest.get(id)?.hash === hash) known.set(path, index);
  const places = new Map<string, { readonly hash: string; readonly places: readonly CachedPlace[] }>();
  return {
    proven: () =>
      [...known.values()].flatMap((index) => {
        const one = files[index];
        return one && at - Math.max(one.mtimeMs, one.ctimeMs) > RACY_MS ? [one] : [];
      }),
    find(id, path, hash) {
      const index = known.get(path);
      const facts = index === undefined ? undefined : files[index];
      const text = index === undefined ? undefined : bodies[index];
      if (text === undefined || facts?.id !== id || facts.hash !== hash) return null;
      const body = JSON.parse(text) as CachedBody;
      if (body.places.length > 0) places.set(path, { hash, places: body.places });
      const { value, warnings, aliases } = body;
      return { outcome: { ok: true, value, warnings, aliases }, secrets: [], parseMs: 0, validateMs: 0 };
    },
    places(path, hash, fields) {
      const found = places.get(path);
      if (found?.hash !== hash) return null;
      const all = fields.flatMap((field) => found.places.find(({ at }) => isSameField(at, field)) ?? []);
      return all.length === fields.length ? all : null;
    },
    release() {
      known.clear();
      places.clear();
      bodies = [];
    },
    covers: (now) =>
      now.length === files.length &&
      now.every((one, index) => isSameFile(one, files[index])) &&
      // What could not be proven then can be proven by a later cache.
      files.every(({ mtimeMs, ctimeMs }) => at - Math.max(mtimeMs, ctimeMs) > RACY_MS),
  };
}

function isSameField(one: FieldAt, other: FieldAt): boolean {
  return (
    one.keys === other.keys &&
    one.of === other.of &&
    one.path.length === other.path.length &&
    one.path.every((part, index) => part === other.path[index])
  );
}

function isSameFile(one: CachedFile, other: CachedFile | undefined): boolean {
  return (
    one.path === other?.path &&
    one.id === other.id &&
    one.hash === other.hash &&
    one.size === other.size &&
    one.mtimeMs === other.mtimeMs &&
    one.ctimeMs === other.ctimeMs &&
    one.ino === other.ino
  );
}
