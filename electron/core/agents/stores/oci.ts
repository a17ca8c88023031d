import { createHash } from 'node:crypto';
import { AgentError } from '../agent-error.ts';
import { type AgentPlaces, platformOf } from '../places.ts';
import { type AgentReference, identifierOf, programOf } from '../reference.ts';
import type { Answer } from './ask.ts';
import { bring, expectOk, installOnce } from './install.ts';
import { credentialsFor, type RegistryAsker, registryAsker } from './oci-auth.ts';
import { type Descriptor, MANIFEST_TYPES, readManifest } from './oci-manifest.ts';
import type { AgentStore } from './store.ts';

/** Under these names a registry is configured. */
export const REGISTRY_VARIABLE = 'AGENT_REGISTRY';
const SCHEME_VARIABLE = 'AGENT_REGISTRY_SCHEME';

type Env = Readonly<Record<string, string | undefined>>;

/** How a registry is spoken to: as told, else without TLS on this machine only. */
export function registryScheme(registry: string, env: Env): 'http' | 'https' {
  const told = env[SCHEME_VARIABLE];
  if (told === 'http' || told === 'https') return told;
  return /^(?:localhost|127\.0\.0\.1)(?:[:/]|$)/.test(registry) ? 'http' : 'https';
}

/** An OCI registry as a store: one image an agent, whose first layer is the program or an archive of it. */
export function ociStore(
  registry: string,
  places: AgentPlaces,
  env: Env,
  hide: (values: readonly string[]) => void,
): AgentStore {
  const base = `${registryScheme(registry, env)}://${registry.replace(/\/+$/, '')}/v2`;
  const host = registry.split('/')[0] ?? registry;

  /** Repositories an agent may be found in: as it is named, and with its kind before the name. */
  function repositories(reference: AgentReference): string[] {
    const { publisher, name } = reference;
    return [name, programOf(reference)].map((one) => `agents/${publisher}/${one}`);
  }

  const manifestUrl = (repository: string, tag: string) => `${base}/${repository}/manifests/${tag}`;

  async function manifest(asker: RegistryAsker, repository: string, tag: string, signal: AbortSignal, method?: 'HEAD') {
    const headers = { accept: MANIFEST_TYPES.join(', ') };
    return asker.ask({ url: manifestUrl(repository, tag), headers, signal, ...(method ? { method } : {}) });
  }

  /** The layer with the program, and the repository it is in. */
  async function find(asker: RegistryAsker, reference: AgentReference, signal: AbortSignal) {
    const what = `${identifierOf(reference)} in ${registry}`;
    const [first, ...others] = repositories(reference);
    let repository = first ?? '';
    let answer = await manifest(asker, repository, reference.version, signal);
    for (const other of others) {
      if (answer.status !== 404) break;
      await answer.drop();
      repository = other;
      answer = await manifest(asker, repository, reference.version, signal);
    }
    let read = readManifest(await checkedText(await expectOk(answer, what), null, what), platformOf(), what);
    if (read.sort === 'index') {
      const { digest } = read.chosen;
      const own = await expectOk(await manifest(asker, repository, digest, signal), what);
      read = readManifest(await checkedText(own, digest, what), platformOf(), what);
    }
    if (read.sort === 'index') throw new AgentError('STORE_UNAVAILABLE', `${what} is a list of lists.`);
    return { repository, layer: read.layer, what };
  }

  return {
    name: 'oci',
    async available(reference, signal) {
      const asker = registryAsker(credentialsFor(host, env), hide);
      for (const repository of repositories(reference)) {
        const answer = await manifest(asker, repository, reference.version, signal, 'HEAD').catch(() => null);
        if (answer?.status === 200) return true;
      }
      return false;
    },
    pull: (reference, { signal, progress }) =>
      installOnce(places, reference, signal, async (target) => {
        const asker = registryAsker(credentialsFor(host, env), hide);
        const { repository, layer, what } = await find(asker, reference, signal);
        const url = `${base}/${repository}/blobs/${layer.digest}`;
        const answer = await expectOk(await asker.ask({ url, signal }), what);
        const sha256 = layer.digest.slice('sha256:'.length);
        const isArchive = /tar\+gzip|tar\.gzip/.test(layer.mediaType);
        const bytes = sized(answer, layer, what);
        await bring(target, reference, bytes, { what, total: layer.size, sha256, progress, isArchive });
      }),
  };
}

/** The bytes of a layer; what announces another size than the manifest names is not even read. */
function sized(answer: Answer, layer: Descriptor, what: string): AsyncIterable<Uint8Array> {
  if (answer.total === null || answer.total === layer.size) return answer.bytes();
  void answer.drop();
  throw new AgentError('DIGEST_MISMATCH', `${what} has ${answer.total} bytes, and its manifest names ${layer.size}.`, {
    diagnosis: 'what arrived is not what was published',
  });
}

/** The text of a manifest, whose digest is checked where it was asked for by that, or the registry names one. */
async function checkedText(answer: Answer, asked: string | null, what: string): Promise<string> {
  const text = await answer.text();
  const wanted = asked ?? answer.headers.get('docker-content-digest');
  const found = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (wanted === null || !wanted.startsWith('sha256:') || wanted === found) return text;
  throw new AgentError(
    'DIGEST_MISMATCH',
    `The manifest of ${what} has the digest ${found}, and should have ${wanted}.`,
    {
      diagnosis: 'what arrived is not what was published',
    },
  );
}
