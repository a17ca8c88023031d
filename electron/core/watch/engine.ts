import { resolve } from 'node:path';
import { createBackend } from './backend.ts';
import { createBurst } from './burst.ts';
import type { Core, Counters } from './core.ts';
import { explainPath } from './explain.ts';
import { networkFileSystem, type RootIdentity, readRoot, sameRoot } from './filesystem.ts';
import { createGitWatch, type GitWatch } from './git.ts';
import { healthOf } from './health.ts';
import { startHeartbeat } from './heartbeat.ts';
import { compileIgnore } from './ignore.ts';
import { createAliases } from './links.ts';
import { createNotes } from './notes.ts';
import { createOutbox } from './outbox.ts';
import { createPassedOver } from './passed-over.ts';
import { createPump } from './pump.ts';
import { dropUncovered, markResized, needsScan } from './reconfigure.ts';
import { createRawRing } from './ring.ts';
import { compileRules } from './rules.ts';
import { createScans } from './scans.ts';
import { createDirtyQueue, dueAt } from './settle.ts';
import { createTree, entryFromKnown } from './tree.ts';
import type {
  Explanation,
  LiveWatchOptions,
  RescanReason,
  RescanResult,
  WatchBackend,
  WatchHealth,
  WatchMessage,
  WatchOptions,
} from './types.ts';

/** The watcher itself, as it runs in its worker thread. */
export interface Engine {
  start(): Promise<void>;
  rescan(reason: RescanReason): Promise<RescanResult>;
  explain(path: string): Explanation;
  health(): WatchHealth;
  reconfigure(change: Partial<LiveWatchOptions>): Promise<RescanResult>;
  reread(paths: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const RING_SIZE = 10_000;
const BEAT_MS = 1_000;
const ROOT_POLL_MS = 250;
const RESCAN_EVERY_MS = 5 * 60_000;
const MOST_REMOVED = 1_000;
const NOTHING_PROVEN: Core['proven'] = new Map();

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
  const passedOver = createPassedOver();
  const queue = createDirtyQueue(() => core.options);
  let git: GitWatch | null = null;
  let root: RootIdentity | null = null;
  let rootTimer: NodeJS.Timeout | null = null;
  let closed: Promise<void> | null = null;
  let restarting: Promise<void> | null = null;
  let isStarted = false;
  let saidBackend: WatchBackend | null = null;
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
    proven: NOTHING_PROVEN,
    rules: compileRules(options.rules),
    ignore: compileIgnore(options.ignore),
    tree: createTree(),
    queue,
    aliases: createAliases(),
    notes: createNotes(outbox.post),
    counters,
    report(file) {
      if (file.change === 'remove') {
        removed.set(file.path, {
          at: Date.now(),
          change: 'remove',
          hash: null,
          mergedRaw: file.rawCount,
          settleMs: file.settleMs,
        });
        for (const path of removed.keys()) if (removed.size > MOST_REMOVED) removed.delete(path);
      }
      outbox.report(file);
    },
    mark(path, origin, extra = {}) {
      if (root === null || closed !== null) return false;
      const match = core.rules.match(path);
      const now = performance.now();
      const inode = core.tree.file(path)?.ino ?? null;
      const fresh = queue.mark({ path, match, inode, origin, now, wall: Date.now(), ...extra });
      const dirty = queue.get(path);
      if (dirty !== undefined) pump.kick(dueAt(dirty, core.options));
      if (fresh && match !== null) outbox.sayDirty();
      return fresh;
    },
    scanSoon: (dir) => scans.soon(dir),
    isScanning: () => scans.isLooking(),
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
    passedOver: (path, at) => passedOver.add(path, at, core.ignore(path)),
    rootSuspect: () => void checkRoot(),
    gitSuspect: () => git?.find(),
    degraded() {
      scans.poll(core.options.pollMs);
      sayStarted(0);
    },
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

  function allow(): void {
    const real = (place: string) => readRoot(resolve(core.root, place))?.real ?? resolve(core.root, place);
    core.allowed = [core.root, ...core.options.follow.map(real)];
  }

  function adopt(found: RootIdentity): void {
    root = found;
    core.root = found.real;
    allow();
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
      sayStarted(0);
    })();
    return restarting;
  }

  async function reconfigure(change: Partial<LiveWatchOptions>): Promise<RescanResult> {
    const before = core.options;
    core.options = { ...before, ...change };
    const { options: now } = core;
    if (backend.kind === 'polling' && now.pollMs !== before.pollMs) scans.poll(now.pollMs);
    core.rules = compileRules(now.rules);
    core.ignore = compileIgnore(now.ignore);
    queue.rematch(core.rules.match);
    const next = queue.nextDue();
    if (next !== null) pump.kick(next);
    if (!needsScan(before, now)) return { files: core.tree.fileCount, found: 0, ms: 0 };
    allow();
    dropUncovered(core);
    markResized(core, before.maxFileBytes);
    outbox.flush();
    if (before.forcePolling === now.forcePolling) return scans.full('asked', true);
    await restart('asked');
    const { ms = 0, found = 0 } = scans.last() ?? {};
    return { files: core.tree.fileCount, found, ms };
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
      // A server's clock ticks as it likes, and says nothing about what was written when.
      if (!resumed && networkFileSystem(core.root) === null)
        core.proven = new Map((options.proven ?? []).map((file) => [file.path, file]));
      await scans.full(resumed ? 'error' : 'start', true);
    }
    core.proven = NOTHING_PROVEN;
    core.reportsAll = false;
    isStarted = true;
    sayStarted(performance.now() - from);
  }

  // Once at the start, and again whenever the source of events became another one.
  function sayStarted(ms: number): void {
    if (!isStarted || saidBackend === backend.kind || closed !== null) return;
    saidBackend = backend.kind;
    outbox.post({ type: 'started', backend: backend.kind, dirs: core.tree.dirCount, files: core.tree.fileCount, ms });
  }

  return {
    start,
    rescan: (reason) => scans.full(reason, true),
    explain: (path) => explainPath(core, ring, removed, path),
    health: () =>
      healthOf(core, {
        backend,
        gitWatches: git?.watches ?? 0,
        isRootHere: root !== null,
        lastRescan: scans.last(),
        passedOver: passedOver.list(),
      }),
    reconfigure,
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
