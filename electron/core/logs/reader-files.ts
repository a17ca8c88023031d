import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { ENTRY_BYTES, segmentName } from './format.ts';

/** Files kept open at once. */
const OPEN_FILES = 64;
/** Bytes of index files kept in memory. */
const INDEX_BYTES = 48 * 2 ** 20;
/** Numbers of one entry. */
export const ENTRY_FIELDS = ENTRY_BYTES / 8;

/** A file of a segment: the folder of its stream, and the position of its first byte there. */
export interface SegmentPlace {
  readonly folder: string;
  readonly start: number;
}

/** Entries of an index file, one after another, five numbers each as format.ts orders them. */
export interface Entries {
  data: Float64Array;
  count: number;
}

/** Reads the files of segments. A file that is gone is one of no bytes: its stream was shortened, which is told soon. */
export interface ReaderFiles {
  /** Bytes from a position of the file on, at most as many as `into` has room for; answers how many there were. */
  readLog(place: SegmentPlace, from: number, into: Uint8Array): number;
  /** The entries of a closed or growing segment as far as they are on disk. */
  entries(place: SegmentPlace): Entries;
  /** The entries, when they are in memory. */
  known(place: SegmentPlace): Entries | null;
  /** The first entry only; null when there is none. */
  firstEntry(place: SegmentPlace): Float64Array | null;
  /** Forgets what is known of a segment. */
  forget(place: SegmentPlace): void;
  close(): void;
}

/** Opens no file yet. */
export function createReaderFiles(): ReaderFiles {
  const open = new Map<string, number>();
  const indexes = new Map<string, Entries>();
  let indexBytes = 0;

  function descriptor(place: SegmentPlace, kind: 'log' | 'idx'): number | null {
    const file = path.join(place.folder, segmentName(place.start, kind));
    const known = open.get(file);
    if (known !== undefined) {
      open.delete(file);
      open.set(file, known);
      return known;
    }
    try {
      const opened = openSync(file, 'r');
      open.set(file, opened);
      if (open.size > OPEN_FILES) closeOldest();
      return opened;
    } catch {
      return null;
    }
  }

  function closeOldest(): void {
    const [oldest] = open;
    if (oldest) shut(oldest[0]);
  }

  function shut(file: string): void {
    const known = open.get(file);
    if (known !== undefined) closeSync(known);
    open.delete(file);
  }

  function read(place: SegmentPlace, kind: 'log' | 'idx', from: number, into: Uint8Array): number {
    const file = descriptor(place, kind);
    if (file === null) return 0;
    let done = 0;
    while (done < into.length) {
      let got = 0;
      try {
        got = readSync(file, into, done, into.length - done, from + done);
      } catch {
        return done;
      }
      if (got === 0) break;
      done += got;
    }
    return done;
  }

  function load(place: SegmentPlace): Entries {
    const file = descriptor(place, 'idx');
    let size = 0;
    try {
      size = file === null ? 0 : fstatSync(file).size;
    } catch {
      // As if it were empty.
    }
    const bytes = new Uint8Array(size - (size % ENTRY_BYTES));
    const got = read(place, 'idx', 0, bytes);
    return { data: new Float64Array(bytes.buffer), count: Math.floor(got / ENTRY_BYTES) };
  }

  function forget(key: string): void {
    const known = indexes.get(key);
    if (known) indexBytes -= known.data.byteLength;
    indexes.delete(key);
  }

  return {
    readLog: (place, from, into) => read(place, 'log', from, into),
    known: (place) => indexes.get(keyOf(place)) ?? null,
    entries(place) {
      const key = keyOf(place);
      const known = indexes.get(key);
      if (known) {
        indexes.delete(key);
        indexes.set(key, known);
        return known;
      }
      const loaded = load(place);
      indexes.set(key, loaded);
      indexBytes += loaded.data.byteLength;
      for (const old of indexes.keys()) {
        if (indexBytes <= INDEX_BYTES || old === key) break;
        forget(old);
      }
      return loaded;
    },
    firstEntry(place) {
      const known = indexes.get(keyOf(place));
      if (known && known.count > 0) return known.data.slice(0, ENTRY_FIELDS);
      const bytes = new Uint8Array(ENTRY_BYTES);
      return read(place, 'idx', 0, bytes) === ENTRY_BYTES ? new Float64Array(bytes.buffer) : null;
    },
    forget(place) {
      forget(keyOf(place));
      for (const kind of ['log', 'idx'] as const) shut(path.join(place.folder, segmentName(place.start, kind)));
    },
    close() {
      for (const file of [...open.keys()]) shut(file);
      indexes.clear();
      indexBytes = 0;
    },
  };
}

function keyOf({ folder, start }: SegmentPlace): string {
  return `${folder}/${start}`;
}
