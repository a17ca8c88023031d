import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toWireError } from '../../../shared/errors.ts';
import type { EventBodies } from '../../../shared/events/all.ts';
import { AgentError } from './agent-error.ts';
import { type AgentPlaces, agentFile } from './places.ts';
import { type AgentReference, identifierOf, LATEST } from './reference.ts';
import { downloaded, findLocalLatest } from './stores/local.ts';
import type { AgentStore, Progress } from './stores/store.ts';
import { compareVersions, isVersion } from './versions.ts';

/** What a search for an agent needs. */
export interface ResolveOptions {
  readonly places: AgentPlaces;
  /** Asked one after another, as they stand. */
  readonly stores: readonly AgentStore[];
  readonly signal: AbortSignal;
  /** Hears what became of each store. */
  readonly tried?: (tried: EventBodies['store.tried']) => void;
  readonly progress?: (progress: Progress) => void;
  /** A store is about to be asked for the agent itself. */
  readonly downloading?: (store: AgentStore['name']) => void;
  /** Waits before a store is asked again, ms; each is one more try. */
  readonly retryAfterMs?: readonly number[];
}

const RETRY_AFTER_MS = [250, 1_000];

/**
 * The program of an agent: on this machine, else from the first store that has it. A store that does not answer is asked
 * again; one that has not got it is passed over.
 *
 * @throws AgentError AGENT_NOT_FOUND when none has it; DIGEST_MISMATCH, AppError TOO_LARGE and STORAGE_FULL at once
 */
export async function resolveAgent(reference: AgentReference, options: ResolveOptions): Promise<string> {
  const { places, stores, tried = () => {}, progress = () => {}, signal } = options;
  const own = downloaded(places, reference);
  tried({ store: 'local', outcome: own === null ? 'missing' : 'hit', ms: 0 });
  if (own !== null) return own;
  const faults: AgentError[] = [];
  for (const store of stores) {
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    let bytes = 0;
    try {
      const file = await pullPatiently(store, reference, options, (one) => {
        bytes = one.bytes;
        progress(one);
      });
      tried({ store: store.name, outcome: 'hit', ms: ms(), bytes });
      return file;
    } catch (error) {
      signal.throwIfAborted();
      const passes =
        error instanceof AgentError && (error.code === 'STORE_MISSING' || error.code === 'STORE_UNAVAILABLE');
      const outcome = !passes ? 'refused' : error.code === 'STORE_MISSING' ? 'missing' : 'unavailable';
      tried({ store: store.name, outcome, ms: ms(), error: toWireError(error) });
      if (!passes) throw error;
      faults.push(error);
    }
  }
  throw notFound(reference, places, stores, faults);
}

/** Asks a store, and once more after each pause while it does not answer. */
async function pullPatiently(
  store: AgentStore,
  reference: AgentReference,
  { signal, downloading, retryAfterMs = RETRY_AFTER_MS }: ResolveOptions,
  progress: (progress: Progress) => void,
): Promise<string> {
  for (const pause of [...retryAfterMs, null]) {
    downloading?.(store.name);
    try {
      return await store.pull(reference, { signal, progress });
    } catch (error) {
      const again = error instanceof AgentError && error.code === 'STORE_UNAVAILABLE' && pause !== null;
      if (!again || signal.aborted) throw error;
      await delay(pause, undefined, { signal });
    }
  }
  throw new AppError('INTERNAL', `The store ${store.name} was never asked.`);
}

function notFound(
  reference: AgentReference,
  places: AgentPlaces,
  stores: readonly AgentStore[],
  faults: readonly AgentError[],
): AgentError {
  const unavailable = faults.filter(({ code }) => code === 'STORE_UNAVAILABLE');
  const asked = ['this machine', ...stores.map(({ name }) => STORE_WORDS[name])].join(', ');
  const remedy = `Put the program at ${agentFile(places.install, reference)}, or configure a store that has it (AGENT_REGISTRY, AGENT_NIX_FLAKE).`;
  return new AgentError('AGENT_NOT_FOUND', `${identifierOf(reference)} was found nowhere: asked ${asked}.`, {
    cause: unavailable[0] ?? faults.at(-1),
    diagnosis: unavailable.length > 0 ? 'was not found; a store did not answer' : 'was found nowhere',
    phase: 'resolving',
    remedy: unavailable[0] ? `${unavailable[0].message} ${unavailable[0].hint}` : remedy,
  });
}

const STORE_WORDS: Readonly<Record<AgentStore['name'], string>> = {
  nix: 'the Nix flake',
  oci: 'the OCI registry',
  http: 'the HTTP store',
  github: 'GitHub releases',
};

/** Where the version of the newest release can be asked; null where nobody can be. */
export type LatestRelease = ((reference: AgentReference, signal: AbortSignal) => Promise<string>) | null;

/**
 * A reference with a version in place of `latest`: the newest on this machine, and only when there is none the newest
 * release. Throws STORE_MISSING, STORE_UNAVAILABLE.
 *
 * @param localOnly `CODEFLY_AGENT_SOURCE` says that nobody else is asked
 */
export async function resolveLatest(
  reference: AgentReference,
  {
    places,
    latestRelease,
    localOnly,
    signal,
  }: {
    readonly places: AgentPlaces;
    readonly latestRelease: LatestRelease;
    readonly localOnly: boolean;
    readonly signal: AbortSignal;
  },
): Promise<AgentReference> {
  if (reference.version !== LATEST) return reference;
  try {
    return findLocalLatest(places, reference);
  } catch (error) {
    if (localOnly || latestRelease === null) throw error;
    return { ...reference, version: await latestRelease(reference, signal) };
  }
}

/** Pins a reference to the newest release, and only forward: a newer version that was pinned stays. */
export async function pinToLatestRelease(
  reference: AgentReference,
  latestRelease: NonNullable<LatestRelease>,
  signal: AbortSignal,
): Promise<AgentReference> {
  const version = await latestRelease(reference, signal);
  const isOlder = isVersion(reference.version) && isVersion(version) && compareVersions(version, reference.version) < 0;
  return isOlder ? reference : { ...reference, version };
}
