import path from 'node:path';
import type { WorkspaceLock } from '../../home/workspace-lock.ts';
import type { HotSwap } from '../hot-swap.ts';
import type { Kind } from '../kinds/kind.ts';
import { saveLoadCache } from './cache-writer.ts';
import { codeStamp } from './code-stamp.ts';
import { type LoadCache, openLoadCache } from './load-cache.ts';

/** The cache of one workspace through a session: read at its beginning, written after its first scan and at its end. */
export interface WorkspaceCache {
  readonly loads: LoadCache;
  /** Writes what is loaded now. Never rejects: it only saves work. */
  save(): Promise<void>;
}

export interface WorkspaceCacheOptions {
  /** Folder of the workspace's own state. */
  readonly dir: string;
  /** Who holds it: only what is ours is written. */
  readonly lock: Pick<WorkspaceLock, 'holder'>;
  /** Another text for other settings that decide how files are read. */
  readonly settings: string;
  readonly newest: Parameters<typeof openLoadCache>[2];
  /** Kinds whose files are judged by more than the file and this build. */
  readonly judged: readonly Kind[];
  readonly hotSwap: () => HotSwap;
  readonly log: (message: string) => void;
}

/** What changed most at a start is known by then, and a session that is killed later has not lost it, ms. */
const FIRST_SAVE_MS = 10_000;

/** Opens the cache of a workspace. */
export function openWorkspaceCache(options: WorkspaceCacheOptions): WorkspaceCache {
  const { judged, lock, log } = options;
  const file = path.join(options.dir, 'loaded.cache');
  const stamp = `${codeStamp()}\n${options.settings}`;
  const loads = openLoadCache(file, stamp, options.newest);
  let timer: NodeJS.Timeout | null = null;
  let last: Promise<void> = Promise.resolve();

  function save(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    last = last.then(async () => {
      if (lock.holder !== null) return;
      const { entries, references, context } = options.hotSwap();
      await saveLoadCache({
        file,
        stamp,
        entries,
        toldOf: references.toldOf,
        masker: context.journal.masker,
        isKept: (kind) => !kind.inspect && !judged.includes(kind),
        opened: loads,
        now: Date.now,
      }).catch((error: unknown) => log(`what is loaded was not kept: ${String(error)}`));
    });
    return last;
  }

  return {
    loads: {
      ...loads,
      release() {
        loads.release();
        timer = setTimeout(() => void save(), FIRST_SAVE_MS);
        timer.unref();
      },
    },
    save,
  };
}
