/** One raw event as the operating system told it. */
export interface RawEvent {
  readonly at: number;
  /** The machine's steady clock, ms: the same in every thread and process, and finer than `at`. */
  readonly steadyMs: number;
  readonly event: string;
  readonly path: string;
}

/** The last raw events; old ones are overwritten. */
export interface RawRing {
  push(event: RawEvent): void;
  /** The events of one path, oldest first. */
  of(path: string, most: number): RawEvent[];
}

/** @param capacity how many events are kept */
export function createRawRing(capacity: number): RawRing {
  const events: RawEvent[] = [];
  let next = 0;
  return {
    push(event) {
      events[next] = event;
      next = (next + 1) % capacity;
    },
    of(path, most) {
      const ordered = [...events.slice(next), ...events.slice(0, next)];
      return ordered.filter((event) => event.path === path).slice(-most);
    },
  };
}
