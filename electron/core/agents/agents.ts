import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Processes } from '../process/processes.ts';
import { agentEnvironment, newToken } from './agent-environment.ts';
import { AgentError } from './agent-error.ts';
import type { AgentSpawner } from './agent-process.ts';
import { type AgentConnection, connectAgent } from './connect.ts';
import { createConnections } from './connections.ts';
import { addressWords } from './diagnose-address.ts';
import { directSpawner, type WriteOutput } from './direct-spawner.ts';
import type { AgentLook, LoadedAgent } from './loaded-agent.ts';
import { type AgentPlaces, agentSourceLocal } from './places.ts';
import { type AgentReference, identifierOf, keyOf, parseReference } from './reference.ts';
import { type LatestRelease, resolveAgent, resolveLatest } from './resolve.ts';
import type { AgentStore, Progress } from './stores/store.ts';
import { createTrack, type Opened, type Say, type Track } from './track.ts';

/** What loading agents needs. */
export interface AgentsOptions {
  readonly places: AgentPlaces;
  readonly processes: Pick<Processes, 'spawn'>;
  /** What components are started with. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /** The environment of the host. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly stores: readonly AgentStore[];
  readonly latestRelease: LatestRelease;
  readonly say: Say;
  readonly clock: Clock;
  /** Values that must never show from now on. */
  readonly hide: (values: readonly string[]) => void;
  /** Takes what agents write that belong to no component. */
  readonly output: WriteOutput;
  /** Told while an agent is fetched; null when that is over. */
  readonly downloading: (id: string, progress: Progress | null) => void;
  /** Where an agent runs that was told no folder. */
  readonly root: string;
}

/** What an agent is loaded with. */
export interface LoadOptions {
  readonly startupTimeoutMs?: number | undefined;
  readonly dialTimeoutMs?: number | undefined;
  readonly logWriter?: ((chunk: Buffer) => void) | undefined;
  /** The folder it works in: it runs there and is told so. */
  readonly workDir?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly secretNames?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly kind?: string | undefined;
  /** Position of what asked for it. */
  readonly cause?: string | undefined;
}

/** What a start on behalf of somebody else says besides. */
export interface StartPlan extends LoadOptions {
  readonly opened: Opened;
  readonly spawn: AgentSpawner;
  /** A reference, or the path of a program. */
  readonly agent: { readonly reference: AgentReference } | { readonly path: string };
  readonly ownerStops?: boolean;
  readonly onLost?: (error: AgentError) => void;
}

/** The agents of one workspace: found, started, connected, closed. */
export interface Agents {
  /** Finds, starts and connects an agent. Throws AgentError, AppError INVALID_INPUT. */
  load(ref: string | AgentReference | null | undefined, options?: LoadOptions): Promise<LoadedAgent>;
  /** The same for a component, which owns the process. */
  start(plan: StartPlan): Promise<AgentConnection & { readonly path: string }>;
  /** Closes every connection of a key, or the one with that id; answers their ids. */
  cleanup(key: string): Promise<string[]>;
  /** Closes everything at once, and is done by the deadline. Answers what could not be confirmed to be gone. */
  cleanupAll(options: { readonly deadlineMs: number }): Promise<unknown[]>;
  active(): readonly LoadedAgent[];
  look(id: string): AgentLook | null;
  /** Keeps what was begun elsewhere, so that it can be looked at. */
  keep(look: AgentLook): void;
}

/** Makes the owner; nothing is started by it alone. */
export function createAgents(options: AgentsOptions): Agents {
  const { places, clock, say } = options;
  const connections = createConnections({ clock, say });

  async function pathOf(plan: StartPlan, track: Track, signal: AbortSignal): Promise<string> {
    if ('path' in plan.agent) return plan.agent.path;
    const { id } = plan.opened;
    try {
      const reference = await resolveLatest(plan.agent.reference, {
        places,
        latestRelease: options.latestRelease,
        localOnly: agentSourceLocal(options.hostEnv),
        signal,
      });
      return await resolveAgent(reference, {
        places,
        stores: options.stores,
        signal,
        tried: (tried) => track.say('store.tried', tried),
        downloading: (store) => track.to('downloading', { detail: `${identifierOf(reference)} from ${store}` }),
        progress: (progress) => options.downloading(id, progress),
      });
    } finally {
      options.downloading(id, null);
    }
  }

  async function start(plan: StartPlan) {
    const { opened, signal = new AbortController().signal } = plan;
    const track = createTrack(say, clock, opened, plan.cause ?? '');
    connections.keep({ track, handshake: null, stderr: null });
    track.to('resolving', { detail: opened.ref });
    let path: string;
    try {
      path = await pathOf(plan, track, signal);
    } catch (error) {
      const failed = error instanceof AppError ? error : notFound(opened.ref, error, signal.aborted);
      track.to('failed', {
        error: failed,
        diagnosis: failed instanceof AgentError ? failed.diagnosis : failed.message,
      });
      throw failed;
    }
    const kind = 'reference' in plan.agent ? plan.agent.reference.kind : 'service';
    const token = newToken();
    options.hide([token]);
    const base = await options.environment();
    const env = agentEnvironment({ base, host: options.hostEnv, kind, token, workDir: plan.workDir, extra: plan.env });
    const connection = await connectAgent({
      track,
      clock,
      spawn: plan.spawn,
      name: opened.ref,
      file: path,
      cwd: plan.workDir ?? options.root,
      env,
      secretNames: plan.secretNames ?? [],
      token,
      startupTimeoutMs: plan.startupTimeoutMs,
      dialTimeoutMs: plan.dialTimeoutMs,
      signal,
      logWriter: plan.logWriter,
      ...(plan.ownerStops === undefined ? {} : { ownerStops: plan.ownerStops }),
      ...(plan.onLost === undefined ? {} : { onLost: plan.onLost }),
      onStarted: (handshake, stderr) => connections.keep({ track, handshake, stderr }),
    });
    return { ...connection, path };
  }

  return {
    start,
    async load(ref, given = {}) {
      const reference = typeof ref === 'object' && ref !== null ? ref : parseReference(ref, given.kind).reference;
      const key = keyOf(reference);
      const id = connections.nextId(key);
      const log = `agent:${id}`;
      const opened: Opened = { id, sort: 'agent', key, ref: identifierOf(reference), component: null, log };
      const spawn = directSpawner(options.processes, log, options.output);
      let own: LoadedAgent | null = null;
      const onLost = (): void => void own?.close().catch(() => undefined);
      const stop = new AbortController();
      const signal = given.signal ? AbortSignal.any([given.signal, stop.signal]) : stop.signal;
      const making = start({ ...given, signal, opened, spawn, agent: { reference }, onLost });
      connections.loading({ id, key, cancel: (reason) => stop.abort(reason), over: making });
      const connection = await making.catch((error: unknown) => {
        connections.ended(id);
        throw error;
      });
      const endpoint = addressWords(connection.handshake.address);
      own = connections.register({ ...connection, id, key, endpoint });
      return own;
    },
    cleanup: connections.cleanup,
    cleanupAll: connections.cleanupAll,
    active: connections.active,
    look: connections.look,
    keep: connections.keep,
  };
}

/** Why a program was not found where nothing better is known: the search was called off, or something broke. */
function notFound(ref: string, cause: unknown, isCalledOff: boolean): AppError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isCalledOff) return new AppError('CANCELLED', `${ref} was not looked for any further: ${message}`, { cause });
  return new AgentError('AGENT_NOT_FOUND', `${ref} could not be looked for: ${message}`, { cause, phase: 'resolving' });
}
