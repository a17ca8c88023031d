import { afterAll, describe, expect, it } from 'vitest';
import { openParser } from '../../../electron/core/documents/parser.ts';
import { componentKind, descriptorOf } from '../../../electron/core/host/descriptor.ts';
import { registerBuiltin } from '../../../electron/core/host/factories/builtin.ts';
import type { FactoryContext } from '../../../electron/core/host/factories/factory-context.ts';
import { createRegistry } from '../../../electron/core/host/registry.ts';
import type { Kind } from '../../../electron/core/hotswap/kinds/kind.ts';
import { loadDefinition } from '../../../electron/core/hotswap/kinds/load-definition.ts';

const registry = createRegistry();
// Checking a descriptor needs nothing of what running it needs.
registerBuiltin(registry, {} as FactoryContext);
const kind: Kind = componentKind(registry);

const parser = openParser();
afterAll(() => parser[Symbol.asyncDispose]());

function load(text: string, path = 'components/db.yaml') {
  return loadDefinition(kind, { path, bytes: new TextEncoder().encode(text) }, parser);
}

async function descriptor(text: string) {
  const loaded = await load(text);
  if (!loaded.ok) throw new Error(loaded.fault.message);
  return descriptorOf(loaded.value, 'components/db.yaml');
}

async function faultOf(text: string) {
  const loaded = await load(text);
  if (loaded.ok) throw new Error('It loads.');
  const { code, message, hint, at } = loaded.fault;
  return { code, message, hint, line: at.line, column: at.column };
}

describe('a descriptor', () => {
  it('needs a type and what its type needs, is not enabled by default, and is named like its file', async () => {
    expect(await descriptor('type: process\nconfig: {command: redis-server}\n')).toEqual({
      name: 'db',
      type: 'process',
      enabled: false,
      config: { command: 'redis-server' },
      dependsOn: {},
      restart: {
        when: 'on-failure',
        backoffMs: 1_000,
        backoffMaxMs: 60_000,
        max: 5,
        windowMs: 300_000,
        stableMs: 30_000,
      },
      probes: [],
      onChange: 'restart',
      stop: { graceMs: 10_000 },
      start: { deadlineMs: 30_000 },
      memoryCeiling: null,
    });
  });

  it('takes every field in the forms that people write', async () => {
    const one = await descriptor(`
Name: api
type: process
ENABLED: yes
depends_on: [db, cache]
restart: {when: always, backoff: 250ms, backoffMax: 1m30s, max: 3, window: 60, stable: 0}
onChange: restart-when-idle
stop: {grace: 2, signal: SIGINT, command: "redis-cli shutdown"}
start: {deadline: 1h}
memory: 1.5GiB
config: {cmd: [node, api.mjs, 8080], env: {PORT: 8080, KEY: {from: vault}}, dir: services}
probes:
  - {tcp: 8080}
  - {tcp: "[::1]:8080", purpose: liveness, every: 1s, failureThreshold: 2}
  - {http: {url: "https://localhost/x", status: 204}}
  - {grpc: "127.0.0.1:50051"}
  - {exec: "test -e ready", name: file}
  - {log: "ready.*", purpose: startup}
`);
    expect(one).toMatchObject({
      name: 'api',
      enabled: true,
      dependsOn: { db: 'started', cache: 'started' },
      restart: { when: 'always', backoffMs: 250, backoffMaxMs: 90_000, max: 3, windowMs: 60_000, stableMs: 0 },
      onChange: 'restart-when-idle',
      stop: { graceMs: 2_000, signal: 'SIGINT', command: ['/bin/sh', '-c', 'redis-cli shutdown'] },
      start: { deadlineMs: 3_600_000 },
      memoryCeiling: 1.5 * 2 ** 30,
      config: { command: ['node', 'api.mjs', '8080'], env: { PORT: '8080', KEY: { from: 'vault' } }, cwd: 'services' },
    });
    expect(one.probes.map(({ name, purpose, how }) => [name, purpose, how])).toEqual([
      ['readiness', 'readiness', { sort: 'tcp', host: '127.0.0.1', port: 8080 }],
      ['liveness', 'liveness', { sort: 'tcp', host: '::1', port: 8080 }],
      ['readiness-2', 'readiness', { sort: 'http', url: 'https://localhost/x', status: [204] }],
      ['readiness-3', 'readiness', { sort: 'grpc', address: '127.0.0.1:50051', service: '' }],
      ['file', 'readiness', { sort: 'exec', command: ['/bin/sh', '-c', 'test -e ready'] }],
      ['startup', 'startup', { sort: 'log', pattern: 'ready.*' }],
    ]);
    expect(one.probes[1]).toMatchObject({ intervalMs: 1_000, failures: 2 });
  });

  it('reads the words of YAML 1.1 for restart and enabled', async () => {
    const text = (restart: string) => `type: process\nconfig: {command: x}\nrestart: ${restart}\nenabled: "on"\n`;
    expect((await descriptor(text('no'))).restart.when).toBe('no');
    expect((await descriptor(text('false'))).restart.when).toBe('no');
    expect((await descriptor(text('always'))).enabled).toBe(true);
  });

  it('is refused with line and column, in its own part and in that of its factory', async () => {
    expect(await faultOf('type: process\nconfig:\n  command: redis\n  ports: [0]\n')).toMatchObject({
      code: 'SCHEMA',
      line: 4,
    });
    expect(await faultOf('type: process\nenabled: true\n')).toMatchObject({
      code: 'SCHEMA',
      message: expect.stringContaining('command'),
    });
    expect(await faultOf('type: schedule\nconfig:\n  command: x\n')).toMatchObject({
      message: expect.stringContaining('needs either `every` or `cron`'),
      line: 3,
    });
    expect(await faultOf('type: schedule\nconfig:\n  command: x\n  cron: "61 * * * *"\n')).toMatchObject({
      message: expect.stringContaining('no cron expression'),
    });
    expect(await faultOf('type: process\nconfig: {command: x}\nstop:\n  grace: -1s\n')).toMatchObject({ line: 4 });
    expect(await faultOf('type: process\nconfig: {command: x}\nprobes:\n  ready: {interval: 1s}\n')).toMatchObject({
      message: expect.stringContaining('needs exactly one of'),
      line: 4,
    });
    expect(
      await faultOf('type: process\nconfig: {command: x}\nprobes:\n  up: {log: x, purpose: liveness}\n'),
    ).toMatchObject({
      message: expect.stringContaining('cannot tell whether something lives'),
    });
    expect(await faultOf('type: process\nconfig: {command: x}\nonChange: explode\n')).toMatchObject({
      message: expect.stringContaining('restart-when-idle'),
      line: 3,
    });
    expect(await faultOf("type: process\nconfig: {command: 'a \"b'}\n")).toMatchObject({
      message: expect.stringContaining('quote that is never closed'),
    });
  });

  it('names the types there are when it asks for another one', async () => {
    expect(await faultOf('name: x\ntype: proces\nconfig: {a: 1}\n')).toEqual({
      code: 'UNKNOWN_TYPE',
      message: '`type` names no type of component that is known here.',
      hint: 'Write one of: module, probe, process, schedule.',
      line: 2,
      column: 7,
    });
  });

  it('warns of keys that nothing reads, in the part of the factory too', async () => {
    const loaded = await load('type: process\nrestrat: always\nconfig:\n  command: x\n  arguments: [a]\n');
    expect(loaded.ok && loaded.warnings.map(({ message, line }) => [line, message])).toEqual([
      [2, expect.stringContaining('did you mean `restart`')],
      [5, expect.stringContaining('unknown key `arguments`')],
    ]);
  });

  it('names what it depends on, with the place', async () => {
    const loaded = await load('type: process\nconfig: {command: x}\ndependsOn: {db: healthy}\n');
    expect(loaded.ok && kind.references?.(loaded.value)).toEqual([
      { field: ['dependsOn', 'db'], kinds: ['components'], name: 'db', loose: true },
    ]);
  });

  it('has a template for each new one that loads', async () => {
    expect((await load(kind.template('api'))).ok).toBe(true);
    for (const type of registry.types()) {
      const example = registry.get(type)?.example;
      expect(await load(JSON.stringify({ type, config: example }), 'components/x.json')).toMatchObject({ ok: true });
    }
  });
});
