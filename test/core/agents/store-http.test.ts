import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { agentFile, agentPlaces, platformSuffix } from '../../../electron/core/agents/places.ts';
import { parseReference } from '../../../electron/core/agents/reference.ts';
import { ask } from '../../../electron/core/agents/stores/ask.ts';
import { downloadUrl, githubStore, validUrl } from '../../../electron/core/agents/stores/github.ts';
import { fillTemplate, httpStore } from '../../../electron/core/agents/stores/http.ts';
import { sha256In } from '../../../electron/core/agents/stores/install.ts';
import type { Progress } from '../../../electron/core/agents/stores/store.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { failure } from './stand.ts';

const reference = (text: string) => parseReference(text).reference;
const scout = reference('acme.io/scout:0.0.2');
const SCRIPT = '#!/bin/sh\necho scout\n';
const hash = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const suffix = platformSuffix();

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server that answers by path. */
async function serve(answers: Record<string, Answer | string | Uint8Array>) {
  const asked: { url: string; headers: http.IncomingHttpHeaders }[] = [];
  const server = http.createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    const answer = answers[request.url ?? ''];
    if (answer === undefined) return void response.writeHead(404).end('nothing here');
    if (typeof answer === 'function') return answer(request, response);
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${(server.address() as { port: number }).port}`, asked, answers };
}

/** A gzipped tar archive. */
async function archive(entries: readonly (Partial<Header> & { name: string; text?: string })[]): Promise<Buffer> {
  const tar = pack();
  for (const { text = '', ...header } of entries) tar.entry({ mode: 0o644, ...header } as Header, text);
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(piece as Buffer);
  return gzipSync(Buffer.concat(pieces));
}

function places() {
  return agentPlaces({ env: {}, userHome: tempFolder('home'), inContainer: false });
}

function pulling(signal = new AbortController().signal) {
  const told: Progress[] = [];
  return { told, options: { signal, progress: (one: Progress) => void told.push(one) } };
}

describe('a folder of files behind HTTP', () => {
  it('gives a program or an archive of it, verified where a sum is published, and tells how far it is', async () => {
    const packed = await archive([
      { name: 'LICENSE', text: 'free' },
      { name: 'dist/service-scout', text: SCRIPT, mode: 0o755 },
    ]);
    const server = await serve({
      '/scout-0.0.2': SCRIPT,
      '/scout-0.0.2.sha256': `${hash(SCRIPT)}\n`,
      '/scout.tar.gz': packed,
    });
    const [plain, archived] = [places(), places()];
    const { told, options } = pulling();
    const file = await httpStore(`${server.base}/{name}-{version}`, plain).pull(scout, options);
    expect(file).toBe(agentFile(plain.install, scout));
    expect(execFileSync(file).toString()).toBe('scout\n');
    expect(told.at(-1)).toMatchObject({ bytes: SCRIPT.length, total: SCRIPT.length });
    const unpacked = await httpStore(`${server.base}/{name}.tar.gz`, archived).pull(scout, options);
    expect(execFileSync(unpacked).toString()).toBe('scout\n');
    expect(readdirSync(path.dirname(unpacked))).toEqual(['scout__0.0.2']);
  });

  it('is asked once by many who want the same agent at the same time', async () => {
    const server = await serve({ '/scout': SCRIPT });
    const at = places();
    const store = httpStore(`${server.base}/{name}`, at);
    const files = await Promise.all(Array.from({ length: 5 }, () => store.pull(scout, pulling().options)));
    expect(new Set(files).size).toBe(1);
    expect(server.asked.filter(({ url }) => url === '/scout')).toHaveLength(1);
  });

  const wrong: readonly [what: string, answer: Answer | null, code: string, message: RegExp][] = [
    ['has not got it', null, 'STORE_MISSING', /HTTP 404: nothing here/],
    [
      'is broken',
      (_request, response) => void response.writeHead(502).end('<html>bad'),
      'STORE_UNAVAILABLE',
      /HTTP 502\)/,
    ],
    [
      'wants to know who asks',
      (_request, response) => void response.writeHead(403).end('no'),
      'STORE_UNAVAILABLE',
      /is not given to us/,
    ],
    ['hangs up', (request) => void request.socket.destroy(), 'STORE_UNAVAILABLE', /does not answer/],
    [
      'announces more than any agent has',
      (_request, response) => void response.writeHead(200, { 'content-length': String(2 ** 31) }).flushHeaders(),
      'TOO_LARGE',
      /is larger than 1073741824 bytes/,
    ],
    [
      'lies about the size',
      (request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('#!/bin/sh\n', () => request.socket.destroy());
      },
      'STORE_UNAVAILABLE',
      /does not answer|ended after/,
    ],
  ];
  it.each(wrong)('is told apart when it %s, with nothing left of it', async (_what, answer, code, message) => {
    const server = await serve(answer === null ? {} : { '/scout': answer });
    const at = places();
    const store = httpStore(`${server.base}/{name}`, at);
    const error = await failure(store.pull(scout, pulling().options));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.hint).not.toBe('');
    const folder = path.dirname(agentFile(at.install, scout));
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  it('is not believed when the sum is another one, waited for when it goes silent, or needed when it is called off', async () => {
    const slow: Answer = (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('#!');
    const server = await serve({ '/scout': SCRIPT, '/scout.sha256': hash('other'), '/slow': slow });
    const error = await failure(httpStore(`${server.base}/{name}`, places()).pull(scout, pulling().options));
    expect(error).toMatchObject({ code: 'DIGEST_MISMATCH', message: expect.stringContaining(hash(SCRIPT)) });
    const answer = await ask({ url: `${server.base}/slow`, signal: new AbortController().signal, silentMs: 2_000 });
    expect(await failure(answer.text())).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/nothing came for 2000 ms/),
    });
    const controller = new AbortController();
    const pull = httpStore(`${server.base}/slow`, places()).pull(scout, pulling(controller.signal).options);
    setTimeout(() => controller.abort(new Error('changed my mind')), 200);
    expect((await failure(pull)).message).toBe('changed my mind');
  });

  it('refuses a template that leads nowhere, and writes names into it as pieces of an address', () => {
    expect(fillTemplate('https://x.example/{publisher}/{program}_{version}_{os}_{arch}', scout)).toBe(
      `https://x.example/acme.io/service-scout_0.0.2_${suffix}`,
    );
    expect(() => fillTemplate('https://x.example/{nonsense}', scout)).toThrow(/\{nonsense\}/);
    expect(() => fillTemplate('file:///etc/{name}', scout)).toThrow(/no address/);
  });
});

describe('an archive', () => {
  const bad: readonly [what: string, entries: Parameters<typeof archive>[0], code: string, message: RegExp][] = [
    ['leads out of itself', [{ name: '../../evil', text: 'x' }], 'UNREADABLE', /leads out of the archive/],
    ['names absolute paths', [{ name: '/etc/evil', text: 'x' }], 'UNREADABLE', /leads out of the archive/],
    [
      'holds a link',
      [{ name: 'service-scout', type: 'symlink', linkname: '/bin/sh' }],
      'UNREADABLE',
      /is a link to \/bin\/sh/,
    ],
    ['holds a hard link', [{ name: 'x', type: 'link', linkname: '../x' }], 'UNREADABLE', /is a link/],
    [
      'turns bad after the program',
      [
        { name: 'service-scout', text: SCRIPT },
        { name: '../x', text: 'x' },
      ],
      'UNREADABLE',
      /leads out/,
    ],
    [
      'holds another program',
      [{ name: 'service-other', text: 'x' }],
      'STORE_MISSING',
      /holds no program service-scout/,
    ],
  ];
  it.each(bad)('that %s is refused as a whole', async (_what, entries, code, message) => {
    const server = await serve({ '/a.tar.gz': await archive(entries) });
    const at = places();
    const error = await failure(httpStore(`${server.base}/a.tar.gz`, at).pull(scout, pulling().options));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(readdirSync(path.dirname(agentFile(at.install, scout)))).toEqual([]);
  });

  it('that is no archive, or is cut short, is refused', async () => {
    const whole = await archive([{ name: 'service-scout', text: SCRIPT.repeat(2_000) }]);
    const server = await serve({ '/a.tar.gz': 'no archive at all', '/b.tar.gz': whole.subarray(0, whole.length - 20) });
    for (const name of ['a', 'b']) {
      const error = await failure(httpStore(`${server.base}/${name}.tar.gz`, places()).pull(scout, pulling().options));
      expect(error.code).toBe('UNREADABLE');
    }
  });
});

describe('releases on GitHub', () => {
  const release = (file: string) => `/acme-io/service-scout/releases/download/v0.0.2/${file}`;
  const asset = `service-scout_0.0.2_${suffix}.tar.gz`;

  it('give the archive for this platform, also by a redirect, with the sums of the release', async () => {
    const packed = await archive([{ name: 'service-scout', text: SCRIPT }]);
    const sums = `${hash('x')}  other.tar.gz\n${hash(packed)}  ${asset}\n`;
    const server = await serve({
      [release(asset)]: (_request, response) => void response.writeHead(302, { location: '/objects/1' }).end(),
      [release('service-scout_0.0.2_checksums.txt')]: sums,
      '/objects/1': packed,
    });
    const github = { web: server.base, api: server.base };
    const file = await githubStore(places(), {}, github).pull(scout, pulling().options);
    expect(execFileSync(file).toString()).toBe('scout\n');
    server.answers[release('service-scout_0.0.2_checksums.txt')] = sums.replace(hash(packed), hash('y'));
    expect(await failure(githubStore(places(), {}, github).pull(scout, pulling().options))).toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect(
      await failure(githubStore(places(), {}, github).pull(reference('no:1.0.0'), pulling().options)),
    ).toMatchObject({ code: 'STORE_MISSING' });
  });

  it('tell the newest version, that there is none, or that we asked too often; a token is shown to the API only', async () => {
    const latest = '/repos/acme-io/service-scout/releases/latest';
    const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '60', 'x-ratelimit-reset': '1700000000' };
    const server = await serve({
      [latest]: '{"tag_name":"v0.0.10"}',
      '/repos/acme-io/service-vault/releases/latest': '{"tag_name":"0.0.1-vault"}',
      '/repos/acme-io/service-busy/releases/latest': (_request, response) =>
        void response.writeHead(403, limit).end('slow down'),
    });
    const github = { web: server.base, api: server.base };
    const ours = githubStore(places(), { GITHUB_TOKEN: 'ghp_secret' }, github);
    const { signal } = new AbortController();
    expect(await ours.latestRelease(scout, signal)).toBe('0.0.10');
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer ghp_secret');
    await ours.available(scout, signal);
    expect(server.asked.at(-1)?.headers.authorization).toBeUndefined();
    const none = await failure(ours.latestRelease(reference('acme.io/nobody:1.0.0'), signal));
    expect(none.code).toBe('STORE_MISSING');
    expect((await failure(ours.latestRelease(reference('acme.io/vault:1.0.0'), signal))).message).toContain(
      '0.0.1-vault',
    );
    const busy = await failure(
      githubStore(places(), {}, github).latestRelease(reference('acme.io/busy:1.0.0'), signal),
    );
    expect(busy).toMatchObject({ code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('GITHUB_TOKEN') });
    expect(busy.message).toContain('until 22:13 UTC: 60 questions an hour');
  });

  it('are on github.com and nowhere else', () => {
    expect(downloadUrl(reference('codefly.dev/go-grpc:0.0.147'), 'windows_arm64')).toBe(
      'https://github.com/codefly-dev/service-go-grpc/releases/download/v0.0.147/service-go-grpc_0.0.147_windows_arm64.tar.gz',
    );
    expect(validUrl(downloadUrl(scout))).toBe(true);
    for (const url of [
      'http://github.com/x',
      'https://github.com.evil.example/x',
      'https://me@github.com/x',
      'https://github.com:8443/x',
      'x',
    ])
      expect(validUrl(url)).toBe(false);
  });
});

describe('published sums', () => {
  it('are found in the shapes they are published in', () => {
    const [one, other] = [hash('one'), hash('other')];
    expect(sha256In(`${one}\n`, 'f')).toBe(one);
    expect(sha256In(`${one}  f\n${other} *g\n`, 'g')).toBe(other);
    expect(sha256In(`${one}  ./f\n`, 'f')).toBe(one);
    expect(sha256In(`${one}  g\n`, 'f')).toBeNull();
    expect(sha256In('no sums', 'f')).toBeNull();
  });
});
