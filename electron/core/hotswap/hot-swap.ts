import { kindFact } from '../../../shared/definition-id.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { SettledFile } from '../watch/types.ts';
import { type ApplyContext, applyAll } from './apply.ts';
import { type LoadCache, NO_CACHE } from './cache/load-cache.ts';
import { createSettledLoader } from './cache/settled-loader.ts';
import { createEntries, type Entries, type Remembered } from './entries.ts';
import { createGathering, type Gathering, type HoldRules } from './gathering.ts';
import { createHeldBatch, type HeldBatch } from './held.ts';
import { createHomes } from './homes.ts';
import type { Kind } from './kinds/kind.ts';
import { createLane, type Lane } from './lane.ts';
import type { DefinitionLoader } from './loader.ts';
import { createObservers, type Observers } from './observers.ts';
import { createReferences, type References } from './references/references.ts';
import type { Reloadable } from './reloadable.ts';
import { claimSettled, type Reader, readClaims } from './settled.ts';
import { type StoredVersion, swapIn } from './swap.ts';
import { touchedBy } from './touched.ts';
import type { Candidate, Entry, FileDoc, Loaded } from './types.ts';

export interface HotSwapOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly kinds: readonly Kind[];
  readonly loader: DefinitionLoader;
  readonly remembered: Remembered;
  /** What the session before loaded; absent = nothing is remembered. */
  readonly cache?: LoadCache;
  readonly hold: HoldRules;
  /** A definition that is broken at start serves its newest good version of earlier sessions, pinned. */
  readonly lastGoodAcrossRestarts: boolean;
  /** Asks the watcher to read files once more. */
  readonly reread: (paths: string[]) => void;
  /** The bytes of a file of the workspace as they are now; null when it cannot be read. */
  readonly readFile: (path: string) => Promise<Uint8Array | null>;
  readonly log: (message: string) => void;
  /** What serves under a name is another than before, as the event at this position says. Told in the lane. */
  readonly changed?: (entry: Entry, position: string) => void;
  /** Subjects of what runs on the content that an entry serves now, as `component:db`. */
  readonly runsOn?: (entry: Entry) => readonly string[];
  /** What runs on these definitions, and would be restarted if they changed. */
  readonly restarts?: (definitions: readonly string[]) => readonly string[];
}

/** Owner of all definitions of a workspace: reads what settled, decides, swaps, and says what it did. */
export interface HotSwap {
  readonly entries: Entries;
  readonly held: HeldBatch;
  readonly gathering: Gathering;
  readonly lane: Lane;
  readonly observers: Observers;
  readonly context: ApplyContext;
  readonly loader: DefinitionLoader;
  readonly kinds: readonly Kind[];
  readonly references: References;
  /** Takes settled files in; their `file.settled` events are appended at once, the rest follows in order. */
  settled(files: readonly SettledFile[]): void;
  /** Follows the definitions of a kind from now on; what is loaded is told first. */
  register(kind: string, follower: Reloadable): void;
  /** The loaded value of a definition. Throws NOT_FOUND. */
  value(kind: string, name: string): unknown;
  /** Reads and applies changes that were asked for, in their turn, past the gate. */
  applyNow(read: () => Promise<readonly Candidate[]>): Promise<void>;
  /** Hands the versions of what was just applied to the store. */
  stored(): void;
  /** The first scan was handed in: resolves when it was decided, and what its definitions name was checked. */
  scanned(): Promise<void>;
  /** Resolves when everything taken in so far has been decided. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the owner of definitions. */
export function createHotSwap(options: HotSwapOptions): HotSwap {
  const { journal, clock, loader, cache = NO_CACHE } = options;
  const entries = createEntries(options.remembered);
  const held = createHeldBatch(journal, entries, options.restarts);
  const lane = createLane(options.log);
  const observers = createObservers();
  const followers = new Map<string, Reloadable[]>();
  const aborted = new AbortController();
  const gathering = createGathering({ clock, entries, held, rules: options.hold, pass });

  const references = createReferences({
    journal,
    clock,
    entries,
    kinds: options.kinds,
    lane,
    signal: aborted.signal,
    sources: {
      loader,
      cached: cache.places,
      stored: async (hash) => (await journal.store?.readBlob(hash)) ?? null,
      onDisk: options.readFile,
    },
  });

  const context: ApplyContext = {
    touched: (entry) => touchedBy(references.index, entry.id, options.runsOn?.(entry) ?? []),
    changed(entry, position) {
      references.changed(entry, position);
      options.changed?.(entry, position);
    },
    journal,
    clock,
    reloadables: followers,
    signal: aborted.signal,
    log: options.log,
    store: { rows: [], blobs: [] },
    entries,
    serve(entry, loaded) {
      entry.loaded = loaded;
    },
    serveStored,
    lastGoodAcrossRestarts: options.lastGoodAcrossRestarts,
    pinGone(entry) {
      void journal.store
        ?.put('pins', entry.id, null)
        .catch((error: unknown) => options.log(`the pin of ${entry.id} stays stored: ${String(error)}`));
    },
    discardGone(entry) {
      void journal.store
        ?.put('held', entry.id, null)
        .catch((error: unknown) => options.log(`${entry.id} stays noted as given up: ${String(error)}`));
    },
    renamed: (from, to) => journal.store?.renameVersions(from, to),
  };

  function pass(candidates: readonly Candidate[]): void {
    if (candidates.length === 0) return;
    void lane.run(async () => {
      await applyAsked(candidates);
      flushStore();
      observers.decided(candidates);
    });
  }

  /** What was asked for, together with what waits of the same definitions: nothing of them waits then. */
  async function applyAsked(candidates: readonly Candidate[]): Promise<void> {
    const asked = candidates.filter((candidate) => candidate.asked);
    const ids = [...new Set(asked.flatMap(({ id, from }) => (from ? [id, from.id] : [id])))];
    const paths = new Set(asked.flatMap(({ path, from }) => (from ? [path, from.path] : [path])));
    const rivals = ids.flatMap((id) => held.of(id)).filter(({ path }) => !paths.has(path));
    await applyAll(context, [...candidates, ...rivals]);
    const [first] = asked;
    if (first) held.drop(ids, first.also?.[0] ?? first.cause);
  }

  function flushStore(): void {
    // Taken out in any case: without a store there is nobody to keep them for.
    const rows = context.store.rows.splice(0);
    const blobs = context.store.blobs.splice(0);
    if (rows.length > 0) journal.store?.putVersions(rows, blobs);
  }

  /** Serves a version of an earlier session instead of the file. Answers false when it cannot be read any more. */
  async function serveStored(
    entry: Entry,
    candidate: Candidate,
    version: { version: number; hash: string },
    why: StoredVersion['why'],
  ): Promise<boolean> {
    const bytes = (await journal.store?.readBlob(version.hash)) ?? null;
    const path = candidate.path;
    const [read] = bytes ? await loader.load([{ kind: entry.kind, name: entry.name, path, bytes }]) : [];
    if (!bytes || !read?.outcome.ok) {
      options.log(`version ${version.version} of ${entry.id} cannot be read any more; the file serves`);
      return false;
    }
    if (why === 'pinned')
      journal.append({
        type: 'definition.pinned',
        subject: `definition:${entry.id}`,
        cause: candidate.cause,
        body: { ...kindFact(entry.id, entry.kind.dir), ...version },
      });
    const doc: FileDoc = { path, hash: version.hash, size: bytes.length, mtime: 0, bytes, outcome: read.outcome };
    await swapIn(context, entry, candidate, doc, { of: version.version, why });
    flushStore();
    return true;
  }

  const reader: Reader = {
    journal,
    load: createSettledLoader(loader, cache, options.readFile),
    entries,
    observers,
    kinds: options.kinds,
    reread: options.reread,
    rereading: new Map(),
    settledAt: new Map(),
    deferred: new Map(),
    unread: new Map(),
    homes: createHomes(),
    inHomes: new Set(),
  };

  return {
    entries,
    held,
    gathering,
    lane,
    observers,
    context,
    loader,
    kinds: options.kinds,
    references,
    settled(files) {
      // Reading begins now, in the worker; deciding waits for its turn.
      const claims = claimSettled(reader, files);
      const count = claims.claims.length;
      gathering.coming(count);
      void lane.run(async () => {
        const candidates = await readClaims(reader, claims).finally(() => gathering.coming(-count));
        gathering.offer(candidates);
      });
    },
    register(kind, follower) {
      followers.set(kind, [...(followers.get(kind) ?? []), follower]);
      void lane.run(async () => {
        for (const entry of entries.all())
          if (entry.kind.dir === kind && entry.loaded) await follower.reload(entry.name, 'addOrUpdate', aborted.signal);
      });
    },
    value(kind, name) {
      const loaded: Loaded | null | undefined = entries.get(`${kind}/${name}`)?.loaded;
      if (!loaded) throw new AppError('NOT_FOUND', `${kind}/${name} is not loaded.`);
      return loaded.value;
    },
    applyNow: (read) =>
      lane.run(async () => {
        // Read in its turn: what was read earlier could replace what settled meanwhile.
        const candidates = await read();
        await applyAsked(candidates);
        flushStore();
      }),
    stored: flushStore,
    async scanned() {
      await lane.idle();
      references.begin();
      await lane.idle();
      cache.release();
    },
    idle: () => lane.idle(),
    async close() {
      gathering.close();
      aborted.abort();
      await lane.idle();
      flushStore();
    },
  };
}
