import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../../../shared/errors.ts';

/** One queue per name: acts on one component run one after another, different components run at once. */
export interface Lanes {
  /** Runs in the lane of a name, and waits for it. Throws what `refuse` throws. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs in the lane of a name, for nobody who waits: whoever asked goes on. */
  queue(name: string, work: () => Promise<void>): Promise<void>;
  /** Waits for something that happens in the lane of a name. Throws what `refuse` throws. */
  waitFor<T>(name: string, result: () => Promise<T>): Promise<T>;
  /**
   * Throws REENTRANT when the caller runs in that lane itself, or when lanes would wait for each other in a ring:
   * waiting for it could never end.
   */
  refuse(name: string): void;
  /** Lets so many lanes work at the same time from now on. */
  limit(atOnce: number): void;
  /** Resolves when no lane has work. */
  idle(): Promise<void>;
}

interface Lane {
  tail: Promise<void>;
  jobs: number;
  /** What runs now waits for these lanes, so many times. */
  readonly waitsFor: Map<string, number>;
}

/** Lanes of which at most `atOnce` work at the same time; one that waits for another lane does not count. */
export function createLanes(atOnce: number): Lanes {
  const lanes = new Map<string, Lane>();
  const chain = new AsyncLocalStorage<readonly string[]>();
  const queued: (() => void)[] = [];
  const idleWaiters: (() => void)[] = [];
  let most = atOnce;
  let working = 0;

  function laneOf(name: string): Lane {
    let lane = lanes.get(name);
    if (!lane) {
      lane = { tail: Promise.resolve(), waitsFor: new Map(), jobs: 0 };
      lanes.set(name, lane);
    }
    return lane;
  }

  function tidy(name: string): void {
    const lane = lanes.get(name);
    if (lane?.jobs === 0 && lane.waitsFor.size === 0) lanes.delete(name);
    if (lanes.size === 0) for (const wake of idleWaiters.splice(0)) wake();
  }

  /** Whether what runs in `from` waits, over any number of lanes, for `to`. */
  function waits(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(lanes.get(from)?.waitsFor.keys() ?? [])].some((next) => waits(next, to, seen));
  }

  async function permit(): Promise<void> {
    if (working < most) working += 1;
    // Whoever gives a place away has counted it already.
    else await new Promise<void>((resolve) => queued.push(resolve));
  }

  function release(): void {
    working -= 1;
    fill();
  }

  function fill(): void {
    while (working < most) {
      const next = queued.shift();
      if (!next) return;
      working += 1;
      next();
    }
  }

  function refuse(name: string): void {
    const held = chain.getStore() ?? [];
    if (held.includes(name))
      throw new AppError('REENTRANT', `${name} is being started or stopped by the very call that asks for it.`);
    if (held.some((each) => waits(name, each)))
      throw new AppError('REENTRANT', `${held.at(-1)} and ${name} would wait for each other.`);
  }

  async function waitFor<T>(name: string, result: () => Promise<T>): Promise<T> {
    const caller = chain.getStore()?.at(-1);
    if (caller === undefined) return result();
    refuse(name);
    const { waitsFor } = laneOf(caller);
    waitsFor.set(name, (waitsFor.get(name) ?? 0) + 1);
    // Who waits does not work: its place is free meanwhile, or eight that wait for a ninth would wait for ever.
    release();
    try {
      return await result();
    } finally {
      const left = (waitsFor.get(name) ?? 1) - 1;
      if (left > 0) waitsFor.set(name, left);
      else waitsFor.delete(name);
      await permit();
    }
  }

  async function work<T>(name: string, held: readonly string[], job: () => Promise<T>): Promise<T> {
    const lane = laneOf(name);
    const before = lane.tail;
    let done: () => void = () => {};
    lane.jobs += 1;
    lane.tail = new Promise((resolve) => {
      done = resolve;
    });
    try {
      await before;
      await permit();
      try {
        return await chain.run([...held, name], job);
      } finally {
        release();
      }
    } finally {
      lane.jobs -= 1;
      done();
      tidy(name);
    }
  }

  return {
    refuse,
    waitFor,
    run: (name, job) => waitFor(name, () => work(name, chain.getStore() ?? [], job)),
    queue: (name, job) => chain.exit(() => work(name, [], job)),
    limit(given) {
      most = given;
      fill();
    },
    idle: () => (lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
  };
}
