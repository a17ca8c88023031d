import type { RuleMatch } from './rules.ts';

/** Where a look at a path comes from. */
export type Origin = 'event' | 'scan' | 'start';

/** One path that must be looked at. */
export interface DirtyPath {
  readonly path: string;
  /** Null: no rule matches the name, but it may be (or have been) a directory. */
  readonly match: RuleMatch | null;
  /** Becomes `event` when an event still arrives for what a scan found. */
  origin: Origin;
  /** Monotonic, in milliseconds. */
  readonly firstAt: number;
  readonly firstWall: number;
  lastAt: number;
  rawCount: number;
  /** Monotonic time until which a removal or an empty file is held back; 0 = not held. */
  holdUntil: number;
  /** When the hold began; 0 = not held. */
  heldAt: number;
  /** Reads that were thrown away because the file changed meanwhile. */
  unstable: number;
  /** Report even when the content is the same. */
  forced: boolean;
  /** Taken at once, without settling. */
  urgent: boolean;
}

/** Times of the settle window, in milliseconds. */
export interface SettleTimes {
  readonly settleMs: number;
  readonly settleMaxMs: number;
}

/**
 * When a path is due: `settleMs` after its last event, but under a stream at the latest `settleMaxMs` after its first
 * one; a held path waits for its hold, unless a newer event ended that.
 */
export function dueAt(dirty: DirtyPath, times: SettleTimes): number {
  if (dirty.holdUntil > 0 && dirty.lastAt <= dirty.heldAt) return dirty.holdUntil;
  if (dirty.urgent) return dirty.lastAt;
  const settleMs = dirty.match?.rule.settleMs ?? times.settleMs;
  const streamFrom = Math.max(dirty.firstAt, dirty.heldAt);
  return Math.min(dirty.lastAt + settleMs, streamFrom + Math.max(settleMs, times.settleMaxMs));
}

/** How long a removal waits for the file to come back, in milliseconds. */
export const REMOVAL_HOLD_MS = 100;

/** End of a hold that begins now. */
export function holdEnd(now: number, dirty: DirtyPath, times: SettleTimes): number {
  return now + Math.max(REMOVAL_HOLD_MS, dirty.match?.rule.settleMs ?? times.settleMs);
}

export interface Mark {
  readonly path: string;
  readonly match: RuleMatch | null;
  readonly origin: Origin;
  readonly now: number;
  readonly wall: number;
  /** An event of the operating system: it counts, and prolongs the window of a path that is dirty already. */
  readonly raw?: boolean;
  readonly forced?: boolean;
  readonly urgent?: boolean;
}

/** The set of dirty paths. */
export interface DirtyQueue {
  /** Adds a path or prolongs its window; false when it was dirty already. */
  mark(mark: Mark): boolean;
  get(path: string): DirtyPath | undefined;
  /** Ends the work on a path, unless it was marked again after `seenAt`. */
  done(dirty: DirtyPath): void;
  /** Paths that are due, in the order in which they became dirty. */
  due(now: number): DirtyPath[];
  /** Paths that are held back. */
  held(): DirtyPath[];
  /** The next time something is due, or null. */
  nextDue(): number | null;
  clear(): void;
  /** Paths that a rule matches. */
  readonly count: number;
  readonly size: number;
}

/** An empty queue. */
export function createDirtyQueue(times: SettleTimes): DirtyQueue {
  const paths = new Map<string, DirtyPath>();
  let matched = 0;
  return {
    mark({ path, match, origin, now, wall, raw = false, forced = false, urgent = false }) {
      const found = paths.get(path);
      if (found !== undefined) {
        if (raw) found.rawCount++;
        if (raw && found.origin === 'scan') found.origin = 'event';
        if (forced) found.forced = true;
        if (raw || forced) {
          found.lastAt = Math.max(found.lastAt, now);
          found.urgent = false;
        }
        return false;
      }
      if (match !== null) matched++;
      const fresh = { holdUntil: 0, heldAt: 0, unstable: 0, forced, urgent };
      paths.set(path, {
        path,
        match,
        origin,
        firstAt: now,
        firstWall: wall,
        lastAt: now,
        rawCount: raw ? 1 : 0,
        ...fresh,
      });
      return true;
    },
    get: (path) => paths.get(path),
    done(dirty) {
      if (paths.get(dirty.path) !== dirty) return;
      paths.delete(dirty.path);
      if (dirty.match !== null) matched--;
    },
    due: (now) => [...paths.values()].filter((dirty) => dueAt(dirty, times) <= now),
    held: () => [...paths.values()].filter((dirty) => dirty.holdUntil > 0),
    nextDue() {
      let next: number | null = null;
      for (const dirty of paths.values()) {
        const due = dueAt(dirty, times);
        if (next === null || due < next) next = due;
      }
      return next;
    },
    clear() {
      paths.clear();
      matched = 0;
    },
    get count() {
      return matched;
    },
    get size() {
      return paths.size;
    },
  };
}
