import type { Place } from '../../documents/types.ts';
import type { LoadCache } from '../cache/load-cache.ts';
import { hashOf } from '../files.ts';
import type { DefinitionLoader, FieldAt } from '../loader.ts';
import type { Entry } from '../types.ts';

/** Where the text of what serves can be had. */
export interface TextSources {
  readonly loader: Pick<DefinitionLoader, 'locate'>;
  /** Places that an earlier session found. */
  readonly cached: LoadCache['places'];
  /** A text that was read a moment ago, by its hash. */
  readonly recent: (hash: string) => Uint8Array | undefined;
  /** A stored body by its hash; null when it is not kept. */
  readonly stored: (hash: string) => Promise<Uint8Array | null>;
  /** The file as it is now; null when it cannot be read. */
  readonly onDisk: (path: string) => Promise<Uint8Array | null>;
}

/** Places of fields in the text of the version that serves; nulls when that text is not kept anywhere. Never rejects. */
export async function placesIn(
  entry: Entry,
  fields: readonly FieldAt[],
  sources: TextSources,
): Promise<(Place | null)[]> {
  const { kind, loaded } = entry;
  const nowhere = fields.map(() => null);
  if (!loaded || fields.length === 0) return nowhere;
  try {
    const bytes = await servingText(entry, loaded.hash, sources);
    return bytes ? await sources.loader.locate({ kind, path: loaded.path, bytes }, fields) : nowhere;
  } catch {
    // The parser or the store is closing: a problem without its line is still true.
    return nowhere;
  }
}

async function servingText(
  entry: Entry,
  hash: string,
  { recent, stored, onDisk }: TextSources,
): Promise<Uint8Array | null> {
  for (const doc of entry.files.values()) if (doc.hash === hash && doc.bytes) return doc.bytes;
  const read = recent(hash);
  if (read) return read;
  const now = entry.serving === null ? null : await onDisk(entry.serving);
  if (now && hashOf(now) === hash) return now;
  return stored(hash);
}
