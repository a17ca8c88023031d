import type { RuleMatch } from './rules.ts';

/** Where a look at a path comes from. */
export type Origin = 'event' | 'scan' | 'start';

/** One path that must be looked at. */
export interface DirtyPath {
  readonly path: string;
  /** Null: no rule matches the name, but it may be (or have been) a directory. */
  match: RuleMatch | null;
  /** Inode of the file that was known here when the path became dirty; null when none was. */
  readonly inode: number | null;
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
  readonly inode: number | null;
  readonly origin: Origin;
  readonly now: number;
  readonly wall: number;
  /** An event of the operating system: it counts, and prolongs the window of a path that is dirty already. */
  readonly raw?: boolean;
  readonly forced?: boolean;
  readonly urgent?: boolean;
}

/** A path that becomes dirty now. */
export function newDirty({ path, match, inode, origin, now, wall, raw, forced, urgent }: Mark): DirtyPath {
  return {
    path,
    match,
    inode,
    origin,
    firstAt: now,
    firstWall: wall,
    lastAt: now,
    rawCount: raw === true ? 1 : 0,
    holdUntil: 0,
    heldAt: 0,
    unstable: 0,
    forced: forced === true,
    urgent: urgent === true,
  };
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
  /** The dirty path under which a file with this inode was known: the removed half of a rename, if it is one. */
  byInode(inode: number): DirtyPath | undefined;
  /** Whether a path is dirty under which no file was known: the added half of a rename may be among them. */
  hasUnknown(): boolean;
  /** The next time something is due, or null. */
  nextDue(): number | null;
  clear(): void;
  /** Matches every path anew, after the rules changed. */
  rematch(match: (path: string) => RuleMatch | null): void;
  /** Paths that a rule matches. */
  readonly count: number;
  readonly size: number;
}

/** @param times asked each time, because they may change */
export function createDirtyQueue(times: () => SettleTimes): DirtyQueue {
  const paths = new Map<string, DirtyPath>();
  const byInode = new Map<number, DirtyPath>();
  let matched = 0;
  let unknown = 0;
  return {
    mark(mark) {
      const found = paths.get(mark.path);
      if (found === undefined) {
        const fresh = newDirty(mark);
        if (fresh.match !== null) matched++;
        if (fresh.inode !== null) byInode.set(fresh.inode, fresh);
        else unknown++;
        paths.set(mark.path, fresh);
        return true;
      }
      if (mark.raw) found.rawCount++;
      if (mark.raw && found.origin === 'scan') found.origin = 'event';
      if (mark.forced) found.forced = true;
      if (mark.raw || mark.forced) {
        found.lastAt = Math.max(found.lastAt, mark.now);
        found.urgent = false;
      }
      return false;
    },
    get: (path) => paths.get(path),
    done(dirty) {
      if (paths.get(dirty.path) !== dirty) return;
      paths.delete(dirty.path);
      if (dirty.match !== null) matched--;
      if (dirty.inode === null) unknown--;
      else if (byInode.get(dirty.inode) === dirty) byInode.delete(dirty.inode);
    },
    due: (now) => [...paths.values()].filter((dirty) => dueAt(dirty, times()) <= now),
    byInode: (inode) => byInode.get(inode),
    hasUnknown: () => unknown > 0,
    nextDue() {
      let next: number | null = null;
      for (const dirty of paths.values()) {
        const due = dueAt(dirty, times());
        if (next === null || due < next) next = due;
      }
      return next;
    },
    clear() {
      paths.clear();
      byInode.clear();
      matched = 0;
      unknown = 0;
    },
    rematch(match) {
      matched = 0;
      for (const dirty of paths.values()) {
        dirty.match = match(dirty.path);
        if (dirty.match !== null) matched++;
      }
    },
    get count() {
      return matched;
    },
    get size() {
      return paths.size;
    },
  };
}
