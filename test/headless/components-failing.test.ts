import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { isRunning } from '../core/process/support.ts';
import { freePort } from '../helpers/free-port.ts';
import { onEnd, tempFolder } from '../helpers/temp.ts';
import { program, serveComponents } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const node = (script: string) => [process.execPath, '-e', script];
const STAYS = 'setInterval(() => {}, 1e6)';
const module = (source: string, config: object = {}, more: object = {}) => ({ source, config, more });

/** Modules of the user by name; each is written beside its descriptor. */
function modules(given: Readonly<Record<string, ReturnType<typeof module>>>, root: string) {
  return Object.entries(given).map(([name, { source, config, more }]) => {
    writeFileSync(path.join(root, `${name}.mjs`), source);
    return [
      name,
      { type: 'module', enabled: true, restart: 'no', config: { file: `${name}.mjs`, ...config }, ...more },
    ];
  });
}

it('says of every program that does not do what it should what is wrong with it', async () => {
  const root = tempFolder('root');
  writeFileSync(path.join(root, 'plain.txt'), 'no program\n', { mode: 0o644 });
  writeFileSync(path.join(root, 'lost.sh'), '#!/no/such/interpreter\n', { mode: 0o755 });
  const silent = net.createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onEnd(() => silent.close());
  const { port } = silent.address() as net.AddressInfo;
  const served = await serveComponents(
    {
      missing: program(['no-such-program-here']),
      near: program(['slep', '1']),
      text: program(['./plain.txt']),
      lost: program(['./lost.sh']),
      folder: program(['true'], { config: { cwd: 'nowhere' } }),
      once: program(node('console.error("no database at all"); process.exit(3)')),
      loops: program(['false'], { restart: { when: 'on-failure', backoff: '1ms', max: 3 } }),
      well: program(['true'], { restart: { when: 'always', backoff: '1ms', max: 3 } }),
      done: program(['true'], { restart: 'on-failure' }),
      mute: program(['sh', '-c', 'exec 1>&- 2>&-; exec sleep 100000']),
      taken: program(node(`require('node:net').createServer().listen(${port}, '127.0.0.1')`), {
        config: { ports: [port] },
      }),
      hangs: program(node(STAYS), {
        start: { deadline: '2s' },
        probes: { ready: { http: `http://127.0.0.1:${port}/`, timeout: '200ms', interval: '50ms' } },
      }),
      ...Object.fromEntries(
        modules(
          {
            never: module('export const start = () => new Promise(() => {});', {}, { start: { deadline: '1s' } }),
            blocks: module('export const start = () => { setTimeout(() => { for (;;); }, 50); };', {
              unresponsive: '1s',
            }),
            eats: module(
              'const kept = []; export const start = () => { setInterval(() => { for (let i = 0; i < 1e5; i++) kept.push({ i }); }, 1); };',
              { heap: '24MiB' },
            ),
            throws: module(
              'export const start = () => { setInterval(() => {}, 1e6); }; export const stop = () => { throw new Error("no way out"); };',
            ),
          },
          root,
        ),
      ),
    },
    { root },
  );
  const crashes = (why: RegExp) => ({ state: 'crashed', code: 'EXITED_EARLY', why }) as const;
  const fails = (code: string, why: RegExp) => ({ state: 'failed', code, why }) as const;
  const wanted = {
    missing: fails('COMMAND_NOT_FOUND', /looked in .*\/usr\/bin/),
    near: fails('COMMAND_NOT_FOUND', /Did you mean "sleep"/),
    text: fails('NOT_EXECUTABLE', /plain\.txt is not marked as executable.*chmod \+x/),
    lost: crashes(/exit 127: the program or its interpreter was not found/),
    folder: fails('NOT_FOUND', /does not exist: .*nowhere.*Create the folder/),
    once: crashes(/exit 3/),
    loops: { state: 'crash-looping', code: 'EXITED_EARLY', why: /exit 1/ },
    well: { state: 'crash-looping', code: 'EXITED_EARLY', why: /exit 0/ },
    done: { state: 'completed', code: undefined, why: /exit 0: ended well/ },
    mute: { state: 'running', code: undefined, why: /is up/ },
    taken: crashes(new RegExp(`port ${port} is held by .*\\(pid ${process.pid}\\)`)),
    hangs: fails('START_DEADLINE', /not ready within 2 s\. .*no answer within 200 ms/),
    never: fails('START_DEADLINE', /not ready within 1 s/),
    blocks: crashes(/its thread was blocked/),
    eats: crashes(/its heap of 24 MiB was full/),
    throws: { state: 'running', code: undefined, why: /is up/ },
  } as const;
  for (const [name, { state, code, why }] of Object.entries(wanted)) {
    const one = await served.reaches(name, state, 'failed', 'crashed');
    expect([name, one.state, one.error?.code]).toEqual([name, state, code]);
    expect([one.reason, one.error?.message, one.error?.hint].join(' ')).toMatch(why);
  }
  const tail = await served.act('run.tail', { runId: (await served.snapshot()).components['once']?.run ?? '' });
  expect(tail.body.stderr).toBe('no database at all\n');
  // A stop that throws is told, and yet nothing of it is left.
  const { pid } = await served.reaches('throws', 'running');
  const { body } = await served.act('component.undeploy', { name: 'throws' });
  expect(body.result.steps).toMatchObject([
    { to: 'stopped', error: { message: expect.stringContaining('no way out') } },
  ]);
  expect(isRunning(pid ?? 0)).toBe(false);
  // What runs goes on through all of that, and what was up does not end "before it was ready".
  const { components } = await served.snapshot();
  expect(components['mute']?.state).toBe('running');
  expect(components['eats']?.error?.hint).not.toContain('before it was ready');
});

it('takes a deadline to end what ignores it, and kills the rest of what left it behind', async () => {
  const deaf = `process.on('SIGTERM', () => {}); require('node:child_process').spawn('sleep', ['100000'], { stdio: 'inherit' }); ${STAYS}`;
  const served = await serveComponents({ deaf: program(node(deaf), { stop: { grace: '300ms' } }) });
  const { pid, run } = await served.reaches('deaf', 'running');
  const { body } = await served.act('component.undeploy', { name: 'deaf' });
  expect(body.result.steps).toMatchObject([{ from: 'running', to: 'stopped' }]);
  expect(isRunning(pid ?? 0)).toBe(false);
  const rungs = (await served.events('stop.stepped')).map((event) => event.body.rung);
  expect(rungs.filter((rung) => rung !== 'waiting')).toEqual(['asked', 'killed', 'reaped']);
  const [ended] = await served.events('run.ended');
  expect(ended).toMatchObject({ subject: `run:${run}`, body: { signal: 'SIGKILL', asked: true } });
});

it('degrades what stops answering its probe, with the reason, and has it back when it answers again', async () => {
  const port = await freePort();
  const script = `
    let deaf = false;
    process.on('SIGUSR2', () => { deaf = !deaf; });
    require('node:http').createServer((_, answer) => deaf || answer.end('ok')).listen(${port}, '127.0.0.1');`;
  const http = `http://127.0.0.1:${port}/`;
  const ready = { http, interval: '50ms', timeout: '200ms', failures: 2 };
  const served = await serveComponents({ web: program(node(script), { probes: { ready } }) });
  const { pid } = await served.reaches('web', 'running');
  process.kill(pid ?? 0, 'SIGUSR2');
  const sick = await served.reaches('web', 'degraded');
  expect(sick.probes['ready']).toMatchObject({ state: 'failing', why: 'no answer within 200 ms' });
  process.kill(pid ?? 0, 'SIGUSR2');
  expect(await served.reaches('web', 'running')).toMatchObject({ pid, probes: { ready: { state: 'passing' } } });
});
