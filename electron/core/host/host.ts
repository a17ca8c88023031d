import { AppError } from '../../../shared/errors.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { graceOf } from './aftermath.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Component, Descriptor } from './component.ts';
import { closureOfDependents } from './dependencies.ts';
import type { Env } from './env.ts';
import type { ProbeStarter } from './probe-set.ts';
import { countFrom, type RunNumbers } from './run-numbers.ts';
import type { Declared, Say, Slot } from './slot.ts';
import { createSupervisor, type Supervisor, type SupervisorDeps } from './supervisor.ts';
import { systemTimers, type Timers } from './timers.ts';

/** Everything that runs must be down this long after a stop was asked for, ms. */
export const STOP_DEADLINE_MS = 30_000;
/** The kill comes this long before the end of that, so that what was killed can be seen to be gone, ms. */
const KILL_BEFORE_END_MS = 5_000;

export interface HostOptions {
  readonly env: Env;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly random?: () => number;
  /** Where facts are written; without one they are not. */
  readonly journal?: Pick<Journal, 'append'>;
  readonly probes?: ProbeStarter;
  readonly blockers?: SupervisorDeps['blockers'];
  readonly reverted?: SupervisorDeps['reverted'];
  readonly log?: (message: string) => void;
  readonly numbers?: RunNumbers;
  readonly references?: SupervisorDeps['references'];
  /** Time in which everything must be down, ms; asked at each stop. STOP_DEADLINE_MS when missing. */
  readonly stopDeadlineMs?: () => number;
}

/** Owns components: brings them up in order, takes them down in the reverse of it. */
export interface Host {
  readonly env: Env;
  readonly supervisor: Supervisor;
  readonly changes: Changes;
  readonly say: Say;
  readonly started: boolean;
  /** Adds a component before the host starts. Throws RUNNING after that, and DUPLICATE. */
  register(component: Component): void;
  /** Starts what was registered, one after another. On a failure what is up is taken down again and AggregateError is thrown. */
  start(cause?: string): Promise<void>;
  /** Takes everything down within the deadline. Goes on after errors; throws them together. Restartable. */
  stop(cause?: string): Promise<void>;
  /** Starts, waits for the signal, stops. */
  run(signal: AbortSignal): Promise<void>;
  /** Adds a component and, when the host is up, starts it; one that does not start is not added. */
  deploy(component: Component): Promise<void>;
  /** Takes a component down and forgets it, even when its stop failed; that error is thrown. Throws NOT_FOUND. */
  undeploy(name: string): Promise<void>;
  /** Names in the order of their registration, up or not. */
  components(): string[];
}

/** Makes a host without components. */
export function createHost(options: HostOptions): Host {
  const changes = createChanges();
  const { env, clock = systemClock, timers = systemTimers } = options;
  const say: Say = (draft) => options.journal?.append(draft) ?? '';
  const supervisor = createSupervisor({
    say,
    clock,
    timers,
    random: options.random ?? Math.random,
    env: () => env,
    probes: options.probes ?? readyAtOnce,
    blockers: options.blockers ?? (() => []),
    reverted: options.reverted ?? (() => {}),
    log: options.log ?? (() => {}),
    moved: changes.moved,
    numbers: options.numbers ?? countFrom(),
    references: options.references ?? (() => []),
  });
  const { slots } = supervisor;
  let started = false;

  function add(component: Component, cause: string): Slot {
    const slot = supervisor.add(component.name, inCode(component), 'down', cause);
    const { type, definition, version, hash } = { type: 'code', ...slot.declared };
    const body = { type, definition, version, hash, enabled: false, dependsOn: {} };
    slot.cause = say({ type: 'component.declared', subject: `component:${slot.name}`, cause, body });
    return slot;
  }

  async function bring(slot: Slot, cause: string): Promise<void> {
    slot.override = 'up';
    supervisor.settle(slot, 'registered in code', cause);
    await supervisor.lanes.waitFor(slot.name, () => changes.until(slot, (one) => SETTLED.has(one.state)));
    if (slot.state === 'running' || slot.state === 'degraded' || slot.state === 'completed') return;
    const { error } = slot;
    throw (
      slot.failure ??
      (error ? new AppError(error.code, error.message) : new AppError('EXITED_EARLY', `${slot.name} is ${slot.state}.`))
    );
  }

  async function take(slot: Slot, reason: string, cause: string, graceMs?: () => number): Promise<void> {
    slot.override = slot.declared.definition === null ? 'down' : slot.override;
    const error = await supervisor.takeDown(slot, reason, cause, graceMs);
    if (error) throw new AppError(error.code, error.message, { hint: error.hint });
  }

  const host: Host = {
    env,
    supervisor,
    changes,
    say,
    get started() {
      return started;
    },
    register(component) {
      if (started)
        throw new AppError('RUNNING', `The host is running; ${component.name} can be deployed, not registered.`);
      add(component, '');
    },
    async start(cause = '') {
      if (started) throw new AppError('RUNNING', 'The host is running already.');
      started = true;
      supervisor.thaw();
      const up: Slot[] = [];
      for (const slot of [...slots.values()].filter((one) => one.declared.definition === null)) {
        try {
          await bring(slot, cause);
          up.push(slot);
        } catch (error) {
          started = false;
          const errors: unknown[] = [error];
          slot.override = 'down';
          for (const each of up.reverse())
            await take(each, 'another one did not start', cause).catch((one: unknown) => errors.push(one));
          throw new AggregateError(errors, `start ${slot.name}: ${messageOf(error)}`);
        }
      }
      for (const slot of slots.values())
        if (slot.declared.definition !== null) supervisor.settle(slot, 'the host starts', cause);
    },
    async stop(cause = '') {
      if (!started) return;
      started = false;
      supervisor.freeze();
      const total = options.stopDeadlineMs?.() ?? STOP_DEADLINE_MS;
      const killBy = clock.mono() + total - KILL_BEFORE_END_MS;
      // From then on nobody waits for anybody: what is still up is killed, whatever the order.
      const late = Promise.withResolvers<void>();
      const cancel = timers.after(Math.max(0, total - KILL_BEFORE_END_MS), late.resolve);
      const errors = await takeAllDown(supervisor, late.promise, (slot) => {
        const own = graceOf(slot);
        return take(slot, 'the host stops', cause, () => Math.max(0, Math.min(own, killBy - clock.mono())));
      });
      cancel();
      if (errors.length > 0) throw new AggregateError(errors, errors.map(messageOf).join('; '));
    },
    async run(signal) {
      await host.start();
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await host.stop();
    },
    async deploy(component) {
      const slot = add(component, '');
      if (!started) return;
      try {
        await bring(slot, slot.cause);
      } catch (error) {
        slot.override = 'down';
        slot.leaving = true;
        await supervisor.takeDown(slot, 'it did not start', slot.cause);
        throw error;
      }
    },
    async undeploy(name) {
      const slot = slots.get(name);
      if (!slot) throw new AppError('NOT_FOUND', `There is no component ${JSON.stringify(name)}.`);
      supervisor.lanes.refuse(name);
      slot.leaving = true;
      await take(slot, 'undeployed', slot.cause);
    },
    components: () => [...slots.keys()],
  };
  return host;
}

/** States in which a start has come to its end. */
const SETTLED: ReadonlySet<string> = new Set([
  'running',
  'degraded',
  'completed',
  'crashed',
  'crash-looping',
  'failed',
  'unknown',
  // Taken down again by somebody else before it was up.
  'stopped',
  'disabled',
]);

const readyAtOnce: ProbeStarter = (_name, _descriptor, _run, listener) => {
  listener.verdict('ready', '', listener.cause());
  return () => {};
};

/** How a component that code registers is supervised: it is not restarted, and it has the usual deadlines. */
const IN_CODE: Omit<Descriptor, 'name'> = {
  type: 'code',
  enabled: false,
  config: {},
  dependsOn: {},
  restart: { when: 'no', backoffMs: 0, backoffMaxMs: 0, max: 1, windowMs: 0, stableMs: 0 },
  probes: [],
  onChange: 'restart',
  stop: { graceMs: 10_000 },
  start: { deadlineMs: 30_000 },
  memoryCeiling: null,
};

function inCode(component: Component): Declared {
  const descriptor: Descriptor = { ...IN_CODE, name: component.name };
  return { descriptor, definition: null, version: 1, hash: '', build: async () => component };
}

/**
 * Takes everything down in the reverse of the order in which it came up: what code registered one after another, what
 * files declare as soon as nothing that needs it is up, and all that is left as soon as it is late.
 */
async function takeAllDown(
  supervisor: Supervisor,
  late: Promise<void>,
  take: (slot: Slot) => Promise<void>,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const done = new Map<string, Promise<void>>();
  const needs = supervisor.needs();
  const newestFirst = [...supervisor.slots.values()].sort((one, other) => other.upOrder - one.upOrder);
  for (const slot of newestFirst) {
    const alone = slot.declared.definition === null;
    const before = alone ? [...done.values()] : dependentsOf(needs, slot.name).map((name) => done.get(name));
    const stopped = Promise.race([Promise.all(before), late])
      .then(() => take(slot))
      .catch((error: unknown) => void errors.push(error));
    done.set(slot.name, stopped);
    if (alone) await Promise.race([stopped, late]);
  }
  await Promise.all(done.values());
  return errors;
}

function dependentsOf(needs: ReturnType<Supervisor['needs']>, name: string): string[] {
  return [...closureOfDependents(needs, [name])].filter((other) => other !== name);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
