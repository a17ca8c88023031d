import { AppError } from '../../../shared/errors.ts';

/** Acts that wrote the settings and wait until what they wrote was read and is in force. */
export interface ConfigWaits {
  /** Resolves when this content was taken over. Rejects with its fault when it was refused, with DEADLINE when nobody saw it. */
  waitFor(file: string, hash: string, cause: string, deadlineMs: number): Promise<void>;
  /** Position of the act that waits for this content, if one does. */
  causeOf(hash: string | null): string | undefined;
  settle(hash: string | null, fault: AppError | null): void;
}

interface Wait {
  readonly hash: string;
  readonly cause: string;
  readonly done: (fault: AppError | null) => void;
}

/** Makes the list of acts that wait. */
export function createConfigWaits(): ConfigWaits {
  const waits = new Set<Wait>();
  return {
    waitFor(file, hash, cause, deadlineMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () =>
            done(
              new AppError('DEADLINE', `${file} was written, but nobody saw it within ${deadlineMs / 1_000} s.`, {
                hint: 'Look at the watcher: it may be off, or the file may be ignored.',
              }),
            ),
          deadlineMs,
        );
        const wait: Wait = { hash, cause, done };
        function done(fault: AppError | null): void {
          clearTimeout(timer);
          waits.delete(wait);
          if (fault) reject(fault);
          else resolve();
        }
        waits.add(wait);
      });
    },
    causeOf: (hash) => [...waits].find((wait) => wait.hash === hash)?.cause,
    settle(hash, fault) {
      for (const wait of [...waits]) if (wait.hash === hash) wait.done(fault);
    },
  };
}
