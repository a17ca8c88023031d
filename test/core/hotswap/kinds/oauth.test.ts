import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { createOAuthOpener } from '../../../../electron/core/hotswap/kinds/oauth-opener.ts';
import { judgeAgain } from '../../../../electron/core/hotswap/load-from-disk.ts';
import { serveRegistries } from '../../../../electron/core/hotswap/served-registries.ts';
import { createKeyVault, sealedText } from '../../../../electron/core/state/vault.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { OWNER, startHost, type TestHost } from '../../../helpers/workspace.ts';
import { bareHotSwap } from './bare-hot-swap.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

const KEY = { SIGNALBOX_VAULT_KEY: 'a'.repeat(64) };
const OTHER = { SIGNALBOX_VAULT_KEY: 'b'.repeat(64) };
const PLAIN = 'clientID: the-client\nclientSecret: planted-secret-1\nscopes: [planted-scope]\n';
const vault = createKeyVault('/nowhere', KEY);
const { kind, clientOf } = createOAuthOpener(vault, () => true);
const sealed = async (text: string, env = KEY) =>
  sealedText(await createKeyVault('/nowhere', env).seal(text), 'a.yaml');

describe('an OAuth client', () => {
  it.each([
    ['clientId: the-client\n'],
    ['clientID: the-client\n'],
    ['client_id: the-client\n'],
    ['CLIENT_ID: the-client\n'],
    ['{"ClientID": "the-client", "Endpoint": {"AuthURL": "https://h/a"}}'],
  ])('is opened from %j, and its value stays sealed', async (text) => {
    const { value, warnings, aliases } = await loaded(kind, await sealed(text), parser);
    expect(warnings).toEqual([]);
    expect(aliases).toEqual([]);
    expect(clientOf(value)).toMatchObject({ clientId: 'the-client' });
    expect(Object.keys(value)).toEqual(['$sealed', 'alg', 'kid', 'nonce', 'data']);
    expect(JSON.stringify(value)).not.toContain('the-client');
  });

  it('gives its secrets to the masker', async () => {
    expect((await loaded(kind, await sealed(PLAIN), parser)).secrets).toContain('planted-secret-1');
  });

  it('may stand in plain, with a warning', async () => {
    const { value, warnings } = await loaded(kind, PLAIN, parser);
    expect(warnings).toMatchObject([{ code: 'ADVICE', message: expect.stringContaining('not sealed'), line: 1 }]);
    expect(clientOf(value)).toMatchObject({ clientId: 'the-client', clientSecret: 'planted-secret-1' });
  });

  it('stays sealed where the workspace is not trusted, and says so', async () => {
    const looking = createOAuthOpener(vault, () => false);
    const { value, warnings, secrets } = await loaded(looking.kind, await sealed(PLAIN), parser);
    expect(warnings).toMatchObject([{ code: 'ADVICE', message: expect.stringContaining('stays sealed'), line: 1 }]);
    expect([looking.clientOf(value), secrets]).toEqual([null, []]);
    expect(await refused(looking.kind, '$sealed: v1\nalg: A256GCM\n', parser)).toMatchObject({ code: 'SCHEMA' });
  });

  it('is refused when the key is another, when there is none, and when it was changed', async () => {
    expect(await refused(kind, await sealed(PLAIN, OTHER), parser)).toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('sealed with another key'),
      at: { line: 5 },
    });
    const without = createOAuthOpener(createKeyVault(tempFolder('home'), {}), () => true);
    expect(await refused(without.kind, await sealed(PLAIN), parser)).toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('No key'),
      hint: expect.stringContaining('SIGNALBOX_VAULT_KEY'),
    });
    const { data, ...rest } = await vault.seal(PLAIN);
    const bytes = Buffer.from(data, 'base64');
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    const changed = sealedText({ ...rest, data: bytes.toString('base64') }, 'a.yaml');
    expect(await refused(kind, changed, parser)).toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('changed after it was sealed'),
    });
  });

  it.each([
    ['clientSecret: planted-secret-1\n', 'no client id'],
    ['clientId: ""\nclientSecret: planted-secret-1\n', 'no client id'],
    ['clientId: {a: planted-secret-1}\n', 'no client id'],
    ['- planted-secret-1\n', 'no client id'],
    ['clientId: x\npassword: [planted-secret-1\n', 'cannot be read at line'],
  ])('is refused when what is sealed is %j, without a word of it', async (text, words) => {
    const fault = await refused(kind, await sealed(text), parser);
    expect(fault).toMatchObject({ message: expect.stringContaining(words) });
    expect(JSON.stringify(fault)).not.toContain('planted');
  });

  it.each([
    ['clientSecret: x\n', 'has no client id', 1, 1],
    ['EncryptedSecret: abc\n', 'encrypted by another program', 1, 18],
    ['$sealed: v2\n', 'expected v1', 1, 10],
    ['$sealed: v1\nalg: rot13\n', 'expected A256GCM', 2, 6],
    [
      '$sealed: v1\nalg: A256GCM\nkid: xyz\nnonce: AAAAAAAAAAAAAAAA\ndata: AAAAAAAAAAAAAAAAAAAAAAAAAAAA\n',
      'hex digits of the key',
      3,
      6,
    ],
    [
      '$sealed: v1\nalg: A256GCM\nkid: "01234567"\nnonce: AAAA\ndata: AAAAAAAAAAAAAAAAAAAAAAAAAAAA\n',
      '`nonce` needs a `nonce` of 12 bytes',
      4,
      8,
    ],
    ['$sealed: v1\nalg: A256GCM\nkid: "01234567"\nnonce: AAAAAAAAAAAAAAAA\ndata: "?"\n', 'the sealed bytes', 5, 7],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind, text, parser)).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });
});

describe('the registry of OAuth clients', () => {
  it('serves what was opened, keeps the last good, and forgets it when trust is taken back', async () => {
    const root = tempFolder('oauth');
    const env = { trusted: true };
    const opener = createOAuthOpener(vault, () => env.trusted);
    const host = bareHotSwap(root, [opener.kind], parser);
    const { oauth } = serveRegistries(host.hotSwap, opener);
    await host.save('oauth/team/google.yaml', await sealed(PLAIN));
    expect(oauth.get('team/google')?.client).toMatchObject({
      clientId: 'the-client',
      clientSecret: 'planted-secret-1',
    });
    expect(oauth.get('google')).toBe(oauth.get('team/google'));
    await host.save('oauth/team/google.yaml', await sealed(PLAIN, OTHER));
    expect(oauth.get('google')?.client).toMatchObject({ clientSecret: 'planted-secret-1' });
    await host.save('oauth/team/google.yaml', await sealed(PLAIN.replace('-1', '-2')));
    expect(oauth.get('google')?.client).toMatchObject({ clientSecret: 'planted-secret-2' });
    env.trusted = false;
    await judgeAgain(host.hotSwap, root, 'oauth', host.cause());
    expect(oauth.get('google')).toEqual({ id: 'google', client: null });
    env.trusted = true;
    await judgeAgain(host.hotSwap, root, 'oauth', host.cause());
    expect(oauth.get('google')?.client).toMatchObject({ clientSecret: 'planted-secret-2' });
    await host.drop('oauth/team/google.yaml');
    expect(oauth.names()).toEqual([]);
  });
});

/** Everything a host may have written or told about its workspace, in one text. */
async function traces(host: TestHost): Promise<string> {
  const files = readdirSync(host.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  return [...texts, JSON.stringify(await host.events()), JSON.stringify(await host.snapshot()), ...host.lines].join(
    '\n',
  );
}

describe('a workspace with sealed clients', () => {
  it('opens them when it is trusted, and leaves no trace of what is in them anywhere', async () => {
    const first = await sealed(PLAIN);
    const second = await sealed(PLAIN.replace('planted-secret-1', 'planted-secret-2'));
    const host = await startHost({
      files: { 'oauth/google.yaml': first },
      env: { PATH: process.env['PATH'], ...KEY },
      trusted: true,
    });
    host.write('oauth/google.yaml', second);
    await host.until((snapshot) => snapshot.definitions['oauth/google']?.loaded?.version === 2);
    const id = { id: 'oauth/google' };
    const diff = await host.call('diff', { ...id, from: 1, to: 2 });
    const read = await host.call('definition.read', { ...id, version: 1 });
    expect(read.text).toBe(first);
    host.write('oauth/google.yaml', second.replace(/data: "(....)/, 'data: "AAAA'));
    await host.until((snapshot) => snapshot.definitions['oauth/google']?.state === 'refused');
    const all = `${await traces(host)}${JSON.stringify(diff)}`;
    expect(all).toContain(createHash('sha256').update(second).digest('hex'));
    expect(all).not.toContain('planted');
  });

  it('opens them when trust is given and closes them when it is taken back', async () => {
    const host = await startHost({
      files: { 'oauth/google.yaml': await sealed(PLAIN) },
      env: { PATH: process.env['PATH'], ...KEY },
      trusted: false,
    });
    expect((await host.snapshot()).definitions['oauth/google']).toMatchObject({ state: 'ok', warnings: 1 });
    await host.workbench.call('workspace.trust', { decision: 'trust' }, { caller: OWNER });
    await host.until((snapshot) => snapshot.definitions['oauth/google']?.warnings === 0);
    expect((await host.snapshot()).definitions['oauth/google']?.loaded?.version).toBe(1);
    await host.workbench.call('workspace.trust', { decision: 'look-only' }, { caller: OWNER });
    await host.until((snapshot) => snapshot.definitions['oauth/google']?.warnings === 1);
  });

  it('refuses one whose key is not at hand, and loads it when the key is', async () => {
    const home = tempFolder('home');
    const host = await startHost({ home, files: { 'oauth/x.yaml': await sealed(PLAIN) }, trusted: true });
    expect((await host.snapshot()).definitions['oauth/x']).toMatchObject({
      state: 'refused',
      loaded: null,
      error: { code: 'UNREADABLE', message: expect.stringContaining('No key') },
    });
    await host.close();
    const again = await startHost({ home, root: host.root, env: { PATH: process.env['PATH'], ...KEY }, trusted: true });
    expect((await again.snapshot()).definitions['oauth/x']).toMatchObject({ state: 'ok', loaded: { version: 1 } });
  });
});
