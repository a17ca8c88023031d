import type { LiveWatchOptions, RescanReason, WatchMessage, WatchOptions } from './types.ts';

/** What the worker begins with. */
export interface WorkerStart {
  readonly options: WatchOptions;
  /** The worker before this one died after its start scan. */
  readonly resumed: boolean;
}

/** A question that is answered. */
export type WorkerQuestion =
  | { readonly type: 'rescan'; readonly reason: RescanReason }
  | { readonly type: 'explain'; readonly path: string }
  | { readonly type: 'health' }
  | { readonly type: 'reconfigure'; readonly change: Partial<LiveWatchOptions> }
  | { readonly type: 'reread'; readonly paths: readonly string[] };

/** To the worker. */
export type ToWorker =
  /** The first message: a worker may wait for it. */
  | { readonly type: 'start'; readonly start: WorkerStart }
  | { readonly type: 'ask'; readonly id: number; readonly question: WorkerQuestion }
  | { readonly type: 'block'; readonly ms: number }
  | { readonly type: 'close' };

/** From the worker. */
export type FromWorker =
  | { readonly type: 'message'; readonly message: WatchMessage }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
