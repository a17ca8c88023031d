import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AgentPlaces, agentPlaces, platformOf } from '../../../electron/core/agents/places.ts';
import { parseReference } from '../../../electron/core/agents/reference.ts';
import { ociStore, registryScheme } from '../../../electron/core/agents/stores/oci.ts';
import { readChallenge } from '../../../electron/core/agents/stores/oci-auth.ts';
import { readManifest } from '../../../electron/core/agents/stores/oci-manifest.ts';
import type { Progress } from '../../../electron/core/agents/stores/store.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { openRegistry, pushImage, pushIndex, type Registry } from './registry.ts';
import { openLiar, openSlowly } from './registry-doors.ts';
import { failure } from './stand.ts';

const reference = (text: string) => parseReference(text).reference;
const { os, arch } = platformOf();
const REPOSITORY = 'agents/codefly.dev';
const options = { signal: new AbortController().signal, progress: () => {} };

function places(): AgentPlaces {
  return agentPlaces({ env: {}, userHome: tempFolder('home'), inContainer: false });
}

function filesBelow({ install }: AgentPlaces): string {
  return existsSync(install) ? execFileSync('find', [install, '-type', 'f']).toString() : '';
}

function storeFor(registry: Registry, env: Record<string, string> = {}) {
  const at = places();
  const hidden: string[] = [];
  const store = ociStore(registry.host, at, { HOME: at.install, ...env }, (values) => void hidden.push(...values));
  return {
    places: at,
    hidden,
    pull: (text: string) => store.pull(reference(text), options),
    has: (text: string) => store.available(reference(text), options.signal),
  };
}

describe('a registry as a store', () => {
  it('gives single images of both formats, the one for this platform out of a list, and says what is missing', async () => {
    const registry = await openRegistry();
    await pushImage(registry, `${REPOSITORY}/plain`, '0.0.1', '#!/bin/sh\necho plain\n');
    await pushImage(registry, `${REPOSITORY}/service-kinded`, '0.0.1', '#!/bin/sh\necho kinded\n');
    await pushImage(registry, `${REPOSITORY}/docker`, 'latest', '#!/bin/sh\necho docker\n', true);
    const own = await pushImage(registry, `${REPOSITORY}/many`, null, '#!/bin/sh\necho own\n');
    const other = await pushImage(registry, `${REPOSITORY}/many`, null, '#!/bin/sh\necho other\n');
    const entries = [
      { ...other.manifest, platform: { os: 'plan9', architecture: 'mips' } },
      { ...own.manifest, platform: { os, architecture: arch } },
    ];
    await pushIndex(registry, `${REPOSITORY}/many`, '0.0.1', entries);
    await pushIndex(registry, `${REPOSITORY}/many`, '0.0.2', entries.slice(0, 1));
    const { pull, has } = storeFor(registry);
    for (const [name, says] of [
      ['plain:0.0.1', 'plain'],
      ['kinded:0.0.1', 'kinded'],
      ['docker:latest', 'docker'],
      ['many:0.0.1', 'own'],
    ] as const) {
      expect(await has(name)).toBe(true);
      const file = await pull(name);
      expect(execFileSync(file).toString()).toBe(`${says}\n`);
      expect(statSync(file).mode & 0o777).toBe(0o700);
    }
    expect(await has('nobody:1.0.0')).toBe(false);
    expect(await failure(pull('nobody:1.0.0'))).toMatchObject({ code: 'STORE_MISSING' });
    const elsewhere = await failure(pull('many:0.0.2'));
    expect(elsewhere).toMatchObject({
      code: 'STORE_MISSING',
      message: expect.stringContaining(`not published for ${os}/${arch}; there is plan9/mips`),
    });
  });

  it('is not believed when a layer is not what its digest says, or is cut short; nothing stays of it', async () => {
    const registry = await openRegistry();
    const changed = await pushImage(registry, `${REPOSITORY}/changed`, '0.0.1', '#!/bin/sh\necho good\n');
    const cut = await pushImage(registry, `${REPOSITORY}/cut`, '0.0.1', '#!/bin/sh\necho another\n');
    const file = registry.blobFile(changed.layer.digest);
    writeFileSync(file, readFileSync(file, 'utf8').replace('good', 'evil'));
    truncateSync(registry.blobFile(cut.layer.digest), 10);
    const { pull, places } = storeFor(registry);
    expect(await failure(pull('changed:0.0.1'))).toMatchObject({
      code: 'DIGEST_MISMATCH',
      diagnosis: 'what arrived is not what was published',
    });
    expect(await failure(pull('cut:0.0.1'))).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(filesBelow(places)).toBe('');
  });

  it('is not believed when a manifest names another size than the layer has, more or less', async () => {
    const registry = await openRegistry();
    const program = '#!/bin/sh\necho sized\n';
    const lying = await openLiar(registry);
    await pushImage(registry, `${REPOSITORY}/sized`, '0.0.1', program);
    const { pull, places } = storeFor({ ...registry, host: lying.host });
    expect(execFileSync(await pull('sized:0.0.1')).toString()).toBe('sized\n');
    const { length } = program;
    const cases: readonly [says: number, namesLength: boolean, code: string, message: string][] = [
      [length + 1, true, 'DIGEST_MISMATCH', `has ${length} bytes, and its manifest names ${length + 1}`],
      [length - 1, true, 'DIGEST_MISMATCH', `has ${length} bytes, and its manifest names ${length - 1}`],
      [length + 1, false, 'DIGEST_MISMATCH', `has ${length} bytes, and ${length + 1} were named`],
      [length - 1, false, 'DIGEST_MISMATCH', `has more than ${length - 1} bytes, and ${length - 1} were named`],
      [2 ** 31, false, 'TOO_LARGE', 'is larger than 1073741824 bytes'],
    ];
    for (const [says, namesLength, code, message] of cases) {
      Object.assign(lying, { says, namesLength });
      const { pull: again, places: at } = storeFor({ ...registry, host: lying.host });
      expect(await failure(again('sized:0.0.1'))).toMatchObject({ code, message: expect.stringContaining(message) });
      expect(filesBelow(at)).toBe('');
    }
    expect(filesBelow(places)).not.toBe('');
  });

  it('that is slow is waited for, with every step told; called off in between, nothing stays of it', async () => {
    const registry = await openRegistry();
    const program = `#!/bin/sh\necho slow\n${'# much to fetch\n'.repeat(20_000)}`;
    const size = Buffer.byteLength(program);
    await pushImage(registry, `${REPOSITORY}/slow`, '0.0.1', program);
    const host = await openSlowly(registry);
    const store = (at: AgentPlaces) => ociStore(host, at, { HOME: at.install }, () => {});
    const patient = places();
    const told: Progress[] = [];
    const file = await store(patient).pull(reference('slow:0.0.1'), {
      ...options,
      progress: (one) => void told.push(one),
    });
    expect(execFileSync(file).toString()).toBe('slow\n');
    expect(told.length).toBeGreaterThan(2);
    expect(told.every(({ total }) => total === size)).toBe(true);
    expect(told.at(-1)?.rate).toBeGreaterThan(0);
    expect(told.map(({ bytes }) => bytes)).toEqual([...told.map(({ bytes }) => bytes)].sort((a, b) => a - b));
    expect(told.at(-1)?.bytes).toBe(size);
    const controller = new AbortController();
    const hasty = places();
    const pull = store(hasty).pull(reference('slow:0.0.1'), {
      signal: controller.signal,
      progress: () => controller.abort(new Error('changed my mind')),
    });
    expect((await failure(pull)).message).toBe('changed my mind');
    expect(filesBelow(hasty)).toBe('');
  });

  it('is shown a user and a password, or a token, as it asks for', async () => {
    const open = await openRegistry();
    await pushImage(open, `${REPOSITORY}/sealed`, '0.0.1', '#!/bin/sh\necho sealed\n');
    const secrets = { AGENT_REGISTRY_USER: 'me', AGENT_REGISTRY_PASSWORD: 'open sesame' };
    const users = path.join(tempFolder(), 'users');
    writeFileSync(users, `me:${HASH}\n`);
    const basic = await openRegistry(open.storage, `auth: { htpasswd: { realm: test, path: ${users} } }\n`);
    const refused = await failure(storeFor(basic).pull('sealed:0.0.1'));
    expect(refused).toMatchObject({ code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('AGENT_REGISTRY_USER') });
    const shown = storeFor(basic, secrets);
    expect(execFileSync(await shown.pull('sealed:0.0.1')).toString()).toBe('sealed\n');
    expect(shown.hidden).toContain('open sesame');

    const tokens = await openTokens();
    const config = `auth: { token: { realm: "${tokens.url}", service: reg, issuer: me, rootcertbundle: ${tokens.certificate} } }\n`;
    const bearer = await openRegistry(open.storage, config);
    const docker = tempFolder('docker');
    const packed = Buffer.from('me:open sesame').toString('base64');
    writeFileSync(path.join(docker, 'config.json'), JSON.stringify({ auths: { [bearer.host]: { auth: packed } } }));
    const given = storeFor(bearer, { DOCKER_CONFIG: docker });
    expect(execFileSync(await given.pull('sealed:0.0.1')).toString()).toBe('sealed\n');
    expect(tokens.asked).toEqual([`Basic ${packed}`]);
    expect(given.hidden.length).toBe(2);
    expect(await failure(storeFor(bearer).pull('sealed:0.0.1'))).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('is said to be unavailable when nobody is there', async () => {
    const store = ociStore('127.0.0.1:9', places(), {}, () => {});
    expect(await store.available(reference('a:1.0.0'), options.signal)).toBe(false);
    const error = await failure(store.pull(reference('a:1.0.0'), options));
    expect(error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/^127.0.0.1:9 does not answer/),
    });
  });
});

describe('what registries say', () => {
  it('is read: manifests without layers or with other digests, challenges, schemes', () => {
    const platform = { os: 'linux', arch: 'amd64' };
    const digest = `sha256:${'a'.repeat(64)}`;
    const layered = (layers: unknown) =>
      readManifest(JSON.stringify({ config: { digest: 'sha256:c' }, layers }), platform, 'x');
    expect(layered([{ digest, size: 1, mediaType: 'm' }])).toEqual({
      sort: 'image',
      layer: { digest, size: 1, mediaType: 'm' },
    });
    for (const layers of [undefined, [], 'no']) expect(() => layered(layers)).toThrow(/names no layers/);
    expect(() => layered([{ digest: 'md5:1', size: 1 }])).toThrow(/no sha256/);
    expect(() => layered([{ digest, size: -1 }])).toThrow(/size that is none/);
    expect(() => readManifest('<html>', platform, 'x')).toThrow(/no JSON/);
    expect(readChallenge('Bearer realm="https://a/t",service="s",scope="repository:a,b:pull"')).toEqual({
      scheme: 'bearer',
      given: { realm: 'https://a/t', service: 's', scope: 'repository:a,b:pull' },
    });
    expect(registryScheme('localhost:5000/x', {})).toBe('http');
    expect(registryScheme('127.0.0.1', {})).toBe('http');
    expect(registryScheme('localhost.evil.example', {})).toBe('https');
    expect(registryScheme('ghcr.io', { AGENT_REGISTRY_SCHEME: 'http' })).toBe('http');
  });
});

/** bcrypt of “open sesame”. */
const HASH = '$2b$04$AH1NWRHgdlgO9nfq5RViAuAGxwSxNHgcZkNJ7T94HCkIsciUPsJ7C';

/** A token service as registries name one: signs what it is asked for, and remembers who asked. */
async function openTokens() {
  const folder = tempFolder('tokens');
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=test', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')];
  const secret = createPrivateKey(readFileSync(key));
  const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const asked: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    if (request.headers.authorization === undefined) return void response.writeHead(401).end();
    asked.push(request.headers.authorization);
    const url = new URL(request.url ?? '', 'http://x');
    const [type, name, actions = ''] = (url.searchParams.get('scope') ?? '').split(':');
    const now = Math.floor(Date.now() / 1_000);
    const access = [{ type, name, actions: actions.split(',') }];
    const claims = {
      iss: 'me',
      sub: '',
      aud: url.searchParams.get('service'),
      exp: now + 300,
      nbf: now - 60,
      iat: now,
      jti: 'x',
      access,
    };
    const text = `${packed({ typ: 'JWT', alg: 'RS256', x5c })}.${packed(claims)}`;
    const token = `${text}.${sign('sha256', Buffer.from(text), secret).toString('base64url')}`;
    response.end(JSON.stringify({ token }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/token`, certificate, asked };
}
