import { ALIVE_STATES, type WaitingOn } from '../../../shared/component-state.ts';
import { AppError, type WireError } from '../../../shared/errors.ts';
import { createAftermath, exitError, graceOf } from './aftermath.ts';
import { createConditions } from './conditions.ts';
import type { Needs } from './dependencies.ts';
import { createDescent } from './descent.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { bringUp, type LifecycleDeps, takeDown } from './lifecycle.ts';
import { NO_CRASHES } from './restarts.ts';
import { become, type ChangeFacts, type Declared, isWanted, newSlot, type Slot } from './slot.ts';

/** Components that may be started or stopped at the same time. */
const AT_ONCE = 8;

/** What the supervisor needs of the rest. */
export interface SupervisorDeps extends Omit<LifecycleDeps, 'ended' | 'probed'> {
  readonly random: () => number;
  /** What stands in the way of a component besides its dependencies: trust, leftovers, a lock. */
  readonly blockers: (name: string) => readonly WaitingOn[];
  /** A declaration did not start and the one before it runs again. */
  readonly reverted: (declared: Declared, error: WireError, cause: string) => void;
  /** Somebody may be waiting for a change of state. */
  readonly moved: (slot: Slot) => void;
}

/** Keeps every component where it is wanted. The one place that starts and stops them. */
export interface Supervisor {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly lanes: Lanes;
  needs(): Needs;
  /** Puts a declaration under supervision without acting on it. Throws DUPLICATE. */
  add(name: string, declared: Declared, override: 'up' | 'down' | null, cause: string): Slot;
  /** Something that decides about a slot changed: starts what is wanted, takes down what is not. */
  settle(slot: Slot, reason: string, cause: string): void;
  /** Takes a slot down in its lane and starts it again, with the declaration it has now; `before` comes back when that fails. */
  redeploy(slot: Slot, reason: string, cause: string, before?: Declared): Promise<void>;
  /** Takes a slot down in its lane, wherever it is; `graceMs` is asked when its turn comes. Answers what went wrong. */
  takeDown(slot: Slot, reason: string, cause: string, graceMs?: () => number): Promise<WireError | null>;
  /** Somebody asks by hand for the end of a run, now; what follows is decided as after every end. */
  killed(slot: Slot, run: string, cause: string, pids: readonly number[]): void;
  /** Looks again at everything that waits. */
  recheck(): void;
  /** Keeps these from starting until released, one by one or all. */
  hold(names: Iterable<string>, why: string): (name?: string) => void;
  /** No new starts from now on; what goes down need not wait for its turn. */
  freeze(): void;
  thaw(): void;
}

/** Makes a supervisor without components. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const slots = new Map<string, Slot>();
  const lanes = createLanes(AT_ONCE);
  let upCount = 0;
  let frozen = false;
  const lifecycle: LifecycleDeps = {
    ...deps,
    ended: (slot, exit, cause) =>
      inLane(slot, async () => {
        // The end of what had outlived its stop: perhaps it can be confirmed now.
        if (slot.state === 'unknown') await descent.inLane(slot, exit.words, cause, 0);
        else await aftermath.handleExit(slot, exit, cause);
      }),
    probed: (slot, verdict, why, cause) => inLane(slot, () => aftermath.handleProbe(slot, verdict, why, cause)),
  };
  const holds = new Map<string, string>();
  const conditions = createConditions(slots, (name) => {
    const held = holds.get(name);
    return held === undefined ? deps.blockers(name) : [{ sort: 'plan', name: held, why: held }];
  });
  const descent = createDescent({
    lifecycle,
    lanes,
    conditions,
    move,
    isFrozen: () => frozen,
    isGone,
    forget,
  });
  const { lost, rest } = descent;
  const aftermath = createAftermath({ deps, lifecycle, move, lost, rest, retry });

  /** Work that nobody waits for: what goes wrong in it is a fault of the host and is logged. */
  function inLane(slot: Slot, work: () => Promise<void>): void {
    lanes.queue(slot.name, work).catch((error: unknown) => {
      deps.log(`${slot.name}: ${error instanceof Error ? error.stack : String(error)}`);
    });
  }

  function move(slot: Slot, to: Slot['state'], reason: string, cause: string, facts: ChangeFacts = {}): string {
    const wasUp = slot.upOrder > 0;
    const told = withCircle(slot, facts);
    const why = to === 'waiting' && told.error ? (told.waitingOn?.[0]?.why ?? reason) : reason;
    const position = become(deps.say, slot, to, why, cause, told);
    if (to === 'running' && !wasUp) slot.upOrder = upCount += 1;
    if (!ALIVE_STATES.has(to)) slot.upOrder = 0;
    deps.moved(slot);
    recheck();
    return position;
  }

  /** Waiting ends by itself, except in a circle: that is an error, and is told as one. */
  function withCircle(slot: Slot, facts: ChangeFacts): ChangeFacts {
    const error = facts.waitingOn?.some(({ sort }) => sort === 'dependency') ? conditions.circle(slot) : null;
    return error ? { ...facts, error } : facts;
  }

  let rechecking = false;
  function recheck(): void {
    if (rechecking) return;
    rechecking = true;
    queueMicrotask(() => {
      rechecking = false;
      for (const slot of slots.values()) if (slot.state === 'waiting') lookAtWaiting(slot);
    });
  }

  function lookAtWaiting(slot: Slot): void {
    if (!isWanted(slot)) return settle(slot, 'not wanted any more', slot.cause);
    if (frozen) return;
    const waitingOn = conditions.of(slot);
    if (waitingOn.length === 0) slot.waitingOn = [];
    if (waitingOn.length > 0) {
      if (JSON.stringify(waitingOn) === JSON.stringify(slot.waitingOn)) return;
      const why = waitingOn[0]?.why ?? 'waits';
      become(deps.say, slot, 'waiting', why, slot.cause, withCircle(slot, { waitingOn }));
      deps.moved(slot);
      return;
    }
    inLane(slot, () => start(slot, slot.cause));
  }

  /** Starts a slot that waits for nothing, if that is still so when its turn comes. */
  async function start(slot: Slot, cause: string, reverting = false): Promise<void> {
    const startable = slot.state === 'waiting' || slot.state === 'backing-off';
    if (!startable || !isWanted(slot) || frozen || isGone(slot)) return;
    if (conditions.of(slot).length > 0) {
      if (slot.state === 'backing-off')
        move(slot, 'waiting', 'a dependency is missing', cause, { waitingOn: conditions.of(slot) });
      return;
    }
    slot.cancelRetry?.();
    slot.cancelRetry = null;
    const declared = slot.declared;
    const before = slot.before;
    slot.before = null;
    const position = move(slot, 'starting', reverting ? 'the version before it starts again' : 'starts', cause, {
      ...(reverting ? { reverted: true } : {}),
    });
    const started = await bringUp(lifecycle, slot, declared, position);
    switch (started.outcome) {
      case 'running':
        move(slot, 'running', 'is up', slot.cause);
        return;
      case 'aborted':
        // Whoever aborted it takes it down in the next turn of this lane.
        return;
      case 'exited':
        if (before) return fallBack(slot, before, exitError(slot, started.exit), started.cause);
        return aftermath.handleExit(slot, started.exit, started.cause);
      case 'failed': {
        const left = await takeDown(lifecycle, slot, 'it did not start', slot.cause, graceOf(slot));
        if (left?.code === 'STOP_INCOMPLETE') return lost(slot, left);
        if (before) return fallBack(slot, before, started.error, slot.cause);
        move(slot, 'failed', started.error.message, slot.cause, { error: started.error });
      }
    }
  }

  /** A new declaration did not start: the one that ran before it starts again. */
  async function fallBack(slot: Slot, before: Declared, error: WireError, cause: string): Promise<void> {
    const refused = slot.declared;
    const left = await takeDown(lifecycle, slot, 'it did not start', cause, graceOf(slot));
    if (left?.code === 'STOP_INCOMPLETE') return lost(slot, left);
    const failed = move(slot, 'failed', error.message, cause, { error });
    slot.declared = before;
    slot.history = NO_CRASHES;
    deps.reverted(refused, error, failed);
    move(slot, 'waiting', 'the version before it starts again', failed, { waitingOn: [] });
    await start(slot, slot.cause, true);
  }

  /** Calls the next start of a slot that crashed. */
  function retry(slot: Slot, delayMs: number, cause: string): void {
    slot.cancelRetry = deps.timers.after(delayMs, () => inLane(slot, () => start(slot, cause)));
  }

  function forget(slot: Slot): void {
    slots.delete(slot.name);
    deps.say({ type: 'component.forgotten', subject: `component:${slot.name}`, cause: slot.cause, body: {} });
    deps.moved(slot);
    recheck();
  }

  /** Somebody may hold on to a slot that was forgotten, or replaced by a new one of its name. */
  function isGone(slot: Slot): boolean {
    return slots.get(slot.name) !== slot;
  }

  function settle(slot: Slot, reason: string, cause: string): void {
    if (isGone(slot)) return;
    if (slot.state === 'unknown') return inLane(slot, async () => void (await descent.inLane(slot, reason, cause, 0)));
    if (isWanted(slot)) {
      slot.cause = cause;
      if (ALIVE_STATES.has(slot.state)) return;
      slot.cancelRetry?.();
      slot.cancelRetry = null;
      if (slot.state !== 'waiting') {
        slot.history = NO_CRASHES;
        move(slot, 'waiting', reason, cause, { waitingOn: conditions.of(slot) });
      }
      return lookAtWaiting(slot);
    }
    if (slot.state === 'disabled' || slot.state === 'stopped') return rest(slot, reason, cause);
    const grace = graceOf(slot);
    descent.halt(slot, reason);
    inLane(slot, async () => void (await descent.inLane(slot, reason, cause, grace)));
  }

  return {
    slots,
    lanes,
    needs: () => new Map([...slots].map(([name, slot]) => [name, slot.declared.descriptor.dependsOn])),
    add(name, declared, override, cause) {
      if (slots.has(name)) throw new AppError('DUPLICATE', `There is already a component ${JSON.stringify(name)}.`);
      const slot = newSlot(name, declared, override, cause, deps.numbers.last(name));
      slots.set(name, slot);
      return slot;
    },
    settle,
    async redeploy(slot, reason, cause, before) {
      lanes.refuse(slot.name);
      // Noted before it is down: its next start may begin as soon as it is.
      slot.before = before ?? null;
      const error = await descent.now(slot, reason, cause);
      if (isWanted(slot) && !isGone(slot) && error?.code !== 'STOP_INCOMPLETE') settle(slot, reason, cause);
      else slot.before = null;
    },
    takeDown: descent.now,
    killed(slot, run, cause, pids) {
      const body = {
        component: slot.name,
        rung: 'killed' as const,
        pids: pids.slice(0, 200),
        graceMs: 0,
        byHand: true,
      };
      const position = deps.say({ type: 'stop.stepped', subject: `run:${run}`, cause, body });
      slot.killed = { run, cause: position };
    },
    recheck,
    hold(names, why) {
      const own = new Set(names);
      for (const name of own) holds.set(name, why);
      return (name) => {
        for (const each of name === undefined ? [...own] : [name]) if (own.delete(each)) holds.delete(each);
        recheck();
      };
    },
    freeze() {
      frozen = true;
      lanes.limit(Number.POSITIVE_INFINITY);
    },
    thaw() {
      frozen = false;
      lanes.limit(AT_ONCE);
      recheck();
    },
  };
}
