/** Quiet time after which a gathering batch is decided, ms. */
export const QUIET_MS = 100;
/** A batch gathers at most this long, ms. */
export const GATHER_MAX_MS = 2_000;
/** Time after the end of a git operation before its batch is decided, ms. */
export const GIT_QUIET_MS = 200;
/** A git operation is waited for at most this long, ms; then what has gathered is held. */
export const GIT_MAX_MS = 60_000;

/** What is known of a batch while it gathers; times are monotonic ms. */
export interface Gather {
  readonly began: number;
  /** Last time something settled or was dirty. */
  readonly active: number;
  /** A git operation was seen while it gathered or just before. */
  readonly git: boolean;
}

/** What is known of the git directory; times are monotonic ms. */
export interface GitFacts {
  readonly lock: boolean;
  /** When the lock was last seen to go, or HEAD to move. */
  readonly movedAt: number;
}

/** Whether a settled change passes without waiting: it is alone and nothing else is going on. */
export function passesAtOnce(facts: {
  candidates: number;
  dirty: number;
  gathering: boolean;
  git: GitFacts;
  now: number;
  threshold: number;
  /** One of them is of a kind that is held by hand. */
  manual: boolean;
}): boolean {
  if (facts.manual) return false;
  if (facts.threshold === 0) return true;
  const gitQuiet = !facts.git.lock && facts.now - facts.git.movedAt >= GIT_QUIET_MS;
  return facts.candidates === 1 && facts.dirty === 0 && !facts.gathering && gitQuiet;
}

/** Whether a gathering batch is to be decided now, and if not, when to look again (monotonic ms). */
export function gatherUntil(
  gather: Gather,
  facts: { dirty: number; git: GitFacts; now: number },
): { decide: true } | { decide: false; lookAt: number } {
  const { now, git, dirty } = facts;
  if (git.lock)
    return now - gather.began >= GIT_MAX_MS ? { decide: true } : { decide: false, lookAt: gather.began + GIT_MAX_MS };
  const quietAt = dirty > 0 ? now + QUIET_MS : gather.active + QUIET_MS;
  const capped = Math.min(quietAt, gather.began + GATHER_MAX_MS);
  const gitQuietAt = gather.git ? git.movedAt + GIT_QUIET_MS : 0;
  const lookAt = Math.max(capped, gitQuietAt);
  return lookAt <= now ? { decide: true } : { decide: false, lookAt };
}

/**
 * Why a gathered batch is held, or null when it passes. `known` counts definitions that were loaded before, `manual`
 * those of them whose kind is held by hand: where that is the only reason, they alone wait.
 */
export function holdReason(facts: {
  known: number;
  manual: number;
  threshold: number;
  git: boolean;
}): 'size' | 'git' | 'manual' | null {
  if (facts.threshold > 0 && facts.git && facts.known >= 2) return 'git';
  if (facts.threshold > 0 && facts.known >= facts.threshold) return 'size';
  return facts.manual > 0 ? 'manual' : null;
}
