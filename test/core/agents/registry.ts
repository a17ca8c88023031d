import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onEnd, tempFolder } from '../../helpers/temp.ts';

/** A registry of this test's own: Debian's, on a port of its own. */
export interface Registry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly storage: string;
  /** Where a blob lies on its disk. */
  blobFile(digest: string): string;
}

/** Serves a storage folder; `auth` is the part of its configuration with that name. */
export async function openRegistry(storage = tempFolder('registry'), auth = ''): Promise<Registry> {
  const config = path.join(tempFolder('config'), 'config.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: { level: info }\nstorage:\n  filesystem: { rootdirectory: ${storage} }\nhttp: { addr: 127.0.0.1:0, secret: test }\n${auth}`,
  );
  const child = spawn('docker-registry', ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  onEnd(
    () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        if (!child.kill('SIGKILL')) resolve(null);
      }),
  );
  const lines = createInterface({ input: child.stderr });
  const seen: string[] = [];
  const port = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      seen.push(line);
      const [, found] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the registry ended: ${seen.join('\n')}`)));
  });
  return {
    host: `127.0.0.1:${port}`,
    storage,
    blobFile(digest) {
      const hex = digest.replace('sha256:', '');
      return path.join(storage, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
    },
  };
}

/** The digest of some bytes. */
export function digestOf(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Puts a blob into a repository; answers how a manifest names it. */
export async function pushBlob({ host }: Registry, repository: string, bytes: string | Uint8Array, mediaType: string) {
  const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const url = new URL(begun.headers.get('location') ?? '', `http://${host}`);
  url.searchParams.set('digest', digestOf(bytes));
  const headers = { 'content-type': 'application/octet-stream' };
  const done = await fetch(url, { method: 'PUT', body: bytes as BodyInit, headers });
  if (done.status !== 201) throw new Error(`the blob was refused: ${done.status} ${await done.text()}`);
  return { mediaType, digest: digestOf(bytes), size: Buffer.byteLength(bytes) };
}

/** Puts a manifest into a repository under a tag, or under its digest. */
export async function pushManifest(
  { host }: Registry,
  repository: string,
  tag: string | null,
  manifest: { mediaType: string },
) {
  const text = JSON.stringify(manifest);
  const url = `http://${host}/v2/${repository}/manifests/${tag ?? digestOf(text)}`;
  const done = await fetch(url, { method: 'PUT', body: text, headers: { 'content-type': manifest.mediaType } });
  if (done.status !== 201) throw new Error(`the manifest was refused: ${done.status} ${await done.text()}`);
  return { mediaType: manifest.mediaType, digest: digestOf(text), size: Buffer.byteLength(text) };
}

const OCI = 'application/vnd.oci.image';
const DOCKER = 'application/vnd.docker';

/** An image whose first layer is a program. */
export async function pushImage(
  registry: Registry,
  repository: string,
  tag: string | null,
  program: string,
  docker = false,
) {
  const config = await pushBlob(
    registry,
    repository,
    '{}',
    docker ? `${DOCKER}.container.image.v1+json` : `${OCI}.config.v1+json`,
  );
  const layer = await pushBlob(
    registry,
    repository,
    program,
    docker ? `${DOCKER}.image.rootfs.diff.tar` : `${OCI}.layer.v1.tar`,
  );
  const mediaType = docker ? `${DOCKER}.distribution.manifest.v2+json` : `${OCI}.manifest.v1+json`;
  const manifest = await pushManifest(registry, repository, tag, {
    schemaVersion: 2,
    mediaType,
    config,
    layers: [layer],
  } as any);
  return { manifest, layer };
}

/** A list of images by platform. */
export function pushIndex(registry: Registry, repository: string, tag: string, manifests: readonly unknown[]) {
  return pushManifest(registry, repository, tag, {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests,
  } as any);
}
