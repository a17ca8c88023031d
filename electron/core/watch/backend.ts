import { dirname, relative, sep } from 'node:path';
import { type Core, isCovered, isOfInterest } from './core.ts';
import { MAX_USER_WATCHES, maxUserWatches, networkFileSystem } from './filesystem.ts';
import { isInside } from './links.ts';
import { createNative, type Native } from './native.ts';
import type { RawRing } from './ring.ts';
import { joinPath } from './rules.ts';
import type { WatchBackend } from './types.ts';

/** The source of raw events: native watches, or scans at an interval where those cannot be had. */
export interface Backend {
  /** Watches the root of the core; resolves when every directory is watched (or polling was chosen). */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly kind: WatchBackend;
  /** Polls only because a limit was reached, which may have been raised. */
  readonly mayRetry: boolean;
  readonly dirs: number;
  watchTarget(real: string, kind: 'file' | 'directory'): void;
  /** Watches directories that were listed but are not under watch. */
  cover(): void;
}

export interface BackendEvents {
  /** Something raw happened: count it. */
  raw(): void;
  /** The root itself may be gone or another one. */
  rootSuspect(): void;
  gitSuspect(): void;
  /** Polling took over. */
  degraded(): void;
  error(error: Error): void;
}

/** @param events what the engine wants to know */
export function createBackend(core: Core, ring: RawRing, events: BackendEvents): Backend {
  let native: Native | null = null;
  let kind: WatchBackend = 'native';
  let mayRetry = false;
  let failed: (() => void) | null = null;
  // Targets of links outside what the rules reach; true = with everything below.
  const extras = new Map<string, boolean>();

  function wants(dir: string): boolean {
    if (isInside(core.root, dir)) {
      const path = toPath(core, dir);
      if (core.ignore(path) === null && core.rules.reaches(path)) return true;
    }
    for (const [extra, deep] of extras) if (dir === extra || (deep && isInside(extra, dir))) return true;
    return false;
  }

  function logicals(absolute: string): string[] {
    const own = isInside(core.root, absolute) ? [toPath(core, absolute)] : [];
    return core.aliases.size === 0 ? own : [...own, ...core.aliases.logicals(absolute)];
  }

  function raw(event: string, path: string | null, watched: string): void {
    events.raw();
    const at = Date.now();
    if (path === null || path.includes('\uFFFD')) {
      for (const dir of logicals(watched)) core.scanSoon(dir);
      return;
    }
    if (watched === core.root) {
      const name = relative(watched, path);
      if (name === '.git') events.gitSuspect();
      if (core.root.endsWith(`${sep}${name}`)) events.rootSuspect();
    }
    for (const logical of logicals(path)) {
      ring.push({ at, event, path: logical });
      if (isOfInterest(core, logical)) core.mark(logical, 'event', { raw: true });
    }
  }

  function fallBack(reason: string): void {
    if (kind === 'polling') return;
    kind = 'polling';
    const closing = native;
    native = null;
    void closing?.close();
    core.notes.degrade('', reason, `The folder is scanned every ${core.options.pollMs} ms instead.`);
    events.degraded();
    failed?.();
  }

  function onError(error: NodeJS.ErrnoException): void {
    mayRetry ||= error.code === 'ENOSPC' || error.code === 'EMFILE' || error.code === 'ENFILE';
    if (error.code === 'ENOSPC') {
      fallBack(`The limit on watched folders is reached: ${MAX_USER_WATCHES} allows ${maxUserWatches() ?? 'too few'}.`);
    } else if (error.code === 'EMFILE' || error.code === 'ENFILE') {
      fallBack(`No more watches can be opened (${error.code}): /proc/sys/fs/inotify/max_user_instances or open files.`);
    } else if (error.code !== 'EACCES' && error.code !== 'EPERM') {
      // A folder without permission is reported by the scan, which also knows when it is readable again.
      events.error(error);
    }
  }

  async function start(): Promise<void> {
    kind = 'native';
    mayRetry = false;
    const network = networkFileSystem(core.root);
    if (core.options.forcePolling === true) fallBack('Polling was asked for.');
    else if (network !== null)
      fallBack(`The folder lies on a ${network} file system, which does not tell of every change.`);
    if (kind !== 'native') return;
    const failure = Promise.withResolvers<void>();
    failed = failure.resolve;
    native = createNative(core.root, { wants, raw, error: onError, directory });
    await Promise.race([native.ready, failure.promise]);
    // Another start may have begun when this one was stopped.
    if (failed !== failure.resolve) return;
    failed = null;
    if (native !== null) core.notes.recover('');
  }

  function directory(absolute: string): void {
    for (const dir of logicals(absolute)) core.scanSoon(dir);
    // What links to a file here was read before its folder came under watch.
    for (const file of core.aliases.filesIn(absolute)) core.mark(file, 'event');
  }

  return {
    start,
    async stop() {
      const closing = native;
      native = null;
      extras.clear();
      failed?.();
      await closing?.close();
    },
    get kind() {
      return kind;
    },
    get mayRetry() {
      return mayRetry;
    },
    get dirs() {
      return native?.dirs ?? 0;
    },
    watchTarget(real, targetKind) {
      const dir = targetKind === 'directory' ? real : dirname(real);
      const deep = targetKind === 'directory';
      if (native === null || isCovered(core, dir) || (extras.has(dir) && (extras.get(dir) === true || !deep))) return;
      extras.set(dir, deep);
      native.add(dir);
    },
    cover() {
      if (native === null) return;
      for (const dir of core.tree.dirsBelow('')) {
        const node = core.tree.dir(dir);
        if (node?.listed !== true || core.aliases.target(dir) !== undefined) continue;
        const absolute = dir === '' ? core.root : joinPath(core.root, dir);
        if (wants(absolute) && !native.isWatching(absolute)) native.add(absolute);
      }
    },
  };
}

function toPath(core: Core, absolute: string): string {
  const path = absolute.slice(core.root.length + (core.root.endsWith(sep) ? 0 : 1));
  return sep === '/' ? path : path.split(sep).join('/');
}
