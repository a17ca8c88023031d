import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { metricsOf, spansOf, startReceiver } from '../core/observe/receiver.ts';
import { freePort } from '../helpers/free-port.ts';
import { tempFolder } from '../helpers/temp.ts';
import { program, serveComponents } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

it('runs redis, a server in Node that needs it and nginx in front, ready one after the other, and tells their deploys', async () => {
  const receiver = await startReceiver();
  const [redis, node, nginx] = [await freePort(), await freePort(), await freePort()];
  const root = tempFolder('root');
  mkdirSync(path.join(root, 'logs'));
  // The server asks redis for each page, in the plain protocol of it.
  const server = `
    import http from 'node:http';
    import net from 'node:net';
    http.createServer((_, answer) => {
      const asked = net.connect(${redis}, '127.0.0.1', () => asked.end('PING\\r\\n'));
      asked.on('data', (said) => answer.end('redis says ' + said));
      asked.on('error', () => answer.writeHead(503).end());
    }).listen(${node}, '127.0.0.1');`;
  writeFileSync(path.join(root, 'server.mjs'), server);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${root}/${name};`,
  );
  const conf = `daemon off; pid ${root}/nginx.pid; error_log stderr; worker_processes 2; events {}
    http { access_log off; ${places.join(' ')}
      server { listen 127.0.0.1:${nginx}; location / { proxy_pass http://127.0.0.1:${node}; } } }`;
  writeFileSync(path.join(root, 'nginx.conf'), conf);
  const http = (port: number) => ({ http: { url: `http://127.0.0.1:${port}/`, body: 'redis says +PONG' } });
  const often = { interval: '50ms' };
  const served = await serveComponents(
    {
      redis: program(['redis-server', '--port', String(redis), '--bind', '127.0.0.1', '--save', ''], {
        enabled: false,
        probes: { ready: { log: 'Ready to accept connections' }, alive: { purpose: 'liveness', tcp: redis, ...often } },
      }),
      server: program([process.execPath, 'server.mjs'], {
        enabled: false,
        dependsOn: { redis: 'healthy' },
        probes: { ready: { ...http(node), ...often } },
      }),
      nginx: program(['nginx', '-p', root, '-c', 'nginx.conf'], {
        enabled: false,
        dependsOn: { server: 'healthy' },
        config: { env: { PATH: `${process.env['PATH']}:/usr/sbin` } },
        probes: { ready: { ...http(nginx), ...often } },
        stop: { signal: 'SIGQUIT' },
      }),
    },
    { root, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
  );
  const { body } = await served.act('component.deploy', { name: 'nginx', scope: 'needs' });
  expect(body.result.steps).toMatchObject(
    ['redis', 'server', 'nginx'].map((name) => ({ name, from: 'disabled', to: 'running' })),
  );
  expect(await (await fetch(`http://127.0.0.1:${nginx}/`)).text()).toContain('redis says +PONG');
  const ups = (await served.events('component.changed')).filter((event) => event.body.to === 'running');
  expect(ups.map(({ subject }) => subject.replace('component:', ''))).toEqual(['redis', 'server', 'nginx']);

  const { snapshot } = served;
  const pids = Object.values((await snapshot()).components).map(({ pid }) => pid ?? 0);
  const down = await served.act('component.undeploy', { name: 'redis', scope: 'dependents' });
  expect(down.body.result.steps.map((step: { name: string; to: string }) => `${step.name} ${step.to}`)).toEqual([
    'nginx stopped',
    'server stopped',
    'redis stopped',
  ]);
  expect(pids.filter(served.isRunning)).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${nginx}/`)).rejects.toThrow();
  const ends = (await served.events('run.ended')).map((event) => event.body);
  expect(ends.map(({ component, asked }) => [component, asked])).toEqual([
    ['nginx', true],
    ['server', true],
    ['redis', true],
  ]);

  await served.quit();
  const spans = spansOf(receiver);
  const starts = spans.filter(({ name }) => name === 'component.start');
  const nameOf = ({ attributes }: any) =>
    attributes.find(({ value }: any) => ['redis', 'server', 'nginx'].includes(value.stringValue))?.value.stringValue;
  expect(starts.map(nameOf)).toEqual(['redis', 'server', 'nginx']);
  const deploy = spans.find(({ name }) => name === 'action component.deploy');
  for (const { traceId, parentSpanId } of starts)
    expect([traceId, parentSpanId]).toEqual([deploy.traceId, deploy.spanId]);
  expect(new Set(metricsOf(receiver).map(({ name }) => name))).toContain('signalbox.component.start.ms');
});
