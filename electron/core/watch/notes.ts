import { dirName } from './rules.ts';
import type { PathProblemCode, WatchMessage } from './types.ts';

/** What is wrong right now, each said once when it begins and once when it ends. */
export interface Notes {
  problem(path: string, code: PathProblemCode, message: string): void;
  clearProblem(path: string): void;
  problemOf(path: string): string | null;
  /** Clears the problems of the direct children of a directory that `still` does not name. */
  keepProblems(dir: string, still: ReadonlySet<string>): void;
  clearBelow(dir: string): void;
  degrade(path: string, reason: string, fallback: string): void;
  /** True when something was degraded there. */
  recover(path: string): boolean;
  isDegraded(path: string): boolean;
  degraded(): { path: string; reason: string; fallback: string }[];
  limit(what: string, limit: number, value: number): void;
  limitEnded(what: string): void;
}

/** @param post where the messages go */
export function createNotes(post: (message: WatchMessage) => void): Notes {
  const problems = new Map<string, { code: PathProblemCode; message: string }>();
  const degraded = new Map<string, { reason: string; fallback: string }>();
  const limits = new Map<string, number>();

  function clearProblem(path: string): void {
    if (problems.delete(path)) post({ type: 'problem-cleared', path });
  }

  return {
    problem(path, code, message) {
      const found = problems.get(path);
      if (found?.code === code && found.message === message) return;
      problems.set(path, { code, message });
      post({ type: 'problem', path, code, message });
    },
    clearProblem,
    problemOf: (path) => problems.get(path)?.message ?? null,
    keepProblems(dir, still) {
      if (problems.size === 0) return;
      for (const path of [...problems.keys()]) if (dirName(path) === dir && !still.has(path)) clearProblem(path);
    },
    clearBelow(dir) {
      for (const path of [...problems.keys()]) if (path === dir || path.startsWith(`${dir}/`)) clearProblem(path);
      for (const path of [...degraded.keys()]) {
        if (dir !== '' && (path === dir || path.startsWith(`${dir}/`))) {
          degraded.delete(path);
          post({ type: 'recovered', path });
        }
      }
    },
    degrade(path, reason, fallback) {
      if (degraded.get(path)?.reason === reason) return;
      degraded.set(path, { reason, fallback });
      post({ type: 'degraded', path, reason, fallback });
    },
    recover(path) {
      if (!degraded.delete(path)) return false;
      post({ type: 'recovered', path });
      return true;
    },
    isDegraded: (path) => degraded.has(path),
    degraded: () => [...degraded].map(([path, { reason, fallback }]) => ({ path, reason, fallback })),
    limit(what, limit, value) {
      if (limits.get(what) === value) return;
      limits.set(what, value);
      post({ type: 'limit', what, limit, value });
    },
    limitEnded(what) {
      limits.delete(what);
    },
  };
}
