import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '../../electron/headless/server.ts';
import { served } from './served.ts';

it('hands out the page while the first scan goes on, and answers everything else when it is done', async () => {
  await using app = await served();
  const { promise: ready, resolve: scanned } = Promise.withResolvers<void>();
  const server = await startServer({
    workbench: app.workbench,
    ready,
    port: 0,
    tokens: app.tokens,
    rendererDir: app.pages,
    build: '0.1.0',
    log: () => {},
  });
  try {
    const answered: string[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`);
    socket.on('message', (data) => answered.push(String((JSON.parse(String(data)) as { t: string }).t)));
    const welcome = new Promise((resolve) => socket.once('message', resolve));
    await once(socket, 'open');
    // At once, so that both may arrive in one piece.
    socket.send(JSON.stringify({ auth: app.tokens.full }));
    socket.send(JSON.stringify({ t: 'hello' }));
    const headers = { authorization: `Bearer ${app.tokens.full}` };
    const snapshot = fetch(`${server.url}/api/v1/snapshot`, { headers }).then((response) => {
      answered.push('snapshot');
      return response.status;
    });
    const page = await fetch(`${server.url}/`);
    expect(await page.text()).toContain('<title>Signalbox</title>');
    expect((await fetch(`${server.url}/api/v1/snapshot`)).status).toBe(401);
    expect(answered).toEqual([]);
    scanned();
    await welcome;
    expect(answered[0]).toMatch(/welcome|snapshot/);
    expect(await snapshot).toBe(200);
    socket.close();
  } finally {
    await server.close();
  }
});

it('sends away whoever waited for a scan that failed', async () => {
  await using app = await served();
  const { promise: ready, reject: failed } = Promise.withResolvers<void>();
  ready.catch(() => {});
  const server = await startServer({
    workbench: app.workbench,
    ready,
    port: 0,
    tokens: app.tokens,
    rendererDir: app.pages,
    build: '0.1.0',
    log: () => {},
  });
  try {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ auth: app.tokens.full }));
    const gone = once(socket, 'close');
    failed(new Error('the folder went away'));
    expect((await gone)[0]).toBe(1001);
  } finally {
    await server.close();
  }
});
