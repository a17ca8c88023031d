import { join } from 'node:path';
import { FSWatcher } from 'chokidar';

/** The operating system's watch on one directory. */
export interface DirectoryWatch {
  /** Resolves when the watch stands, cannot be had (then `error` was called), or was closed before. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryEvents {
  /** A raw event for an absolute path; null = something in the directory that has no name. */
  raw(event: string, path: string | null): void;
  error(error: NodeJS.ErrnoException): void;
}

/**
 * Lets chokidar watch one directory, and nothing in it: every entry is ignored, so that it holds no state per file and
 * a burst costs it nothing. What changed is taken from its `raw` event, which comes straight from the operating
 * system and not after chokidar's own look at the path (a burst of 5,000 atomic saves was complete after 4.5 s
 * otherwise). One watcher for each directory rather than one for the tree: a tree watcher renews the watch of a
 * folder that was deleted and recreated without a word, and changes between the two are then seen by nobody.
 */
export function watchDirectory(dir: string, events: DirectoryEvents): DirectoryWatch {
  const watcher = new FSWatcher({
    depth: 0,
    atomic: false,
    followSymlinks: false,
    ignoreInitial: true,
    ignored: (path) => path !== dir,
  });
  // Its own listing and stat of every entry, all of which are ignored, would cost more than reading the files does (a
  // third of the start of 10,000 files), and so would its look after an event at what it ignores, in a burst. A chokidar
  // without these methods does both again, and all is as right as before.
  watcher.createScanStream = () => undefined;
  watcher.handler.reconcileBackendTrigger = () => Promise.resolve();
  watcher.on('raw', (event, name, details) => {
    // While the directory is missing chokidar waits in the one above, whose events are not ours.
    if ((details as { watchedPath: string }).watchedPath !== dir) return;
    events.raw(event, name === null || name === undefined ? null : join(dir, name));
  });
  const ready = Promise.withResolvers<void>();
  watcher.on('ready', ready.resolve);
  watcher.on('error', (error) => {
    events.error(error as NodeJS.ErrnoException);
    ready.resolve();
  });
  watcher.add(dir);
  return {
    ready: ready.promise,
    close() {
      ready.resolve();
      return watcher.close();
    },
  };
}
