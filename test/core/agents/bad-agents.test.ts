import { chmodSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { echo, failure, openAgents } from './stand.ts';

const ROOMY = { startupTimeoutMs: 30_000 };

/** What a script prints and does, and how the load of it fails. */
const handshakes: readonly [what: string, script: string, code: string, diagnosis: RegExp, options?: object][] = [
  [
    'prints nothing',
    'exec sleep 100',
    'HANDSHAKE_TIMEOUT',
    /^printed nothing to stdout within/,
    { startupTimeoutMs: 700 },
  ],
  [
    'never ends its line',
    "printf '1|80'; exec sleep 100",
    'HANDSHAKE_TIMEOUT',
    /no whole line to stdout, only «1\|80»/,
    { startupTimeoutMs: 4_000 },
  ],
  [
    'prints noise first',
    "echo 'hello there'; echo '1|80'; exec sleep 100",
    'HANDSHAKE_MALFORMED',
    /before the handshake: «hello there»/,
  ],
  ['speaks a later protocol', "echo '7|80'; exec sleep 100", 'VERSION_MISMATCH', /speaks protocol 7/],
  ['names the port 0', "echo '1|0'; exec sleep 100", 'HANDSHAKE_MALFORMED', /«0»/],
  [
    'is a plugin of another kind',
    "echo '1|1|tcp|127.0.0.1:1|grpc|'; exec sleep 100",
    'HANDSHAKE_MALFORMED',
    /go-plugin/,
  ],
  ['exits before', 'echo oh no >&2; exit 3', 'HANDSHAKE_MALFORMED', /^exited with code 3 before the handshake$/],
  [
    'exits in its line',
    "printf 'half'; exit 0",
    'HANDSHAKE_MALFORMED',
    /exited with code 0 before the handshake, after printing «half»/,
  ],
  ['is killed before', 'kill -9 $$', 'HANDSHAKE_MALFORMED', /^was ended by SIGKILL before the handshake$/],
  ['floods stdout without a line', 'exec tr "\\0" x < /dev/zero', 'HANDSHAKE_MALFORMED', /more than 64 KiB/],
  ['exits after', "echo '1|9'; exit 4", 'DIAL_TIMEOUT', /^exited with code 4 after the handshake$/],
];

describe('an agent that', () => {
  it.each(handshakes)(
    '%s fails with a code and words of its own, and leaves nothing',
    async (_what, script, code, diagnosis, options) => {
      const stand = await openAgents();
      const error = await failure(stand.loadScript(script, { ...ROOMY, ...options }));
      expect(error.code).toBe(code);
      expect(error.diagnosis).toMatch(diagnosis);
      expect(error.message).toContain('codefly.dev/scripted:0.0.1');
      expect(error.hint).not.toBe('');
      expect(stand.processes.live()).toEqual([]);
      const last = stand.changed().at(-1);
      expect(last).toMatchObject({ to: 'failed', diagnosis: error.diagnosis, error: { code } });
    },
  );

  it('floods stderr before its handshake keeps the end of it', async () => {
    const stand = await openAgents();
    const script = "head -c 3000000 /dev/zero | tr '\\0' y >&2; echo END >&2; exit 1";
    const error = await failure(stand.loadScript(script, ROOMY));
    expect(error.stderr).toMatch(/yEND$/);
    expect(Buffer.byteLength(error.stderr)).toBeLessThanOrEqual(65_536);
    expect(JSON.stringify(stand.changed().at(-1)).length).toBeLessThan(32_768);
    expect(stand.logged('stderr').length).toBe(3_000_004);
  });

  it('listens on nothing, or expects TLS, or answers HTTP, or never answers is told apart', async () => {
    const quiet = await listen(net.createServer(() => {}));
    const http = await listen(net.createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const sealed = await listen(tls.createServer({ ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2' }));
    const free = await listen(net.createServer());
    await free.close();
    const cases: readonly [port: number, diagnosis: RegExp][] = [
      [free.port, /^listens on nothing: 127.0.0.1:\d+ refuses the connection \(ECONNREFUSED\)$/],
      [quiet.port, /^accepts connections at .* and never answers$/],
      [http.port, /^answers in HTTP\/1 at/],
      [sealed.port, /^expects TLS at|^closes connections at/],
    ];
    for (const [port, diagnosis] of cases) {
      const stand = await openAgents();
      const error = await failure(stand.loadScript(`echo '1|${port}'; exec sleep 100`, { dialTimeoutMs: 800 }));
      expect(error.code).toBe('DIAL_TIMEOUT');
      expect(error.diagnosis).toMatch(diagnosis);
    }
  });

  it('is suspended is said to be', async () => {
    const stand = await openAgents();
    const error = await failure(stand.loadScript('kill -STOP $$; echo never', { startupTimeoutMs: 4_000 }));
    expect(error.code).toBe('HANDSHAKE_TIMEOUT');
    expect(error.diagnosis).toMatch(/^is suspended \(process \d+\), and printed nothing to stdout within/);
    expect(error.hint).toMatch(/^Let it go on: kill -CONT \d+/);
  });

  it('is suspended after its handshake is told from one that does not listen, though the system takes connections for it', async () => {
    const stand = await openAgents();
    const error = await failure(stand.loadNode('suspended', { dialTimeoutMs: 1_000 }));
    expect(error.code).toBe('DIAL_TIMEOUT');
    expect(error.diagnosis).toMatch(/^is suspended \(process \d+\)$/);
    expect(error.hint).toMatch(/^Let it go on: kill -CONT \d+\. A debugger may hold it\.$/);
    expect(error.stderr).toContain('listening');
    expect(stand.phases().at(-1)).toBe('failed');
    expect(stand.processes.live()).toEqual([]);
  });

  it('is suspended after it was ready goes on where it was, and is taken down all the same', async () => {
    const stand = await openAgents();
    const agent = await stand.loadNode();
    process.kill(agent.processInfo.pid, 'SIGSTOP');
    const answer = echo(agent, 'are you there');
    process.kill(agent.processInfo.pid, 'SIGCONT');
    expect(await answer).toContain('are you there');
    process.kill(agent.processInfo.pid, 'SIGSTOP');
    await agent.close({ graceMs: 300 });
    expect(stand.changed().at(-1)).toMatchObject({ to: 'exited', exit: { leftovers: 0 } });
    expect(stand.processes.live()).toEqual([]);
  });

  it('cannot be started says why: not there, not executable, no such folder, called off', async () => {
    const stand = await openAgents();
    expect(await failure(stand.agents.load(null))).toMatchObject({ code: 'AGENT_NIL' });
    const missing = await failure(stand.agents.load('nobody:1.2.3'));
    expect(missing).toMatchObject({ code: 'AGENT_NOT_FOUND', message: expect.stringContaining('asked this machine') });
    const noFolder = await failure(stand.loadScript('exit 0', { workDir: '/no/such/folder' }));
    expect(noFolder).toMatchObject({ code: 'AGENT_SPAWN', message: expect.stringContaining('/no/such/folder') });
    chmodSync(stand.install('open', '#!/bin/sh\n'), 0o777);
    expect(await failure(stand.agents.load('open:0.0.1'))).toMatchObject({ code: 'AGENT_SPAWN' });
    const controller = new AbortController();
    const script = 'touch "$CODEFLY_AGENT_WORKDIR/up"; exec sleep 100';
    setTimeout(() => controller.abort(new Error('changed my mind')), 300);
    const off = await failure(stand.loadScript(script, { signal: controller.signal }));
    expect(off).toMatchObject({ code: 'HANDSHAKE_TIMEOUT' });
    expect(stand.processes.live()).toEqual([]);
  });

  it('is called off while it is reached, or asked whether it serves, and is not blamed for that', async () => {
    const { port } = await listen(net.createServer(() => {}));
    const cases = [
      ['dialing', 'was not reached'],
      ['checking', 'did not say that it serves'],
    ] as const;
    for (const [phase, what] of cases) {
      const stand = await openAgents();
      const load =
        phase === 'dialing' ? stand.loadScript(`echo '1|${port}'; exec sleep 100`) : stand.loadNode('not-serving');
      const failed = failure(load);
      await expect.poll(() => stand.phases().at(-1), { timeout: 20_000 }).toBe(phase);
      await stand.agents.cleanup(stand.changed()[0]?.opened?.key ?? '');
      expect(await failed).toMatchObject({
        code: 'DIAL_TIMEOUT',
        diagnosis: `${what} before its start was called off`,
        hint: 'Start it again.',
      });
      expect(stand.phases().at(-1)).toBe('failed');
      expect(stand.processes.live()).toEqual([]);
    }
  });

  it('has blanks in the path of its program runs all the same', async () => {
    const stand = await openAgents();
    const file = path.join(tempFolder('an agent'), 'my agent');
    writeFileSync(file, "#!/bin/sh\necho '9|9'\n", { mode: 0o755 });
    const opened = { id: 'x', sort: 'agent', key: 'k', ref: 'mine', component: null, log: 'agent:x' } as const;
    const { directSpawner } = await import('../../../electron/core/agents/direct-spawner.ts');
    const spawn = directSpawner(stand.processes, 'agent:x', () => {});
    const error = await failure(stand.agents.start({ opened, spawn, agent: { path: file } }));
    expect(error.code).toBe('VERSION_MISMATCH');
  });
});

/** Each is a Node of its own: few by default. */
const MANY = process.env['SIGNALBOX_TEST_LONG'] ? 20 : 4;

describe('closing all', () => {
  it('takes all that stay down within one deadline, however many', async () => {
    const stand = await openAgents();
    const all = await Promise.all(Array.from({ length: MANY }, () => stand.loadNode('stubborn', ROOMY)));
    expect(await stand.agents.cleanupAll({ deadlineMs: 12_000 })).toEqual([]);
    const steps = stand.events.flatMap(({ type, body }) => (type === 'agent.stepped' ? [body as any] : []));
    const asked = steps.filter(({ rung }) => rung === 'asked');
    // At once, not one after another; the kill comes 5 s before the deadline.
    expect(steps.slice(0, MANY).map(({ rung }) => rung)).not.toContain('reaped');
    expect(asked).toHaveLength(MANY);
    for (const { graceMs } of asked) expect(graceMs).toBeLessThanOrEqual(7_000);
    expect(steps.filter(({ rung }) => rung === 'killed')).toHaveLength(MANY);
    expect(all.every((one) => stand.agents.look(one.id)?.track.state === 'exited')).toBe(true);
    expect(stand.processes.live()).toEqual([]);
  });
});

async function listen(server: net.Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onEnd(close);
  return { port: (server.address() as net.AddressInfo).port, close };
}
