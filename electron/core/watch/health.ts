import type { Backend } from './backend.ts';
import type { Core } from './core.ts';
import { maxUserInstances, maxUserWatches, watcherInstances } from './filesystem.ts';
import type { WatchHealth } from './types.ts';

/** What the engine adds to what its parts share. */
export interface HealthFacts {
  readonly backend: Pick<Backend, 'kind' | 'dirs'>;
  readonly gitWatches: number;
  readonly isRootHere: boolean;
  readonly lastRescan: WatchHealth['lastRescan'];
  readonly passedOver: WatchHealth['passedOver'];
}

/** How the watcher is doing now; restarts are counted by who restarts it. */
export function healthOf(core: Core, facts: HealthFacts): WatchHealth {
  const { counters, tree, options } = core;
  const { backend, gitWatches, isRootHere, lastRescan, passedOver } = facts;
  return {
    backend: backend.kind,
    root: core.root,
    rootPresent: isRootHere,
    dirs: backend.kind === 'native' ? backend.dirs : tree.dirCount,
    files: tree.fileCount,
    rawEvents: counters.rawEvents,
    merged: counters.merged,
    dropped: counters.dropped,
    rescans: counters.rescans,
    restarts: 0,
    lastEventAt: counters.lastEventAt,
    lastRescan,
    degraded: core.notes.degraded(),
    limits: {
      maxUserWatches: maxUserWatches(),
      inUse: backend.dirs + gitWatches,
      maxUserInstances: maxUserInstances(),
      instancesInUse: watcherInstances(),
      maxPaths: options.maxPaths,
    },
    queue: core.queue.count,
    blockedMs: counters.blockedMs,
    passedOver,
  };
}
