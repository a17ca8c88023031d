/** Who waits for answers that carry no number: first asked, first answered, by what was asked. */
export interface Waiters<T> {
  wait(key: string): Promise<T>;
  /** Gives the answer to who waits longest for it; false when nobody does. */
  settle(key: string, value: T): boolean;
  settleAll(value: T): void;
}

/** Makes an empty table of who waits; after `ms` without an answer they get `none`. */
export function createWaiters<T>(none: T, ms: number): Waiters<T> {
  const waiting = new Map<string, ((value: T) => void)[]>();
  return {
    wait(key) {
      const { promise, resolve } = Promise.withResolvers<T>();
      const timer = setTimeout(() => {
        waiting.set(
          key,
          (waiting.get(key) ?? []).filter((one) => one !== settled),
        );
        resolve(none);
      }, ms);
      const settled = (value: T): void => {
        clearTimeout(timer);
        resolve(value);
      };
      waiting.set(key, [...(waiting.get(key) ?? []), settled]);
      return promise;
    },
    settle(key, value) {
      const [first, ...rest] = waiting.get(key) ?? [];
      if (!first) return false;
      if (rest.length > 0) waiting.set(key, rest);
      else waiting.delete(key);
      first(value);
      return true;
    },
    settleAll(value) {
      const all = [...waiting.values()].flat();
      waiting.clear();
      for (const resolve of all) resolve(value);
    },
  };
}
