import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../shared/envelope.ts';
import { ERRORS, type WireError } from '../../shared/errors.ts';
import type { Position } from '../../shared/position.ts';
import { rawRequest, rawText, served } from './served.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

async function errorOf(response: Response): Promise<WireError> {
  expect(response.headers.get('content-type')).toBe(JSON_TYPE);
  const error = (await response.json()) as WireError;
  expect(error.message.length).toBeGreaterThan(5);
  expect(error.hint.length).toBeGreaterThan(5);
  expect(typeof error.retryable).toBe('boolean');
  expect(response.status).toBe(ERRORS[error.code].status);
  return error;
}

describe('the HTTP API', () => {
  it('says that it is there without a token, and nothing more', async () => {
    await using app = await served();
    const response = await app.ask('/healthz', { token: null });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, build: '0.1.0' });
  });

  it('refuses every part of it without a token, with a wrong one and with one in the address', async () => {
    await using app = await served();
    const places = ['/api/v1/snapshot', '/api/v1/events', '/api/v1/events?follow=1', '/api/v1/actions'];
    for (const place of places) {
      for (const token of [null, 'wrong', `${app.tokens.full}x`]) {
        const response = await app.ask(place, { token });
        expect((await errorOf(response)).code).toBe('UNAUTHENTICATED');
        expect(response.headers.get('www-authenticate')).toContain('Bearer');
      }
      const inAddress = await app.ask(`${place}${place.includes('?') ? '&' : '?'}token=${app.tokens.full}`);
      expect((await errorOf(inAddress)).hint).toContain('Authorization: Bearer');
    }
    expect((await app.ask('/api/v1/actions/workspaces', { method: 'POST', token: null })).status).toBe(401);
  });

  it('refuses other hosts and other origins, whatever they ask for', async () => {
    await using app = await served();
    const own = `127.0.0.1:${app.server.port}`;
    const headers = { authorization: `Bearer ${app.tokens.full}` };
    for (const path of ['/healthz', '/', '/api/v1/snapshot']) {
      const strange = await rawRequest(app.server.url, {
        path,
        headers: { ...headers, host: `evil.example:${app.server.port}` },
      });
      expect([strange.status, JSON.parse(strange.body).code]).toEqual([403, 'FORBIDDEN']);
      const page = await rawRequest(app.server.url, {
        path,
        headers: { ...headers, host: own, origin: 'http://evil.example' },
      });
      expect([page.status, JSON.parse(page.body).code]).toEqual([403, 'FORBIDDEN']);
      const self = await rawRequest(app.server.url, {
        path,
        headers: { ...headers, host: own, origin: `http://${own}` },
      });
      expect(self.status).toBe(200);
      expect(self.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('answers the snapshot with its position as tag, and 304 to who has it', async () => {
    await using app = await served();
    const first = await app.ask('/api/v1/snapshot');
    const tag = first.headers.get('etag') ?? '';
    const { position, definitions } = (await first.json()) as { position: Position; definitions: object };
    expect(tag).toBe(`"${position.epoch}:${position.seq}"`);
    expect(Object.keys(definitions)).toEqual(['models/fast']);
    const second = await app.ask('/api/v1/snapshot', { headers: { 'if-none-match': tag } });
    expect([second.status, await second.text(), second.headers.get('etag')]).toEqual([304, '', tag]);
    await app.ask('/api/v1/actions/workspace.rescan', { method: 'POST' });
    expect((await app.ask('/api/v1/snapshot', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it('answers only the parts that were asked for, and always the position', async () => {
    await using app = await served();
    const id = app.workbench.current.id;
    const response = await app.ask(`/api/v1/snapshot?parts=counts,batch&workspace=${id}`);
    const parts = Object.keys((await response.json()) as object);
    expect(parts).toEqual(expect.arrayContaining(['position', 'counts', 'batch']));
    expect(parts).not.toContain('definitions');
    expect((await errorOf(await app.ask('/api/v1/snapshot?workspace=nowhere'))).code).toBe('NOT_FOUND');
    expect((await errorOf(await app.ask('/api/v1/events?follow=1&workspace=nowhere'))).code).toBe('NOT_FOUND');
  });

  it('answers the journal page by page', async () => {
    await using app = await served();
    const page = async (query: string) =>
      (await (await app.ask(`/api/v1/events?${query}`)).json()) as {
        events: Envelope[];
        position: string;
        more: boolean;
      };
    const { epoch } = app.workbench.position();
    const first = await page(`since=${epoch}:0&limit=3`);
    expect([first.events.map(({ seq }) => seq), first.more]).toEqual([[1, 2, 3], true]);
    expect((await page(`since=${epoch}:3&limit=1`)).events[0]?.seq).toBe(4);
    expect((await page('before=3')).events.map(({ seq }) => seq)).toEqual([1, 2]);
    const subject = await page('subject=definition:models/fast&types=definition.reloaded,definition.refused');
    expect(subject.events.map(({ type }) => type)).toEqual(['definition.reloaded']);
  });

  it('lists every act with what it takes', async () => {
    await using app = await served();
    const { actions } = (await (await app.ask('/api/v1/actions')).json()) as {
      actions: { name: string; input: object }[];
    };
    expect(actions.find(({ name }) => name === 'definition.save')).toMatchObject({
      input: { required: expect.arrayContaining(['id']) },
    });
  });

  it('refuses parameters it does not know or cannot read', async () => {
    await using app = await served();
    for (const place of [
      'events?limit=many',
      'events?since=7',
      'events?sinse=1',
      'events?follow=maybe',
      'snapshot?x=1',
      'events?limit=0',
    ]) {
      expect((await errorOf(await app.ask(`/api/v1/${place}`))).code).toBe('INVALID_INPUT');
    }
    const header = await app.ask('/api/v1/events?follow=1', { headers: { 'last-event-id': 'nonsense' } });
    expect((await errorOf(header)).code).toBe('INVALID_INPUT');
  });

  it('does not know other addresses, and names the methods of those it has', async () => {
    await using app = await served();
    for (const place of [
      '/api',
      '/api/v1',
      '/api/v2/snapshot',
      '/api/v1/toString',
      '/api/v1/actions/a/b',
      '/api/v1/snapshot/',
    ]) {
      expect((await errorOf(await app.ask(place))).code).toBe('NOT_FOUND');
    }
    const methods = [
      ['POST', '/api/v1/snapshot', 'GET, HEAD'],
      ['DELETE', '/api/v1/events', 'GET'],
      ['GET', '/api/v1/actions/workspaces', 'POST'],
      ['OPTIONS', '/api/v1/actions/workspaces', 'POST'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['PUT', '/', 'GET, HEAD'],
    ] as const;
    for (const [method, place, allow] of methods) {
      const response = await app.ask(place, { method });
      expect((await errorOf(response)).code).toBe('METHOD');
      expect(response.headers.get('allow')).toBe(allow);
    }
  });

  it('keeps every answer from being stored, framed or sniffed', async () => {
    await using app = await served();
    for (const place of ['/healthz', '/api/v1/events', '/api/v1/nothing', '/']) {
      const { headers } = await app.ask(place);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
    }
  });

  it('goes on after requests that are no HTTP, or whose head is too large', async () => {
    await using app = await served();
    const long = await rawRequest(app.server.url, { headers: { 'x-long': 'x'.repeat(20_000) } });
    expect([long.status, JSON.parse(long.body).code]).toEqual([413, 'TOO_LARGE']);
    const other = await rawRequest(app.server.url, {
      path: '/healthz',
      headers: { connection: 'upgrade', upgrade: 'h2c' },
    });
    expect(other.status).toBe(200);
    for (const text of [
      'hello\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      '\0\x16\x03\x01',
    ]) {
      expect(await rawText(app.server.port, text)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect((await app.ask('/healthz')).status).toBe(200);
  });
});
