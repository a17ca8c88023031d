import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawRequest, served } from './served.ts';

describe('the page', () => {
  it('is served without a token, with its type, and checked again at each visit', async () => {
    await using app = await served();
    const page = await app.ask('/', { token: null });
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(await page.text()).toContain('Signalbox');
    const again = await app.ask('/index.html', { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const head = await app.ask('/', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '39', '']);
  });

  it('keeps files whose name holds their hash for ever', async () => {
    await using app = await served();
    const script = await app.ask('/assets/index-Ab3dEf9h.js', { token: null });
    expect([script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
  });

  it('never serves what is not below its folder', async () => {
    await using app = await served();
    await symlink(path.join(app.pages, '..', 'outside.txt'), path.join(app.pages, 'link.txt'));
    await symlink('/', path.join(app.pages, 'root'));
    const places = [
      '/../outside.txt',
      '/..%2foutside.txt',
      '/assets/..%2f..%2foutside.txt',
      '/%2e%2e/outside.txt',
      '/..\\outside.txt',
      '/assets',
      '/.hidden',
      '/%2ehidden',
      '/link.txt',
      '/root/etc/passwd',
      '/index.html%00.js',
      '/nothing.js',
      '//etc/passwd',
      '/%',
    ];
    for (const place of places) {
      const { status, body } = await rawRequest(app.server.url, { path: place });
      expect([place, status, JSON.parse(body).code]).toEqual([place, 404, 'NOT_FOUND']);
    }
  });

  it('says how to build it when it was not, while the API goes on', async () => {
    await using app = await served();
    await rm(app.pages, { recursive: true });
    const response = await app.ask('/', { token: null });
    expect([response.status, ((await response.json()) as { hint: string }).hint]).toEqual([
      503,
      expect.stringContaining('npm run build'),
    ]);
    expect((await app.ask('/api/v1/snapshot')).status).toBe(200);
  });

  it('can be opened signed in with a ticket, once', async () => {
    await using app = await served();
    const url = app.server.ticketUrl();
    expect(url).not.toContain(app.tokens.full);
    const first = await fetch(url, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([302, `/#token=${app.tokens.full}`]);
    const second = await fetch(url, { redirect: 'manual' });
    expect([second.status, ((await second.json()) as { code: string }).code]).toEqual([410, 'GONE']);
  });
});
