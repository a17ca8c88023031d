import { statSync } from 'node:fs';
import { basename, sep } from 'node:path';
import { type Core, isOfInterest } from './core.ts';
import { MAX_USER_WATCHES, maxUserWatches, networkFileSystem } from './filesystem.ts';
import { isInside } from './links.ts';
import { type DirectoryWatch, watchDirectory } from './native.ts';
import type { RawRing } from './ring.ts';
import type { WatchBackend } from './types.ts';

/** The source of raw events: native watches, or scans at an interval where those cannot be had. */
export interface Backend {
  /** Chooses between native watches and polling; scans then cover what they list. */
  start(): void;
  stop(): Promise<void>;
  readonly kind: WatchBackend;
  /** Polls only because a limit was reached, which may have been raised. */
  readonly mayRetry: boolean;
  /** Watched directories. */
  readonly dirs: number;
  /** See `Core.cover`. */
  cover(user: string, dir: string): Promise<boolean>;
  uncover(user: string): void;
}

export interface BackendEvents {
  /** Something raw happened: count it. */
  raw(): void;
  /** It was about a path that nobody asked for. */
  passedOver(path: string, at: number): void;
  /** The root itself may be gone or another one. */
  rootSuspect(): void;
  gitSuspect(): void;
  /** Polling took over. */
  degraded(): void;
  error(error: Error): void;
}

interface Cover {
  readonly watch: DirectoryWatch;
  /** Relative paths that need this watch: directories, or links to files in it. */
  readonly users: Set<string>;
  readonly identity: string;
  /** The directory itself was moved or deleted, so the watch may be that of another one by now. */
  suspect: boolean;
}

/** @param events what the engine wants to know */
export function createBackend(core: Core, ring: RawRing, events: BackendEvents): Backend {
  const covers = new Map<string, Cover>();
  const placeOf = new Map<string, string>();
  const closing = new Map<string, Promise<void>>();
  let kind: WatchBackend = 'native';
  let mayRetry = false;

  function logicals(absolute: string): string[] {
    const own = isInside(core.root, absolute) ? [toPath(core, absolute)] : [];
    return core.aliases.size === 0 ? own : [...own, ...core.aliases.logicals(absolute)];
  }

  function raw(dir: string, event: string, path: string | null): void {
    events.raw();
    const at = Date.now();
    const steadyMs = Number(process.hrtime.bigint()) / 1e6;
    const name = path === null ? '' : basename(path);
    // A directory that is deleted or moved tells so under its own name.
    if (event === 'rename' && name === basename(dir)) suspect(dir);
    if (path === null || name.includes('\uFFFD')) {
      for (const logical of logicals(dir)) core.scanSoon(logical);
      return;
    }
    if (dir === core.root && name === '.git') events.gitSuspect();
    for (const logical of logicals(path)) {
      ring.push({ at, steadyMs, event, path: logical });
      if (isOfInterest(core, logical)) core.mark(logical, 'event', { raw: true });
      else events.passedOver(logical, at);
    }
  }

  function suspect(dir: string): void {
    const cover = covers.get(dir);
    if (cover !== undefined) cover.suspect = true;
    if (dir === core.root) events.rootSuspect();
    for (const logical of logicals(dir)) core.scanSoon(logical);
    for (const file of core.aliases.filesIn(dir)) core.mark(file, 'event');
  }

  async function cover(user: string, dir: string): Promise<boolean> {
    if (kind === 'polling') return false;
    const identity = identityOf(dir);
    const before = placeOf.get(user);
    if (before !== undefined && before !== dir) uncover(user);
    const found = covers.get(dir);
    if (found !== undefined && !found.suspect && found.identity === identity) {
      found.users.add(user);
      placeOf.set(user, dir);
      await found.watch.ready;
      return false;
    }
    if (found !== undefined) drop(dir, found);
    if (identity === null) return false;
    // Watches of one path share a handle while an old one closes, and that one may be dead.
    while (closing.has(dir)) await closing.get(dir);
    if (kind !== 'native') return false;
    const fresh = covers.get(dir);
    if (fresh === undefined) {
      const watch = watchDirectory(dir, {
        raw: (event, path) => raw(dir, event, path),
        error: (error) => onError(dir, error),
      });
      covers.set(dir, { watch, users: new Set([user, ...(found?.users ?? [])]), identity, suspect: false });
    } else fresh.users.add(user);
    for (const one of covers.get(dir)?.users ?? []) placeOf.set(one, dir);
    await covers.get(dir)?.watch.ready;
    return true;
  }

  function uncover(user: string): void {
    const dir = placeOf.get(user);
    if (dir === undefined) return;
    placeOf.delete(user);
    const found = covers.get(dir);
    found?.users.delete(user);
    if (found !== undefined && found.users.size === 0) drop(dir, found);
  }

  function drop(dir: string, cover: Cover): void {
    covers.delete(dir);
    const done = cover.watch.close().finally(() => {
      if (closing.get(dir) === done) closing.delete(dir);
    });
    closing.set(dir, done);
  }

  async function stop(): Promise<void> {
    for (const [dir, cover] of [...covers]) drop(dir, cover);
    placeOf.clear();
    await Promise.all(closing.values());
  }

  function fallBack(reason: string): void {
    if (kind === 'polling') return;
    kind = 'polling';
    void stop();
    core.notes.degrade('', reason, `The folder is scanned every ${core.options.pollMs} ms instead.`);
    events.degraded();
  }

  function onError(dir: string, error: NodeJS.ErrnoException): void {
    const { code } = error;
    const cover = covers.get(dir);
    if (cover !== undefined) cover.suspect = true;
    mayRetry ||= code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE';
    if (code === 'ENOSPC') {
      fallBack(`The limit on watched folders is reached: ${MAX_USER_WATCHES} allows ${maxUserWatches() ?? 'too few'}.`);
    } else if (code === 'EMFILE' || code === 'ENFILE') {
      fallBack(`No more watches can be opened (${code}): /proc/sys/fs/inotify/max_user_instances or open files.`);
    } else if (code !== 'EACCES' && code !== 'EPERM' && kind === 'native') {
      // A folder without permission is reported by the scan, which also knows when it is readable again.
      events.error(error);
    }
  }

  function start(): void {
    kind = 'native';
    mayRetry = false;
    const network = networkFileSystem(core.root);
    if (core.options.forcePolling === true) fallBack('Polling was asked for.');
    else if (network !== null)
      fallBack(`The folder lies on a ${network} file system, which does not tell of every change.`);
  }

  return {
    start,
    stop,
    get kind() {
      return kind;
    },
    get mayRetry() {
      return mayRetry;
    },
    get dirs() {
      return covers.size;
    },
    cover,
    uncover,
  };
}

// An inode number is used again at once on some file systems; the birth time tells most of those apart, and the event
// of the old directory's end the rest.
function identityOf(dir: string): string | null {
  try {
    const { dev, ino, birthtimeMs } = statSync(dir);
    return `${dev}:${ino}:${birthtimeMs}`;
  } catch {
    return null;
  }
}

function toPath(core: Core, absolute: string): string {
  const path = absolute.slice(core.root.length + (core.root.endsWith(sep) ? 0 : 1));
  return sep === '/' ? path : path.split(sep).join('/');
}
