import { AppError } from '../../../shared/errors.ts';
import type { Candidate } from './types.ts';

/** Lets an act wait until what it wrote was seen by the watcher, read and decided. */
export interface Observers {
  /** Resolves when a file with this content (null = gone) was decided. Throws DEADLINE. */
  waitFor(expected: Expected, deadlineMs: number): Promise<void>;
  /** The act that waits for this very content, if one does: what was asked for is not held back. */
  expected(path: string, hash: string | null): Expected | undefined;
  decided(candidates: readonly Candidate[]): void;
}

/** Content of a path that an act has written, or removed. */
export interface Expected {
  readonly path: string;
  /** Null when the file was removed. */
  readonly hash: string | null;
  /** Position of the act, the cause of what follows. */
  readonly cause: string;
  /** The stored version it brings back. */
  readonly of?: number;
  /** The definition it was until it was renamed. */
  readonly from?: { readonly id: string; readonly name: string; readonly path: string };
}

interface Wait extends Expected {
  readonly done: () => void;
}

/** Makes the list of acts that wait. */
export function createObservers(): Observers {
  const waits = new Set<Wait>();
  return {
    waitFor(expected, deadlineMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waits.delete(wait);
          const hint = 'Look at the watcher: it may be off, or the file may be ignored.';
          reject(
            new AppError(
              'DEADLINE',
              `${expected.path} was written, but its change was not observed within ${deadlineMs / 1000} s.`,
              { hint },
            ),
          );
        }, deadlineMs);
        const wait: Wait = { ...expected, done };
        function done(): void {
          clearTimeout(timer);
          waits.delete(wait);
          resolve();
        }
        waits.add(wait);
      });
    },
    expected: (path, hash) =>
      [...waits].find(
        (wait) => (wait.path === path && wait.hash === hash) || (hash === null && wait.from?.path === path),
      ),
    decided(candidates) {
      if (waits.size === 0) return;
      for (const { path, doc } of candidates) {
        for (const wait of waits) if (wait.path === path && wait.hash === (doc?.hash ?? null)) wait.done();
      }
    },
  };
}
