import type { Core } from './core.ts';
import type { Outbox } from './outbox.ts';
import { dueAt } from './settle.ts';
import { type Added, settlePath } from './settle-path.ts';

/** Takes due paths from the queue, settles them and sends what came out. */
export interface Pump {
  /** A path became due at this monotonic time. */
  kick(due: number): void;
  /** Resolves when none of these paths is dirty any more. */
  drained(paths: readonly string[]): Promise<void>;
  /** The queue was emptied from outside. */
  emptied(): void;
  close(): void;
}

// One slice of synchronous work; between slices raw events and requests are taken in.
const SLICE_MS = 8;

/** @param isRootHere asked before each round: without a root nothing may be concluded from missing files */
export function createPump(core: Core, outbox: Outbox, isRootHere: () => boolean): Pump {
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  let running = false;
  let closed = false;
  let waiters: { left: Set<string>; resolve: () => void }[] = [];

  function kick(due: number): void {
    if (running || closed || due >= timerAt) return;
    if (timer !== null) clearTimeout(timer);
    timerAt = due;
    timer = setTimeout(wake, Math.max(0, Math.ceil(due - performance.now())));
  }

  /** After a pause of the machine the timer comes before the events that wait: they are taken in first. */
  function wake(): void {
    timer = null;
    timerAt = Number.POSITIVE_INFINITY;
    running = true;
    setImmediate(run);
  }

  function run(): void {
    if (closed) return;
    void round().finally(() => {
      running = false;
      settleWaiters();
      const next = core.queue.nextDue();
      if (next !== null) kick(next);
    });
  }

  async function round(): Promise<void> {
    if (!isRootHere()) return;
    const added: Added = new Set();
    let sliceFrom = performance.now();
    for (const dirty of core.queue.due(sliceFrom)) {
      const now = performance.now();
      if (now - sliceFrom > SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        if (closed) return;
        sliceFrom = performance.now();
      }
      // Marked again or finished together with another path meanwhile.
      if (core.queue.get(dirty.path) !== dirty || dueAt(dirty, core.options) > performance.now()) continue;
      settlePath(core, dirty, added);
    }
    // Removals looked at before their other name was read in this same round.
    for (const inode of added) {
      const other = core.queue.byInode(inode);
      if (other !== undefined) settlePath(core, other, added);
    }
    outbox.flush();
    outbox.sayDirty();
  }

  function settleWaiters(): void {
    if (waiters.length === 0) return;
    waiters = waiters.filter((waiter) => {
      for (const path of waiter.left) if (core.queue.get(path) === undefined) waiter.left.delete(path);
      if (waiter.left.size > 0) return true;
      waiter.resolve();
      return false;
    });
  }

  return {
    kick,
    drained: (paths) =>
      new Promise((resolve) => {
        waiters.push({ left: new Set(paths), resolve });
        if (!running) settleWaiters();
      }),
    emptied: settleWaiters,
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      for (const waiter of waiters) waiter.resolve();
      waiters = [];
    },
  };
}
