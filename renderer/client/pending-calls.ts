import { AppError, fromWireError, type WireError } from '../../shared/errors.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/** The calls that have no answer yet. */
export interface PendingCalls {
  /** Registers a call; the answer comes under its id. */
  open(): { readonly id: number; readonly answer: Promise<unknown> };
  resolve(id: number, value: unknown): void;
  reject(id: number, error: WireError): void;
  /** The connection is gone: nobody knows how these ended. */
  loseAll(): void;
}

/** Makes an empty table of calls. */
export function createPendingCalls(): PendingCalls {
  const pending = new Map<number, Pending>();
  let last = 0;

  function take(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  return {
    open() {
      last += 1;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      pending.set(last, { resolve, reject });
      return { id: last, answer: promise };
    },
    resolve: (id, value) => take(id)?.resolve(value),
    reject: (id, error) => take(id)?.reject(fromWireError(error)),
    loseAll() {
      const lost = [...pending.values()];
      pending.clear();
      for (const { reject } of lost) reject(connectionLost());
    },
  };
}

/** What a call rejects with when there is no connection, or when it ended before the answer. */
export function connectionLost(): AppError {
  return new AppError('HOST_LOST', 'The connection to Signalbox is gone.', {
    hint: 'Whether it was done shows when the connection is back.',
  });
}
