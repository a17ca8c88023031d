import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeyVault } from '../../electron/core/state/vault.ts';
import { user } from './spawned.ts';

const PLAIN = 'clientId: the-client\nclientSecret: planted-secret-1\n';

describe('sealing from the command line', () => {
  it('makes a key once, seals in place, and an app of the same user opens it', async () => {
    await using me = await user();
    await me.write('oauth/google.yaml', PLAIN);
    await me.write('oauth/other.json', JSON.stringify({ client_id: 'other', client_secret: 'planted-secret-2' }));
    const first = await me.run(['seal', 'oauth/google.yaml']);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^oauth\/google\.yaml is sealed with the key [0-9a-f]{8}\.\n$/),
    });
    expect(first.stderr).toContain('A key was made');
    const file = path.join(me.root, 'oauth/google.yaml');
    expect((await stat(path.join(me.home, 'vault.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^\$sealed: "v1"\nalg: "A256GCM"\nkid: "[0-9a-f]{8}"\nnonce: ".+"\ndata: ".+"\n$/);
    const second = await me.run(['seal', 'oauth/other.json']);
    expect([second.code, second.stderr.includes('A key was made')]).toEqual([0, false]);
    const sealed = JSON.parse(await readFile(path.join(me.root, 'oauth/other.json'), 'utf8'));
    expect(await createKeyVault(me.home, {}).open(sealed)).toContain('planted-secret-2');
    const app = await me.serve(['.']);
    const status = await me.run(['status', '--check', '--json']);
    expect(status).toMatchObject({ code: 0 });
    const events = await me.run(['events', '--json', '--types', 'definition.reloaded']);
    expect(events.stdout).toContain('definition:oauth/google');
    expect(`${status.stdout}${events.stdout}`).not.toContain('planted');
    expect(app.url).not.toBe('');
  });

  it('prints the sealed form and leaves the file as it is when asked to', async () => {
    await using me = await user();
    await me.write('oauth/google.yaml', PLAIN);
    expect((await me.run(['seal', 'oauth/google.yaml', '--print'])).stdout).toContain('$sealed: "v1"');
    expect(await readFile(path.join(me.root, 'oauth/google.yaml'), 'utf8')).toBe(PLAIN);
  });

  it('refuses what is sealed already, what is no document, what is not there, and a key others can read', async () => {
    await using me = await user();
    await me.write('oauth/google.yaml', PLAIN);
    await me.run(['seal', 'oauth/google.yaml']);
    expect(await me.run(['seal', 'oauth/google.yaml'])).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('sealed already'),
    });
    await me.write('oauth/bad.yaml', 'clientId: [planted\n');
    expect((await me.run(['seal', 'oauth/bad.yaml'])).code).not.toBe(0);
    await me.write('oauth/list.yaml', '- a\n');
    expect((await me.run(['seal', 'oauth/list.yaml'])).stderr).toContain('no map');
    expect((await me.run(['seal', 'oauth/gone.yaml'])).stderr).toContain('is not there');
    await me.write('oauth/new.yaml', PLAIN);
    const home = path.join(me.root, '../open-home');
    await mkdir(home);
    await writeFile(path.join(home, 'vault.key'), 'a'.repeat(64), { mode: 0o644 });
    expect((await me.run(['seal', 'oauth/new.yaml', '--home', home])).stderr).toContain('can be read by others');
    expect(await readFile(path.join(me.root, 'oauth/new.yaml'), 'utf8')).toBe(PLAIN);
  });
});
