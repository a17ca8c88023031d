import type { Timers } from './timers.ts';

/** What became of work that had a deadline. */
export type Raced<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'failed'; readonly error: unknown }
  /** It ignored the deadline: it may still be going on, and nobody waits for it any more. */
  | { readonly outcome: 'abandoned' };

/**
 * Races work against a deadline. At the deadline the signal aborts; work that has not ended `lingerMs` later is
 * abandoned, and what it does after that is nobody's concern.
 */
export function race<T>(
  timers: Timers,
  deadlineMs: number,
  lingerMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<Raced<T>> {
  const controller = new AbortController();
  return new Promise((resolve) => {
    let cancelLinger: () => void = () => {};
    const expire = (reason: unknown): void => {
      controller.abort(reason);
      cancelLinger = timers.after(lingerMs, () => finish({ outcome: 'abandoned' }));
    };
    const cancelDeadline = timers.after(deadlineMs, () => expire(new Error(`not done within ${deadlineMs} ms`)));
    const onOuter = (): void => {
      cancelDeadline();
      if (!controller.signal.aborted) expire(outer?.reason);
    };
    function finish(result: Raced<T>): void {
      cancelDeadline();
      cancelLinger();
      outer?.removeEventListener('abort', onOuter);
      resolve(result);
    }
    if (outer?.aborted) onOuter();
    else outer?.addEventListener('abort', onOuter, { once: true });
    // A start that throws before it awaits anything must fail like any other.
    new Promise<T>((settle) => settle(work(controller.signal))).then(
      (value) => finish({ outcome: 'done', value }),
      (error: unknown) => finish({ outcome: 'failed', error }),
    );
  });
}
