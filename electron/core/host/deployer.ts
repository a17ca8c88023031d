import { ALIVE_STATES } from '../../../shared/component-state.ts';
import type { Component } from './component.ts';
import { type LoadedDescriptor, planDescriptors } from './descriptor-plan.ts';
import type { Host } from './host.ts';
import type { OverrideStore } from './overrides.ts';
import type { Registry } from './registry.ts';
import type { Declared, Slot } from './slot.ts';
import type { Timers } from './timers.ts';
import { desiredOf } from './transitions.ts';

/** How often a component that is busy is asked whether it is idle now, ms; only while a change waits for it. */
const IDLE_POLL_MS = 250;

export interface DeployerOptions {
  readonly host: Host;
  readonly registry: Registry;
  readonly overrides: OverrideStore;
  readonly timers: Timers;
  /** Every descriptor that serves now. */
  readonly loaded: () => readonly LoadedDescriptor[];
  /** Two descriptors hold one name: the second is told, and told again when the name is free. */
  readonly rivals: (rivals: readonly { readonly loaded: LoadedDescriptor; readonly keeps: string }[]) => void;
}

/** Turns descriptors into components: a component itself, so that it goes down with the host. */
export interface Deployer extends Component {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Brings the components in step with the descriptors that are loaded now. */
  reconcile(): void;
  /** Applies a change that waits until a component is idle, now. */
  applyNow(name: string, cause: string): void;
  cancelPending(name: string, cause: string): void;
}

/** Makes the deployer; it does nothing before it is started. */
export function createDeployer(options: DeployerOptions): Deployer {
  const { host, registry, overrides, timers } = options;
  const { supervisor, say } = host;
  const pending = new Map<string, { readonly from: Declared; readonly stop: () => void }>();
  let up = false;

  function declaredBy(one: LoadedDescriptor): Declared {
    const { definition, version, hash, descriptor } = one;
    return { definition, version, hash, descriptor, build: () => registry.build(descriptor, host.env) };
  }

  function declare(one: LoadedDescriptor): void {
    const { name, type, enabled, dependsOn } = one.descriptor;
    const { definition, version, hash } = one;
    const known = supervisor.slots.get(name);
    // One that is leaving while its file comes back counts as new, also when it says what it said before.
    const before = known === undefined || known.leaving ? null : known.declared;
    const declared = declaredBy(one);
    const slot = known ?? supervisor.add(name, declared, overrides.get(name), one.cause);
    slot.declared = declared;
    slot.leaving = false;
    const runs = runsAlready(slot, declared);
    const subject = `component:${name}`;
    const cause = say({
      type: 'component.declared',
      subject,
      cause: one.cause,
      body: { type, definition, version, hash, enabled, dependsOn: { ...dependsOn }, ...(runs ? { runs } : {}) },
    });
    const flipped = before !== null && before.descriptor.enabled !== enabled;
    if (flipped && slot.override !== null) {
      // The file was changed to say something else: what was asked for by hand is over.
      slot.override = null;
      void overrides.set(name, null);
    }
    const desired = desiredOf(slot.override, enabled);
    if (before === null || flipped) {
      const body = { desired, override: slot.override, by: 'file' as const };
      slot.cause = say({ type: 'component.desired', subject, cause, body });
    }
    const alive = ALIVE_STATES.has(slot.state);
    if (before === null || flipped || !alive) {
      if (before?.hash !== hash || flipped)
        supervisor.settle(slot, before === null ? 'declared' : 'its descriptor changed', cause);
    } else if (before.hash !== hash) change(slot, slot.active?.declared ?? before, cause);
  }

  /** A living component gets a new descriptor. */
  function change(slot: Slot, from: Declared, cause: string): void {
    // Edited back to what runs: nothing is left to do.
    if (from.hash === slot.declared.hash) return endPending(slot.name, cause);
    switch (slot.declared.descriptor.onChange) {
      case 'ignore':
        return;
      case 'reload':
        void reload(slot, from, cause);
        return;
      case 'restart-when-idle':
        if (callsOf(slot) > 0) return wait(slot, from, cause);
    }
    endPending(slot.name, cause);
    void supervisor.redeploy(slot, 'its descriptor changed', cause, from);
  }

  async function reload(slot: Slot, from: Declared, cause: string): Promise<void> {
    const wanted = slot.declared;
    let taken = false;
    await supervisor.lanes.queue(slot.name, async () => {
      const active = slot.active;
      if (!active?.component.reload || !ALIVE_STATES.has(slot.state)) return;
      taken = await active.component.reload(wanted.descriptor.config).catch(() => false);
      if (!taken) return;
      slot.active = { ...active, declared: wanted };
      sayTaken(slot, wanted, cause);
    });
    if (!taken) await supervisor.redeploy(slot, 'its descriptor changed', cause, from);
  }

  /** What runs took the new content over without a restart. */
  function sayTaken(slot: Slot, { descriptor, definition, version, hash }: Declared, cause: string): void {
    const { type, enabled, dependsOn } = descriptor;
    const body = { type, definition, version, hash, enabled, dependsOn: { ...dependsOn }, runs: true };
    say({ type: 'component.declared', subject: `component:${slot.name}`, cause, body });
  }

  function wait(slot: Slot, from: Declared, cause: string): void {
    endPending(slot.name, cause);
    let told = -1;
    let stop = (): void => {};
    const look = (): void => {
      const calls = callsOf(slot);
      if (calls === 0 || !ALIVE_STATES.has(slot.state)) return applyNow(slot.name, cause);
      if (calls !== told) sayPending(slot.name, { calls }, cause);
      told = calls;
      stop = timers.after(IDLE_POLL_MS, look);
    };
    pending.set(slot.name, { from, stop: () => stop() });
    look();
  }

  function applyNow(name: string, cause: string): void {
    const waiting = pending.get(name);
    const slot = supervisor.slots.get(name);
    if (!waiting || !slot) return;
    endPending(name, cause);
    void supervisor.redeploy(slot, 'its descriptor changed', cause, waiting.from);
  }

  function endPending(name: string, cause: string): void {
    const waiting = pending.get(name);
    if (!waiting) return;
    waiting.stop();
    pending.delete(name);
    sayPending(name, null, cause);
  }

  function sayPending(name: string, body: { calls: number } | null, cause: string): void {
    say({ type: 'component.pending', subject: `component:${name}`, cause, body: { pending: body } });
  }

  function remove(name: string): void {
    const slot = supervisor.slots.get(name);
    if (!slot) return;
    endPending(name, slot.cause);
    slot.leaving = true;
    if (slot.override !== null) void overrides.set(name, null);
    slot.override = null;
    supervisor.settle(slot, 'its descriptor is gone', slot.cause);
  }

  return {
    name: 'deployer',
    async start() {
      up = true;
      this.reconcile();
    },
    async stop() {
      // Its components belong to the host, which takes them down in its own order.
      up = false;
      for (const name of [...pending.keys()]) endPending(name, '');
    },
    reconcile() {
      if (!up) return;
      const staying = [...supervisor.slots].filter(([, slot]) => !slot.leaving);
      const current = new Map(staying.map(([name, slot]) => [name, slot.declared]));
      const plan = planDescriptors(current, options.loaded());
      for (const one of plan.declare) declare(one);
      for (const name of plan.remove) remove(name);
      options.rivals(plan.rivals);
    },
    applyNow,
    cancelPending: endPending,
  };
}

/** Whether what is alive runs the very content of a declaration: then it counts as that version. */
function runsAlready(slot: Slot, declared: Declared): boolean {
  const { active } = slot;
  if (!active || active.declared.hash !== declared.hash || !ALIVE_STATES.has(slot.state)) return false;
  slot.active = { ...active, declared };
  return true;
}

function callsOf(slot: Slot): number {
  return slot.active?.component.callsInFlight?.() ?? 0;
}
