import type { Slot } from './slot.ts';

/** Lets others wait for what a component becomes. */
export interface Changes {
  /** A slot moved, or left. */
  moved(slot: Slot): void;
  /** Hears every move, and every slot that left. */
  onMove(listener: (slot: Slot) => void): void;
  /** Resolves as soon as the slot satisfies the predicate; at once when it does already. */
  until(slot: Slot, predicate: (slot: Slot) => boolean, signal?: AbortSignal): Promise<void>;
}

/** Nobody waits yet. */
export function createChanges(): Changes {
  const waiters = new Map<Slot, Set<() => void>>();
  const listeners: ((slot: Slot) => void)[] = [];
  return {
    moved(slot) {
      for (const look of [...(waiters.get(slot) ?? [])]) look();
      for (const listener of listeners) listener(slot);
    },
    onMove: (listener) => void listeners.push(listener),
    until(slot, predicate, signal) {
      return new Promise((resolve, reject) => {
        const all = waiters.get(slot) ?? new Set();
        waiters.set(slot, all);
        const leave = (): void => {
          signal?.removeEventListener('abort', give);
          all.delete(look);
          if (all.size === 0) waiters.delete(slot);
        };
        function give(): void {
          leave();
          reject(signal?.reason);
        }
        function look(): void {
          if (!predicate(slot)) return;
          leave();
          resolve();
        }
        all.add(look);
        signal?.addEventListener('abort', give, { once: true });
        if (signal?.aborted) give();
        else look();
      });
    },
  };
}
