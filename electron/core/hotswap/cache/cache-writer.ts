import type { Masker } from '../../journal/masker.ts';
import type { Entries } from '../entries.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Told } from '../references/references.ts';
import type { Entry } from '../types.ts';
import { type CachedFile, writeCache } from './cache-file.ts';
import type { CachedBody, LoadCache } from './load-cache.ts';
import { isPlainJson } from './plain-json.ts';

/** Longest stretch of work on the main loop before others get their turn, ms. */
const SLICE_MS = 8;

export interface CacheWriterOptions {
  /** The file; its folder exists. */
  readonly file: string;
  readonly stamp: string;
  readonly entries: Pick<Entries, 'all'>;
  /** What was said of a definition, with the places in its text. */
  readonly toldOf: (definition: string) => Iterable<Told>;
  /** Whether a file of a kind says all that there is to know of its definition. */
  readonly isKept: (kind: Kind) => boolean;
  /** Knows what must never show: nothing of that is written here. */
  readonly masker: Pick<Masker, 'mask' | 'text'>;
  /** What the session began with. */
  readonly opened: Pick<LoadCache, 'covers'>;
  readonly now: () => number;
}

/**
 * Writes what is loaded, for the next session: definitions with one file that loads and serves as it is. Does nothing
 * when the cache holds all of that already. Throws what the disk throws.
 */
export async function saveLoadCache(options: CacheWriterOptions): Promise<void> {
  const { entries, isKept, toldOf, masker, opened } = options;
  // Taken before the first look: a file that changes from now on is racy by this time.
  const at = options.now();
  const kept = [...entries.all()].flatMap((entry) => {
    const facts = isKept(entry.kind) ? factsOf(entry) : null;
    return facts ? [{ entry, facts }] : [];
  });
  if (opened.covers(kept.map(({ facts }) => facts))) return;
  const files: CachedFile[] = [];
  const bodies: string[] = [];
  let began = performance.now();
  for (const { entry, facts } of kept) {
    const body = bodyOf(entry, facts, toldOf(entry.id), masker);
    if (body !== null) {
      files.push(facts);
      bodies.push(body);
    }
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
  // What may not be kept was left out then as well.
  if (opened.covers(files)) return;
  await writeCache(options.file, options.stamp, { at, files, bodies });
}

function factsOf({ id, files, serving, loaded, newest, pin, refused }: Entry): CachedFile | null {
  const doc = serving === null ? undefined : files.get(serving);
  if (!doc?.outcome.ok || !doc.stat || doc.holdsSecrets || files.size !== 1 || refused || pin) return null;
  const { path, hash, size } = doc;
  // Only what is stored as well: without its bytes, nothing else could store it later.
  if (hash === null || loaded?.hash !== hash || newest?.hash !== hash) return null;
  return { id, path, hash, size, ...doc.stat };
}

function bodyOf(
  { loaded }: Entry,
  file: CachedFile,
  told: Iterable<Told>,
  masker: CacheWriterOptions['masker'],
): string | null {
  // It may have changed while others were written.
  if (loaded?.hash !== file.hash || !isPlainJson(loaded.value)) return null;
  const { value, aliases, warnings } = loaded;
  const places = [...told]
    .filter(({ hash, path }) => hash === file.hash && path === file.path)
    .map(({ at, line, column }) => ({ at, line, column }));
  const body: CachedBody = { value, aliases, warnings, places };
  const text = JSON.stringify(body);
  const shown = `${JSON.stringify(file)}${text}`;
  return masker.mask(value) === value && masker.text(shown) === shown ? text : null;
}
