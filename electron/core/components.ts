import type { componentActions } from '../../shared/actions/component.ts';
import { ALIVE_STATES, type ComponentState, type WaitingOn } from '../../shared/component-state.ts';
import type { Clock } from './clock.ts';
import { contentOfRun } from './components/adopted-content.ts';
import { declaresComponent } from './components/declares.ts';
import { createDescriptors } from './components/descriptors.ts';
import { componentHandlers } from './components/handlers.ts';
import { leansOn, runsOn } from './components/leans-on.ts';
import { createOrphans, type OrphanPolicy } from './components/orphans.ts';
import { rememberedOverrides } from './components/remembered-overrides.ts';
import { rememberedRuns } from './components/remembered-runs.ts';
import { withRunMarks } from './components/run-marks.ts';
import { followStartTimes } from './components/start-times.ts';
import { measureUsage } from './components/usage.ts';
import type { HandlersOf } from './dispatch.ts';
import type { WorkspacePlace } from './home/places.ts';
import type { Descriptor, ProbeSpec } from './host/component.ts';
import { createDeployer } from './host/deployer.ts';
import { componentKind } from './host/descriptor.ts';
import type { Env } from './host/env.ts';
import { registerBuiltin } from './host/factories/builtin.ts';
import { type FactoryContext, nodeForUserCode } from './host/factories/factory-context.ts';

import { watchedProbes } from './host/factories/probe.ts';
import { createHost, type Host } from './host/host.ts';
import { type BaseEnvironment, createBaseEnvironment } from './host/login-environment.ts';
import { createOutputTail } from './host/output-tail.ts';
import { createProbes } from './host/probes/probe-starter.ts';
import { createRegistry, type Registry } from './host/registry.ts';
import { createRunBoard } from './host/run-board.ts';
import type { Declared } from './host/slot.ts';
import { systemTimers } from './host/timers.ts';
import type { HotSwap } from './hotswap/hot-swap.ts';
import type { Kind } from './hotswap/kinds/kind.ts';
import type { Entry } from './hotswap/types.ts';
import type { Journal } from './journal/journal.ts';
import type { LogStore } from './logs/store.ts';
import { fileLedger } from './process/ledger.ts';
import { openProcesses, type Processes } from './process/processes.ts';
import type { GaugePlane } from './rpc/gauges.ts';

/** What the settings say of components. */
export interface ComponentSettings {
  /** Variables that components get of the login shell besides PATH. */
  readonly loginVariables: readonly string[];
  /** Time in which everything is taken down at the end, ms. */
  readonly stopMs: number;
}

export interface ComponentsOptions {
  readonly place: WorkspacePlace;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** What components are given. */
  readonly given: Env;
  readonly gauges: GaugePlane;
  readonly trusted: () => boolean;
  /** Who holds the workspace, when we only look. */
  readonly readOnly: () => string | null;
  readonly orphans: OrphanPolicy;
  /** Where what runs write goes; null where nothing of it is stored. */
  readonly logs: LogStore | null;
  /** Runs a command of a tool. */
  readonly runTool: FactoryContext['runTool'];
  /** Registers types of components besides those of the host. */
  readonly register: (registry: Registry, shared: FactoryContext) => void;
  /** What some components are watched by, by their type. */
  readonly watched: (descriptor: Descriptor) => readonly ProbeSpec[];
  /** A component is in another state, as the event at this position says. */
  readonly moved: (component: string, state: ComponentState, position: string) => void;
  /** As they are in force now. */
  readonly settings: () => ComponentSettings;
  readonly vault: (name: string) => Promise<string | null>;
  readonly hotSwap: () => HotSwap;
  readonly log: (message: string) => void;
}

/** All that runs in a workspace: the host with its deployer, fed by the descriptors that serve. */
export interface Components {
  readonly host: Host;
  readonly registry: Registry;
  /** Where everything that runs in this workspace is started, and what with. */
  readonly processes: Processes;
  readonly environment: BaseEnvironment;
  /** Descriptors as a kind of definitions. */
  readonly kind: Kind;
  readonly handlers: HandlersOf<typeof componentActions>;
  /** What serves under a definition is another than before; told in the lane of the definitions. */
  changed(entry: Entry, position: string): void;
  /** The component that a descriptor which serves now declares, as a subject; none while another file keeps its name. */
  runsOn(entry: Entry): readonly string[];
  /** Components that run now and would be restarted if these definitions changed. */
  restarts(definitions: readonly string[]): readonly string[];
  /** The workspace was trusted, or is only looked at from now on. */
  trustChanged(cause: string): void;
  /** Looks for leftovers, then brings up what is wanted; `cause` is the position of `epoch.opened`. */
  start(cause: string): Promise<void>;
  /** Takes everything down within the time the settings give; idempotent. */
  close(cause: string): Promise<void>;
}

/** Time for what the host could not take down, ms, also when all of the time is over. */
const LAST_STOP_MS = 1_000;

/** Opens the owner of components. Nothing runs before `start`. */
export async function openComponents(options: ComponentsOptions): Promise<Components> {
  const { place, journal, clock, env, hotSwap, log } = options;
  const timers = systemTimers;
  const processes = await openProcesses({ ledger: fileLedger(`${place.dir}/ledger`), clock });
  const names = () => options.settings().loginVariables;
  const environment = createBaseEnvironment({ env, now: clock.now, names });
  const tail = createOutputTail();
  const board = createRunBoard();
  const context: FactoryContext = {
    root: place.root,
    processes,
    environment,
    hostEnv: env,
    vault: options.vault,
    hide: journal.masker.learn,
    stamp: journal.masker.stamp,
    output(run, channel, chunk, component) {
      tail.output(run, channel, chunk);
      return options.logs?.write(`component:${component}`, channel, run, chunk);
    },
    tail,
    board,
    say: journal.append,
    clock,
    timers,
    node: nodeForUserCode(),
    runTool: options.runTool,
  };
  const registry = createRegistry();
  registerBuiltin(registry, context);
  options.register(registry, context);
  const kind: Kind = componentKind(registry);

  function blockers(name: string): WaitingOn[] {
    const holder = options.readOnly();
    if (holder !== null) return [{ sort: 'lock', name: 'workspace', why: `the workspace is held by ${holder}` }];
    if (!options.trusted()) return [{ sort: 'trust', name: 'workspace', why: 'the workspace is only looked at' }];
    return [...orphans.blockers(name)];
  }

  const probes = createProbes({
    processes,
    timers,
    board,
    lines: tail.lines,
    watched: (one) => [...watchedProbes(one), ...options.watched(one)],
    surroundings: async () => ({ cwd: place.root, env: await environment.current(), secretNames: [] }),
  });
  const host = createHost({
    env: options.given,
    clock,
    timers,
    journal: options.logs ? withRunMarks(journal, options.logs) : journal,
    blockers,
    reverted,
    log,
    numbers: await rememberedRuns(journal.store, log),
    references: (slot) => leansOn(hotSwap(), slot),
    stopDeadlineMs: () => options.settings().stopMs,
    probes(name, descriptor, run, listener) {
      // What an adopted run writes goes nowhere: no line of it will ever be seen.
      const all = descriptor.probes.filter(({ how }) => how.sort !== 'log');
      const adopted = run !== null && orphans.isAdopted(run);
      return probes(name, adopted ? { ...descriptor, probes: all } : descriptor, run, listener);
    },
  });
  const { supervisor, say } = host;
  host.changes.onMove(({ name, state, cause }) => options.moved(name, state, cause));
  const orphans = createOrphans({
    processes,
    say,
    policy: options.orphans,
    canAdopt: (name) => {
      const slot = supervisor.slots.get(name);
      return slot !== undefined && !ALIVE_STATES.has(slot.state);
    },
    resolved: supervisor.recheck,
    contentOf(name, note) {
      const definition = supervisor.slots.get(name)?.declared.definition ?? null;
      return contentOfRun(hotSwap(), definition, note, (one) => registry.build(one, options.given));
    },
    log,
  });
  const descriptors = createDescriptors(hotSwap, () => supervisor.slots, place.root, log);
  const overrides = await rememberedOverrides(journal.store, (name) => {
    const found = descriptors.loaded().find(({ descriptor }) => descriptor.name === name);
    return found ? found.descriptor.enabled : null;
  });
  const deployer = createDeployer({
    host,
    registry: { ...registry, build: async (one, given) => orphans.take(one) ?? registry.build(one, given) },
    overrides,
    timers,
    loaded: descriptors.loaded,
    rivals: descriptors.rivals,
  });

  function reverted(refused: Declared, error: Parameters<typeof descriptors.reverted>[2], cause: string): void {
    const slot = supervisor.slots.get(refused.descriptor.name);
    if (!slot) return;
    const { definition, version, hash, descriptor } = slot.declared;
    const { type, enabled, dependsOn } = descriptor;
    const body = { type, definition, version, hash, enabled, dependsOn: { ...dependsOn } };
    say({ type: 'component.declared', subject: `component:${slot.name}`, cause, body });
    descriptors.reverted(refused, slot.declared, error, cause);
  }

  const startTimes = followStartTimes(journal, host.changes, clock.mono);
  const endUsage = measureUsage(options.gauges, host, processes, clock.mono);
  let queued = false;
  let closed: Promise<void> | null = null;

  async function close(cause: string): Promise<void> {
    const deadline = clock.mono() + options.settings().stopMs;
    orphans.close();
    endUsage();
    // It is no row of its own among what it deploys: nobody would want to stop it.
    await deployer.stop();
    await host.stop(cause).catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
    // What the host lost sight of, or what was adopted and never started.
    const left = await processes.stopAll(Math.max(deadline, clock.mono() + LAST_STOP_MS));
    for (const one of left) if (one.status === 'rejected') log(String(one.reason));
    await processes.close();
  }

  return {
    host,
    registry,
    processes,
    environment,
    kind,
    handlers: componentHandlers({
      host,
      deployer,
      overrides,
      orphans,
      processes,
      environment,
      tail,
      journal,
      startTimes,
      hotSwap,
      root: place.root,
    }),
    changed(entry, position) {
      if (!declaresComponent(entry)) return;
      descriptors.changed(entry, position);
      if (queued) return;
      queued = true;
      // After all that is being applied now: what moved between two files has arrived by then.
      void hotSwap().lane.run(() => {
        queued = false;
        deployer.reconcile();
      });
    },
    runsOn: (entry) => runsOn(hotSwap(), supervisor.slots, entry),
    restarts(definitions) {
      const wanted = new Set(definitions);
      return [...supervisor.slots.values()]
        .filter(
          ({ declared, state }) => declared.definition && wanted.has(declared.definition) && ALIVE_STATES.has(state),
        )
        .map(({ name }) => name);
    },
    trustChanged(cause) {
      // What waits says from now on that it waits for this, or that it does not any more.
      supervisor.recheck();
      if (options.trusted()) return;
      for (const slot of supervisor.slots.values()) {
        if (slot.declared.definition === null || slot.state === 'waiting') continue;
        if (ALIVE_STATES.has(slot.state) || slot.state === 'backing-off')
          void supervisor.takeDown(slot, 'the workspace is only looked at', cause);
      }
    },
    async start(cause) {
      if (closed) return;
      if (options.readOnly() === null) await orphans.find(cause);
      if (closed) return;
      await host.start(cause);
      await deployer.start();
    },
    close: (cause) => (closed ??= close(cause)),
  };
}
