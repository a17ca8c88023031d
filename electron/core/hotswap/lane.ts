/** Runs pieces of work one after the other, in the order they were handed in. */
export interface Lane {
  /** Resolves with what the work gave, rejects with what it threw; either way the lane goes on. */
  run<T>(work: () => Promise<T> | T): Promise<T>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

/** Makes a lane. What work throws is logged as well, since often nobody waits for it. */
export function createLane(log: (message: string) => void): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run<T>(work: () => Promise<T> | T): Promise<T> {
      const result = last.then(work);
      last = result.catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'AppError'))
          log(`work on definitions failed: ${error instanceof Error ? error.stack : String(error)}`);
      });
      result.catch(() => {});
      return result;
    },
    async idle() {
      let seen: Promise<unknown>;
      do {
        seen = last;
        await seen;
      } while (seen !== last);
    },
  };
}
