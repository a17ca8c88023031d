import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { lookGrpc } from '../../../../electron/core/host/probes/look-grpc.ts';
import { lookHttp } from '../../../../electron/core/host/probes/look-http.ts';
import { lookTcp } from '../../../../electron/core/host/probes/look-tcp.ts';
import { freePort } from '../../../helpers/free-port.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import { alive, fixture, openComponents } from '../factories/stand.ts';

const never = new AbortController().signal;

async function serve(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

describe('one look at a target', () => {
  it('asks for a page, and says what came', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/bad') response.writeHead(503).end();
      else if (request.url === '/here') response.writeHead(302, { location: '/fine' }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else if (request.url === '/away') response.writeHead(302, { location: 'http://localhost:1/' }).end();
      else if (request.url === '/long') response.end(`${'x'.repeat(70_000)}needle`);
      else response.end('all is well');
    });
    const look = (at: string, more = {}) => lookHttp({ sort: 'http', url: url + at, ...more }, never);
    expect(await look('/fine')).toEqual({ ok: true, why: `${url}/fine answered 200 OK` });
    expect(await look('/bad')).toEqual({ ok: false, why: `${url}/bad answered 503 Service Unavailable` });
    expect(await look('/bad', { status: [503] })).toMatchObject({ ok: true });
    expect(await look('/here', { body: 'is well' })).toMatchObject({ ok: true });
    expect(await look('/fine', { body: 'is ill' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('wanted text'),
    });
    expect(await look('/long', { body: 'needle' })).toMatchObject({ ok: false });
    expect((await look('/away')).why).toContain('leads elsewhere (http://localhost:1)');
    expect((await look('/round')).why).toContain('in a circle');
  });

  it('says in words why nothing answers', async () => {
    const port = await freePort();
    const words = `127.0.0.1:${port} refuses the connection`;
    expect(await lookTcp({ sort: 'tcp', host: '127.0.0.1', port }, never)).toEqual({ ok: false, why: words });
    expect((await lookHttp({ sort: 'http', url: `http://127.0.0.1:${port}/` }, never)).why).toBe(`http://${words}`);
    expect((await lookGrpc({ sort: 'grpc', address: `127.0.0.1:${port}`, service: '' }, never)).ok).toBe(false);
    expect((await lookTcp({ sort: 'tcp', host: 'no-such-host.invalid', port }, never)).ok).toBe(false);
  });

  it('opens a connection', async () => {
    const url = new URL(await serve((_request, response) => response.end()));
    const port = Number(url.port);
    expect(await lookTcp({ sort: 'tcp', host: '127.0.0.1', port }, never)).toEqual({
      ok: true,
      why: `127.0.0.1:${port} takes connections`,
    });
  });

  it('asks a gRPC server for its health, and that of one service', async () => {
    const server = new grpc.Server();
    const same = (bytes: Buffer) => bytes;
    server.addService(
      {
        check: {
          path: '/grpc.health.v1.Health/Check',
          requestStream: false,
          responseStream: false,
          requestSerialize: same,
          requestDeserialize: same,
          responseSerialize: same,
          responseDeserialize: same,
        },
      },
      {
        check: (call: { request: Buffer }, answer: grpc.sendUnaryData<Buffer>) => {
          const service = call.request.subarray(2).toString();
          if (service === 'gone') return answer({ code: grpc.status.NOT_FOUND, details: 'no such service' });
          answer(null, Buffer.from([0x08, service === 'sick' ? 2 : 1]));
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    onEnd(() => server.forceShutdown());
    const address = `127.0.0.1:${port}`;
    const look = (service: string) => lookGrpc({ sort: 'grpc', address, service }, never);
    expect(await look('')).toEqual({ ok: true, why: `${address} is SERVING` });
    expect(await look('sick')).toEqual({ ok: false, why: `${address} says NOT_SERVING for sick` });
    expect(await look('gone')).toEqual({ ok: false, why: `${address}: no such service` });
  });
});

describe('the probes of a component', () => {
  it('degrade it while it does not answer, and bring it back, telling each change once', async () => {
    const port = await freePort();
    const at = `http://127.0.0.1:${port}`;
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, fixture('server.mjs'), port] },
      probes: { ready: { http: `${at}/health`, interval: '30ms', failures: 2 } },
    });
    await stand.reaches(one, 'running');
    await fetch(`${at}/sick`);
    await stand.reaches(one, 'degraded');
    await fetch(`${at}/well`);
    await stand.reaches(one, 'running');
    const reasons = stand.bodies('component.changed').map(({ to, reason }) => `${to}: ${reason}`);
    expect(reasons).toContain(
      `degraded: its readiness probe ready fails: ${at}/health answered 503 Service Unavailable`,
    );
    const last = stand.bodies('probe.changed').slice(-2);
    expect(last[0]).toMatchObject({
      from: 'passing',
      to: 'failing',
      streak: 2,
      why: `${at}/health answered 503 Service Unavailable`,
    });
    expect(last[1]).toMatchObject({ from: 'failing', to: 'passing' });
  });

  it('tell another reason of a failure that goes on, once', async () => {
    const stand = await openComponents();
    let say: http.RequestListener = (_request, response) => response.writeHead(503).end();
    let looks = 0;
    const url = await serve((request, response) => {
      looks += 1;
      say(request, response);
    });
    stand.declare({ type: 'probe', config: { http: url, interval: '20ms' } });
    await stand.said(({ type }) => type === 'probe.changed');
    say = (request) => request.socket.destroy();
    await stand.said(({ body }) => String((body as { why?: string }).why).includes('cut the connection'));
    const seen = looks;
    await expect.poll(() => looks, { timeout: 30_000 }).toBeGreaterThan(seen + 3);
    const told = stand.bodies('probe.changed');
    expect(told.map(({ from, to }) => `${from} ${to}`)).toEqual(['unknown failing', 'failing failing']);
  });

  it('kill what does not live any more, and it comes back', async () => {
    const port = await freePort();
    const at = `http://127.0.0.1:${port}`;
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, fixture('server.mjs'), port] },
      probes: [
        { name: 'up', purpose: 'startup', tcp: port, interval: '30ms' },
        { name: 'alive', purpose: 'liveness', http: `${at}/health`, interval: '30ms', timeout: '1s', failures: 2 },
      ],
      restart: { backoff: '50ms', max: 20 },
    });
    await stand.reaches(one, 'running');
    const first = one.run!.id;
    await stand.said(({ body }) => (body as { probe?: string; to?: string }).probe === 'alive');
    await fetch(`${at}/hang`);
    await stand.said(({ type, subject }) => type === 'run.ended' && subject === `run:${first}`);
    await stand.reaches(one, 'running');
    expect(one.run!.id).not.toBe(first);
    const alive = stand.bodies('probe.changed').filter(({ probe }) => probe === 'alive');
    expect(alive).toContainEqual(expect.objectContaining({ to: 'failing', why: 'no answer within 1000 ms' }));
  });

  it('tell a death that they saw first as what it was: it ended by itself, and nobody had asked it to', async () => {
    const port = await freePort();
    const stand = await openComponents();
    // What it leaves behind holds its output open, so that its end is told late.
    const command = `sleep 1000 & exec ${process.execPath} ${fixture('server.mjs')} ${port}`;
    const one = stand.declare({
      type: 'process',
      config: { command: ['sh', '-c', command] },
      probes: {
        up: { purpose: 'startup', tcp: port, interval: '20ms' },
        alive: { purpose: 'liveness', tcp: port, interval: '20ms', failures: 2 },
      },
      restart: 'no',
    });
    await stand.reaches(one, 'running');
    await fetch(`http://127.0.0.1:${port}/die?code=3`).catch(() => undefined);
    await stand.reaches(one, 'crashed');
    expect(stand.bodies('run.ended')).toEqual([expect.objectContaining({ code: 3, asked: false, words: 'exit 3' })]);
    const [ended] = stand.events.filter(({ type }) => type === 'run.ended');
    expect(ended?.cause).toBeNull();
    expect(one.error).toMatchObject({ code: 'EXITED_EARLY', message: 'one ended: exit 3.' });
    const [stopping, crashed] = stand.bodies('component.changed').slice(-2);
    // On a machine that pauses the end may be told first after all.
    expect(stopping?.['reason']).toMatch(/^its liveness probe alive failed 2 times in a row|^exit 3; 1 of its/);
    expect(crashed).toMatchObject({ to: 'crashed', reason: 'exit 3' });
  });

  it('begin with those of the start: the others wait for them', async () => {
    const stand = await openComponents();
    const file = path.join(stand.root, 'ready');
    const one = stand.declare({
      type: 'process',
      config: { command: ['sh', '-c', 'echo booted; exec sleep 1000'] },
      probes: {
        boot: { purpose: 'startup', log: '^boot(ed)?$' },
        ready: { exec: `test -e ${file}`, interval: '50ms' },
      },
    });
    await stand.said(({ body }) => (body as { probe?: string }).probe === 'ready');
    writeFileSync(file, '');
    await stand.reaches(one, 'running');
    const told = stand.bodies('probe.changed').map(({ probe, to }) => `${probe} ${to}`);
    expect(told).toEqual(['boot passing', 'ready failing', 'ready passing']);
  });

  it('ask nobody whether it lives before it is ready', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const late = `setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('open')), 400)`;
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, '-e', late] },
      probes: {
        alive: { purpose: 'liveness', tcp: port, interval: '20ms', failures: 1 },
        ready: { log: '^open$' },
      },
      restart: 'no',
    });
    await stand.said(({ body }) => (body as { probe?: string }).probe === 'alive');
    const told = stand.bodies('probe.changed').map(({ probe, to }) => `${probe} ${to}`);
    expect(told).toEqual(['ready passing', 'alive passing']);
    expect(one.state).toBe('running');
  });

  it('end a command that hangs at its time-out, with everything it began', async () => {
    const stand = await openComponents();
    const pids = path.join(tempFolder('pids'), 'pid');
    stand.declare({
      type: 'process',
      config: { command: ['sleep', '1000'] },
      probes: { ready: { exec: `sleep 1000 & echo $! > ${pids}; wait`, timeout: '1s', interval: '1000s' } },
    });
    const failed = await stand.said(({ type }) => type === 'probe.changed');
    expect(failed.body).toMatchObject({ to: 'failing', why: 'no answer within 1000 ms' });
    expect(existsSync(pids)).toBe(true);
    const { readFileSync } = await import('node:fs');
    expect(alive(Number(readFileSync(pids, 'utf8')))).toBe(false);
  });

  it('watch what is not ours: running while it answers, degraded while not, also from the start', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const config = { tcp: port, interval: '30ms' };
    const one = stand.declare({ type: 'probe', config });
    await stand.reaches(one, 'degraded');
    const server = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await stand.reaches(one, 'running');
    await new Promise((resolve) => server.close(resolve));
    await stand.reaches(one, 'degraded');
    expect(stand.bodies('run.started')).toEqual([]);
  });
});
