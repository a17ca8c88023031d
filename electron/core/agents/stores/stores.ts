import type { Processes } from '../../process/processes.ts';
import type { AgentPlaces } from '../places.ts';
import type { LatestRelease } from '../resolve.ts';
import { githubStore } from './github.ts';
import { HTTP_VARIABLE, httpStore } from './http.ts';
import { FLAKE_VARIABLE, hasNix, nixStore } from './nix.ts';
import { ociStore, REGISTRY_VARIABLE } from './oci.ts';
import type { AgentStore } from './store.ts';

/** What the stores of a host are made of. */
export interface StoresOptions {
  readonly places: AgentPlaces;
  /** The environment of the host, which configures them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: Pick<Processes, 'spawn'>;
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly hide: (values: readonly string[]) => void;
}

/** The stores that are configured, in the order in which they are asked, and who knows the newest release. */
export function storesOf(options: StoresOptions): { stores: AgentStore[]; latestRelease: LatestRelease } {
  const { places, env, hide } = options;
  const flake = env[FLAKE_VARIABLE];
  const registry = env[REGISTRY_VARIABLE];
  const template = env[HTTP_VARIABLE];
  const github = githubStore(places, env);
  const searchPath = env['PATH'] ?? '';
  return {
    stores: [
      ...(flake && hasNix(searchPath) ? [nixStore(flake, options)] : []),
      ...(registry ? [ociStore(registry, places, env, hide)] : []),
      ...(template ? [httpStore(template, places)] : []),
      github,
    ],
    latestRelease: github.latestRelease,
  };
}
