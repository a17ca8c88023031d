import { AgentError } from '../agent-error.ts';
import type { Platform } from '../places.ts';

/** Media types of manifests and of lists of them, by the OCI image specification and by Docker's second schema. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;

/** One thing a manifest names. */
export interface Descriptor {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
}

/** What a manifest says: the program, or where the manifest for this platform is. */
export type Manifest =
  | { readonly sort: 'index'; readonly chosen: Descriptor }
  | { readonly sort: 'image'; readonly layer: Descriptor };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads a manifest. Of an index the entry for the platform is chosen, of an image its first layer: the program itself,
 * or an archive of it. Throws STORE_MISSING when there is none.
 */
export function readManifest(text: string, platform: Platform, what: string): Manifest {
  let root: Record<string, unknown>;
  try {
    root = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new AgentError('STORE_UNAVAILABLE', `The manifest of ${what} is no JSON.`, { cause });
  }
  if (typeof root !== 'object' || root === null) throw missing(`The manifest of ${what} is no object.`);
  if (Array.isArray(root['manifests'])) return { sort: 'index', chosen: choose(root['manifests'], platform, what) };
  const layers = root['layers'];
  const first: unknown = Array.isArray(layers) ? layers[0] : undefined;
  if (first === undefined) throw missing(`The manifest of ${what} names no layers.`);
  return { sort: 'image', layer: descriptorOf(first, what) };
}

function choose(entries: readonly unknown[], wanted: Platform, what: string): Descriptor {
  const platforms = entries.map((entry) => (entry as { platform?: Partial<Record<string, unknown>> } | null)?.platform);
  const index = platforms.findIndex((one) => one?.['os'] === wanted.os && one['architecture'] === wanted.arch);
  if (index >= 0) return descriptorOf(entries[index], what);
  const known = platforms.flatMap((one) => (one ? [`${one['os']}/${one['architecture']}`] : []));
  throw missing(`${what} is not published for ${wanted.os}/${wanted.arch}; there is ${known.join(', ') || 'nothing'}.`);
}

function descriptorOf(value: unknown, what: string): Descriptor {
  const { digest, size, mediaType } = (value ?? {}) as Partial<Record<keyof Descriptor, unknown>>;
  if (typeof digest !== 'string' || !DIGEST.test(digest))
    throw new AgentError('STORE_UNAVAILABLE', `The manifest of ${what} names a digest that is no sha256.`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new AgentError('STORE_UNAVAILABLE', `The manifest of ${what} names a size that is none.`);
  return { digest, size, mediaType: typeof mediaType === 'string' ? mediaType : '' };
}

function missing(message: string): AgentError {
  return new AgentError('STORE_MISSING', message);
}
