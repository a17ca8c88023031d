import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { Envelope } from '../../shared/envelope.ts';
import { closed, type Served, served } from './served.ts';

type Frame = Readonly<Record<string, unknown>>;

/** The next frame of a sort. */
function answer(socket: WebSocket, sort: string): Promise<Frame> {
  return new Promise((resolve) => {
    function look(data: unknown): void {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame['t'] !== sort) return;
      socket.off('message', look);
      resolve(frame);
    }
    socket.on('message', look);
  });
}

async function admitted(app: Served): Promise<WebSocket> {
  const socket = app.socket({ auth: app.tokens.full });
  await once(socket, 'open');
  const welcome = answer(socket, 'welcome');
  socket.send('{"t":"hello"}');
  await welcome;
  return socket;
}

/** The status with which an upgrade was refused. */
function refused(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    socket.once('open', () => reject(new Error('it was let in')));
    socket.on('error', () => {});
  });
}

describe('a socket', () => {
  it('is served after its first frame showed the token', async () => {
    await using app = await served();
    const socket = await admitted(app);
    const result = answer(socket, 'result');
    socket.send('{"t":"call","id":1,"name":"workspace.rescan"}');
    expect(await result).toMatchObject({ id: 1, value: { outcome: 'done' } });
    const page = (await (await app.ask('/api/v1/events?types=action.requested')).json()) as { events: Envelope[] };
    expect(page.events[0]?.actor).toMatchObject({ door: 'ui' });
  });

  it('may only look with the token for looking', async () => {
    await using app = await served();
    const socket = app.socket({ auth: app.tokens.view });
    await once(socket, 'open');
    const welcome = answer(socket, 'welcome');
    socket.send('{"t":"hello"}');
    expect(await welcome).toMatchObject({ capabilities: ['read'] });
    const error = answer(socket, 'error');
    socket.send('{"t":"call","id":1,"name":"workspace.rescan"}');
    expect(await error).toMatchObject({ id: 1, error: { code: 'FORBIDDEN' } });
  });

  it('is closed when its first frame is anything else', async () => {
    await using app = await served();
    for (const first of [{ auth: 'wrong' }, { auth: 1 }, { t: 'hello' }, null, 'text', []]) {
      expect((await closed(app.socket(first))).code).toBe(4401);
    }
  });

  it('that shows no token is told nothing and closed', async () => {
    await using app = await served();
    const socket = app.socket();
    let heard = 0;
    socket.on('message', () => {
      heard += 1;
    });
    expect((await closed(socket)).code).toBe(4401);
    expect(heard).toBe(0);
  });

  it('is refused at the door for another host, another origin, another address or a token in it', async () => {
    await using app = await served();
    expect(await refused(app.socket(undefined, { host: 'evil.example' }))).toBe(403);
    expect(await refused(app.socket(undefined, { origin: 'http://evil.example' }))).toBe(403);
    const { WebSocket: Socket } = await import('ws');
    const base = app.server.url.replace('http', 'ws');
    expect(await refused(new Socket(`${base}/elsewhere`))).toBe(404);
    expect(await refused(new Socket(`${base}/ws?token=${app.tokens.full}`))).toBe(401);
    const own = app.socket({ auth: app.tokens.full }, { origin: app.server.url });
    await once(own, 'open');
  });

  it('is closed by a frame above 1 MiB and by a binary one', async () => {
    await using app = await served();
    const large = await admitted(app);
    large.send(JSON.stringify({ t: 'call', id: 1, name: 'x', input: 'x'.repeat(1_100_000) }));
    expect((await closed(large)).code).toBe(1009);
    const binary = await admitted(app);
    binary.send(Buffer.from([1, 2, 3]));
    expect((await closed(binary)).code).toBe(1003);
  });

  it('has 19 others beside it at most', async () => {
    await using app = await served();
    const all = await Promise.all(Array.from({ length: 20 }, () => admitted(app)));
    expect((await closed(app.socket({ auth: app.tokens.full }))).code).toBe(4429);
    expect((await app.ask('/api/v1/events?follow=1')).status).toBe(429);
    const [first] = all;
    first?.close();
    if (first) await closed(first);
    await admittedSoon(app);
  });

  it('may ask for 50 acts in a second; more are refused and none of them done', async () => {
    await using app = await served({ mono: () => 0 });
    const socket = await admitted(app);
    const codes: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { t: string; error?: { code: string } };
        if (frame.t === 'error') codes.push(frame.error?.code);
        if (codes.length === 60) resolve();
      });
    });
    for (let id = 0; id < 60; id += 1) {
      socket.send(JSON.stringify({ t: 'call', id, name: 'notice.dismiss', input: { id: 'none' } }));
    }
    await all;
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10);
    expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(50);
  });

  it('is told when the app ends', async () => {
    await using app = await served();
    const socket = await admitted(app);
    const end = closed(socket);
    await app.server.close();
    expect((await end).code).toBe(1001);
  });
});

/** The server learns of a closed socket a moment after the client does. */
async function admittedSoon(app: Served): Promise<void> {
  for (;;) {
    const socket = app.socket({ auth: app.tokens.full });
    await once(socket, 'open');
    socket.send('{"t":"hello"}');
    const first = await Promise.race([answer(socket, 'welcome'), closed(socket)]);
    if ('t' in first) return;
  }
}
