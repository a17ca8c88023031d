import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../helpers/free-port.ts';
import { openComponents } from './stand.ts';

describe('services that people run', () => {
  it('nginx with its workers: ready by a page, nothing of it left after its stop', async () => {
    const port = await freePort();
    const stand = await openComponents();
    mkdirSync(path.join(stand.root, 'logs'));
    const conf = `daemon off; pid ${stand.root}/nginx.pid; error_log stderr; worker_processes 2; events {}
      http { access_log off; client_body_temp_path ${stand.root}/b; proxy_temp_path ${stand.root}/p; fastcgi_temp_path ${stand.root}/f;
        uwsgi_temp_path ${stand.root}/u; scgi_temp_path ${stand.root}/s;
        server { listen 127.0.0.1:${port}; location / { return 200 'from nginx'; } } }`;
    writeFileSync(path.join(stand.root, 'nginx.conf'), conf);
    const one = stand.declare({
      type: 'process',
      config: { command: ['nginx', '-p', stand.root, '-c', 'nginx.conf'], ports: [port] },
      probes: { ready: { http: { url: `http://127.0.0.1:${port}/`, body: 'from nginx' }, interval: '50ms' } },
      stop: { signal: 'SIGQUIT' },
    });
    await stand.reaches(one, 'running');
    expect(await stand.host.supervisor.takeDown(one, 'asked', one.cause)).toBeNull();
    expect(stand.bodies('run.ended')).toEqual([expect.objectContaining({ code: 0, asked: true })]);
  });

  it('a server in Python that finds its port taken says who has it', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const python = (name: string) => ({
      name,
      type: 'process',
      config: { command: ['python3', '-u', '-m', 'http.server', port, '--bind', '127.0.0.1'], ports: [port] },
      probes: { ready: { tcp: port, interval: '50ms' } },
      restart: 'no',
      stop: { signal: 'SIGINT' },
    });
    const first = stand.declare(python('first'));
    await stand.reaches(first, 'running');
    const second = stand.declare({ ...python('second'), probes: {} });
    await stand.reaches(second, 'crashed');
    expect(second.error?.message).toMatch(new RegExp(`port ${port} is held by .*python.*\\(pid \\d+\\)`));
    await stand.host.supervisor.takeDown(first, 'asked', first.cause);
    const left = net.connect(port, '127.0.0.1');
    await new Promise((resolve) => left.on('error', resolve));
  });

  it('redis that says it is ready in a line, killed from outside, comes back by itself', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: `redis-server --port ${port} --save "" --bind 127.0.0.1` },
      probes: {
        ready: { log: 'Ready to accept connections' },
        alive: { purpose: 'liveness', tcp: port, interval: '60s' },
      },
      restart: { backoff: '50ms' },
    });
    await stand.reaches(one, 'running');
    const first = one.run!.id;
    const started = stand.bodies('run.started')[0]!;
    process.kill(started['pid'], 'SIGKILL');
    await stand.said(({ type, subject }) => type === 'run.ended' && subject === `run:${first}`);
    await stand.reaches(one, 'backing-off');
    await stand.reaches(one, 'running');
    expect(stand.bodies('run.ended')[0]).toMatchObject({ signal: 'SIGKILL', asked: false });
  });
});
