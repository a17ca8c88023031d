import { resolve } from 'node:path';
import { createBackend } from './backend.ts';
import { createBurst } from './burst.ts';
import type { Core, Counters } from './core.ts';
import { explainPath } from './explain.ts';
import { maxUserWatches, type RootIdentity, readRoot, sameRoot } from './filesystem.ts';
import { createGitWatch, type GitWatch } from './git.ts';
import { startHeartbeat } from './heartbeat.ts';
import { compileIgnore } from './ignore.ts';
import { createAliases } from './links.ts';
import { createNotes } from './notes.ts';
import { createOutbox } from './outbox.ts';
import { createPump } from './pump.ts';
import { createRawRing } from './ring.ts';
import { compileRules } from './rules.ts';
import { createScans } from './scans.ts';
import { createDirtyQueue, dueAt } from './settle.ts';
import { createTree, entryFromKnown } from './tree.ts';
import type { Explanation, RescanReason, RescanResult, WatchHealth, WatchMessage, WatchOptions } from './types.ts';

/** The watcher itself, as it runs in its worker thread. */
export interface Engine {
  start(): Promise<void>;
  rescan(reason: RescanReason): Promise<RescanResult>;
  explain(path: string): Explanation;
  health(): WatchHealth;
  reread(paths: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const RING_SIZE = 10_000;
const BEAT_MS = 1_000;
const ROOT_POLL_MS = 250;
const RESCAN_EVERY_MS = 5 * 60_000;
const MOST_REMOVED = 1_000;

/**
 * @param send hands a message to the other thread
 * @param resumed the worker died and was started again: what is known was reported, only differences are
 */
export function createEngine(
  options: WatchOptions,
  send: (message: WatchMessage, transfer: ArrayBuffer[]) => void,
  resumed: boolean,
): Engine {
  const counters: Counters = { rawEvents: 0, merged: 0, dropped: 0, rescans: 0, lastEventAt: null, blockedMs: 0 };
  const removed = new Map<string, NonNullable<Explanation['lastSettled']>>();
  const ring = createRawRing(RING_SIZE);
  const queue = createDirtyQueue(options);
  let git: GitWatch | null = null;
  let root: RootIdentity | null = null;
  let rootTimer: NodeJS.Timeout | null = null;
  let closed: Promise<void> | null = null;
  let restarting: Promise<void> | null = null;
  let lastTimerScan = performance.now();

  const outbox = createOutbox(
    send,
    () => git?.freshen(),
    () => queue.count,
  );
  const core: Core = {
    options,
    root: resolve(options.root),
    allowed: [],
    reportsAll: !resumed,
    rules: compileRules(options.rules),
    ignore: compileIgnore(options.ignore),
    tree: createTree(),
    queue,
    aliases: createAliases(),
    notes: createNotes(outbox.post),
    counters,
    report(file) {
      if (file.change === 'remove') {
        removed.set(file.path, { at: Date.now(), change: 'remove', hash: null, mergedRaw: file.rawCount });
        for (const path of removed.keys()) if (removed.size > MOST_REMOVED) removed.delete(path);
      }
      outbox.report(file);
    },
    mark(path, origin, extra = {}) {
      if (root === null || closed !== null) return false;
      const match = core.rules.match(path);
      const now = performance.now();
      const fresh = queue.mark({ path, match, origin, now, wall: Date.now(), ...extra });
      const dirty = queue.get(path);
      if (dirty !== undefined) pump.kick(dueAt(dirty, options));
      if (fresh && match !== null) outbox.sayDirty();
      return fresh;
    },
    scanSoon: (dir) => scans.soon(dir),
    cover: (user, dir) => (root === null || closed !== null ? Promise.resolve(false) : backend.cover(user, dir)),
    uncover: (user) => backend.uncover(user),
  };
  const pump = createPump(core, outbox, checkRoot);
  const scans = createScans(core, pump, outbox);
  const burst = createBurst(
    async () => (await scans.full('overflow', false)).found,
    (found, ms) => outbox.post({ type: 'rescanned', reason: 'overflow', files: core.tree.fileCount, found, ms }),
  );
  const backend = createBackend(core, ring, {
    raw() {
      counters.rawEvents++;
      counters.lastEventAt = Date.now();
      burst.raw(queue.size);
    },
    rootSuspect: () => void checkRoot(),
    gitSuspect: () => git?.find(),
    degraded: () => scans.poll(options.pollMs),
    error(error) {
      core.notes.degrade('', error.message, 'The folder is scanned again.');
      void scans.full('error', true).then(() => {
        if (backend.kind === 'native') core.notes.recover('');
      });
    },
  });
  const stopHeart = startHeartbeat(BEAT_MS, (beat, lateMs) => {
    counters.blockedMs = Math.max(counters.blockedMs, lateMs);
    if (!checkRoot()) return;
    if (beat === 'woke') void scans.full('wake', true);
    else if (beat === 'blocked') burst.suspect();
    else if (performance.now() - lastTimerScan >= RESCAN_EVERY_MS) {
      lastTimerScan = performance.now();
      git?.find();
      void (backend.mayRetry ? restart('timer') : scans.full('timer', true));
    }
  });

  function adopt(found: RootIdentity): void {
    root = found;
    core.root = found.real;
    core.allowed = [
      found.real,
      ...options.follow.map((place) => readRoot(resolve(found.real, place))?.real ?? resolve(found.real, place)),
    ];
    git?.close();
    git = createGitWatch(found.real, outbox.post);
  }

  // True while the root that is watched is still there. Otherwise everything stops until it is back.
  function checkRoot(): boolean {
    if (root === null || closed !== null) return false;
    const found = readRoot(resolve(options.root));
    if (found !== null && sameRoot(found, root)) return true;
    root = null;
    queue.clear();
    pump.emptied();
    outbox.sayDirty();
    outbox.post({ type: 'root-lost' });
    void backend.stop();
    awaitRoot();
    return false;
  }

  function awaitRoot(): void {
    rootTimer = setTimeout(() => {
      const found = readRoot(resolve(options.root));
      if (found === null) {
        awaitRoot();
        return;
      }
      adopt(found);
      outbox.post({ type: 'root-returned' });
      void restart('start');
    }, ROOT_POLL_MS);
  }

  // New watches on everything, then a scan for what happened meanwhile; one at a time.
  function restart(reason: RescanReason): Promise<void> {
    restarting ??= (async () => {
      await backend.stop();
      restarting = null;
      scans.stopPolling();
      if (root === null || closed !== null) return;
      backend.start();
      await scans.full(reason, true);
      if (backend.kind === 'native') core.notes.recover('');
    })();
    return restarting;
  }

  async function start(): Promise<void> {
    const from = performance.now();
    for (const known of options.known ?? []) {
      const match = core.rules.match(known.path);
      if (match !== null) core.tree.setFile(known.path, entryFromKnown(known, match.rule.id, match.role));
    }
    const found = readRoot(resolve(options.root));
    if (found === null) {
      outbox.post({ type: 'root-lost' });
      awaitRoot();
    } else {
      adopt(found);
      backend.start();
      await scans.full(resumed ? 'error' : 'start', true);
    }
    core.reportsAll = false;
    const ms = performance.now() - from;
    outbox.post({ type: 'started', backend: backend.kind, dirs: core.tree.dirCount, files: core.tree.fileCount, ms });
  }

  return {
    start,
    rescan: (reason) => scans.full(reason, true),
    explain: (path) => explainPath(core, ring, removed, path),
    health: () => ({
      backend: backend.kind,
      root: core.root,
      rootPresent: root !== null,
      dirs: backend.kind === 'native' ? backend.dirs : core.tree.dirCount,
      files: core.tree.fileCount,
      rawEvents: counters.rawEvents,
      merged: counters.merged,
      dropped: counters.dropped,
      rescans: counters.rescans,
      restarts: 0,
      lastEventAt: counters.lastEventAt,
      lastRescan: scans.last(),
      degraded: core.notes.degraded(),
      limits: { maxUserWatches: maxUserWatches(), inUse: backend.dirs + (git?.watches ?? 0) },
      queue: queue.count,
      blockedMs: counters.blockedMs,
    }),
    async reread(paths) {
      for (const path of paths) core.mark(path, 'event', { forced: true });
      await pump.drained(paths);
    },
    close() {
      closed ??= (async () => {
        stopHeart();
        if (rootTimer !== null) clearTimeout(rootTimer);
        burst.close();
        scans.close();
        pump.close();
        outbox.close();
        git?.close();
        await backend.stop();
      })();
      return closed;
    },
  };
}
