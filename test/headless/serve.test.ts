import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { user } from './spawned.ts';

describe('signalbox serve', () => {
  it('prints one line for programs first, serves at once, and ends in order on a signal', async () => {
    await using me = await user();
    const app = await me.serve(['.']);
    const first = (await app.stdout(/\n/)).split('\n')[0] ?? '';
    expect(Object.keys(JSON.parse(first) as object)).toEqual(['url', 'token', 'pid']);
    expect([app.pid, app.url]).toEqual([app.child.pid, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
    const file = path.join(me.home, 'instances', `${app.pid}.json`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      url: app.url,
      token: app.token,
      pid: app.pid,
      workspace: { root: me.root },
      viewToken: expect.any(String),
    });
    const snapshot = await fetch(`${app.url}/api/v1/snapshot`, { headers: { authorization: `Bearer ${app.token}` } });
    expect(await snapshot.json()).toMatchObject({
      workspace: { trusted: true },
      definitions: { 'models/fast': { state: 'ok' } },
    });
    app.child.kill('SIGTERM');
    expect((await app.ended).code).toBe(0);
    expect(await readdir(path.join(me.home, 'instances'))).toEqual([]);
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
  });

  it('prints the whole link for people and opens no browser where there is no screen', async () => {
    await using me = await user();
    const app = me.start(['serve', me.root]);
    expect(await app.stdout(/Ctrl\+C/)).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n/);
    app.child.kill('SIGINT');
    const { code, stdout } = await app.ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('Stopping (SIGINT)')]);
  });

  it('opens the sample without a folder, copies it once and leaves what the user made of it', async () => {
    await using me = await user();
    const first = await me.serve();
    const sample = path.join(me.home, 'sample');
    expect((await me.run(['status', '--check'], { cwd: sample })).code).toBe(0);
    await writeFile(path.join(sample, 'README.md'), 'mine');
    first.child.kill('SIGTERM');
    await first.ended;
    const second = await me.serve();
    expect(await readFile(path.join(sample, 'README.md'), 'utf8')).toBe('mine');
    expect((await me.run(['status'], { cwd: sample })).stdout).toMatch(/^loaded +12 of 12$/m);
    second.child.kill('SIGTERM');
    await second.ended;
    expect((await readdir(me.home)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('says what is wrong with a folder, a port or an option, and ends', async () => {
    await using me = await user();
    expect(await me.run(['serve', 'nowhere'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('is not a folder'),
    });
    expect(await me.run(['serve', '.', '--port', '70000'])).toMatchObject({ code: 2 });
    expect(await me.run(['serve', '.', '--prot', '1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: signalbox serve'),
    });
    const app = await me.serve(['.']);
    const taken = await me.run(['serve', '.', '--port', new URL(app.url).port]);
    expect(taken).toMatchObject({ code: 6, stderr: expect.stringContaining('is taken') });
    expect(existsSync(path.join(me.home, 'instances', `${app.pid}.json`))).toBe(true);
  });

  it('is forgotten when it was killed', async () => {
    await using me = await user();
    const app = await me.serve(['.']);
    app.child.kill('SIGKILL');
    await app.ended;
    expect(await readdir(path.join(me.home, 'instances'))).toEqual([`${app.pid}.json`]);
    expect((await me.run(['status'])).code).toBe(3);
    expect(await readdir(path.join(me.home, 'instances'))).toEqual([]);
  });
});
