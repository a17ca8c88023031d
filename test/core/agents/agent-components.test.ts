import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentFile } from '../../../electron/core/agents/places.ts';
import { parseReference } from '../../../electron/core/agents/reference.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { startHost, type TestHost } from '../../helpers/workspace.ts';
import { fixture } from './stand.ts';

const AGENT = `#!/bin/sh\nexec '${process.execPath}' '${fixture('agent.mjs')}'\n`;

function descriptor(config: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const patient = { startupTimeout: '50s', dialTimeout: '50s' };
  return JSON.stringify({ type: 'agent', enabled: true, restart: 'no', config: { ...patient, ...config }, ...more });
}

function reaches(host: TestHost, name: string, ...states: string[]) {
  return host.until((snapshot) => states.includes(snapshot.components[name]?.state ?? ''), `${name} ${states}`);
}

/** Puts a program where agents are looked for. */
function install(home: string, name: string, script: string): void {
  const containers = existsSync('/.dockerenv') ? path.join(home, 'containers') : home;
  const file = agentFile(containers, parseReference(`${name}:0.0.1`).reference);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, script, { mode: 0o755 });
}

describe('agents of a workspace', () => {
  it('are components: found, ready, inspected, and stopped with the ladder of the host', async () => {
    const home = tempFolder('home');
    install(home, 'scout', AGENT);
    const host = await startHost({
      home,
      files: {
        'components/scout.json': descriptor({ ref: 'scout:0.0.1', env: { AGENT_MODE: 'chatty' } }),
        'components/local.json': descriptor({ path: 'bin/local' }, { enabled: false }),
      },
    });
    mkdirSync(path.join(host.root, 'bin'));
    writeFileSync(path.join(host.root, 'bin/local'), AGENT, { mode: 0o755 });
    const { agents, components } = await reaches(host, 'scout', 'running', 'failed');
    expect(agents['scout']).toMatchObject({
      state: 'ready',
      sort: 'agent',
      protocol: 'agent 1',
      log: 'component:scout',
      component: 'scout',
    });
    expect(agents['scout']?.pid).toBe(components['scout']?.pid);
    expect(agents['scout']?.stores).toEqual([expect.objectContaining({ store: 'local', outcome: 'hit' })]);
    const look = await host.call('agent.handshake', { id: 'scout' });
    expect(look.phases.map(({ state }: { state: string }) => state)).toEqual([
      'resolving',
      'spawning',
      'handshaking',
      'dialing',
      'checking',
      'ready',
    ]);
    expect(Buffer.from(look.raw, 'base64').toString()).toMatch(/^1\|\d+\nline 0 x/);
    expect(look.line).toMatch(/^1\|\d+$/);
    expect((await host.call('agent.stderr', { id: 'scout' })).text).toMatch(/^listening/);
    await expect(host.call('agent.close', { key: 'scout' })).rejects.toMatchObject({ code: 'RUNNING' });
    await host.call('component.deploy', { name: 'local' });
    await host.call('component.undeploy', { names: ['scout', 'local'] });
    const after = await host.snapshot();
    for (const name of ['scout', 'local'])
      expect(after.agents[name]).toMatchObject({ state: 'exited', exit: { code: 0, leftovers: 0 }, pid: null });
    const rungs = (await host.events('stop.stepped')).map(({ body }) => body.rung);
    expect(rungs).toEqual(expect.arrayContaining(['asked', 'reaped']));
  });

  it('that fail say why in their own words, and crash by the policy of the component', async () => {
    const home = tempFolder('home');
    install(home, 'rude', "#!/bin/sh\necho 'hello there'\nexec sleep 100\n");
    install(home, 'brief', '#!/bin/sh\necho no config >&2\nexit 3\n');
    const host = await startHost({
      home,
      files: {
        'components/rude.json': descriptor({ ref: 'rude:0.0.1' }),
        'components/brief.json': descriptor({
          agent: { kind: 'codefly:service', name: 'brief', version: '0.0.1', publisher: 'codefly.dev' },
        }),
        'components/wrong.json': descriptor({ ref: 'a:b:c' }),
      },
    });
    const rude = await reaches(host, 'rude', 'failed', 'running', 'crashed');
    expect(rude.components['rude']).toMatchObject({ state: 'failed', error: { code: 'HANDSHAKE_MALFORMED' } });
    expect(rude.agents['rude']).toMatchObject({
      state: 'failed',
      diagnosis: 'printed to stdout before the handshake: «hello there»',
    });
    const brief = await reaches(host, 'brief', 'failed', 'running', 'crashed');
    expect(brief.components['brief']).toMatchObject({
      state: 'crashed',
      error: { message: expect.stringContaining('before it was ready') },
    });
    expect(brief.agents['brief']).toMatchObject({
      state: 'failed',
      diagnosis: 'exited with code 3 before the handshake',
    });
    expect(brief.definitions['components/wrong']?.error?.message).toContain('names no agent');
  });

  it('are asked with SIGINT to end while they are starting, as they are when they are up', async () => {
    const home = tempFolder('home');
    const heard = (signal: string) => `trap 'echo got ${signal} >&2; exit 0' ${signal}`;
    const script = `#!/bin/sh\n${heard('INT')}\n${heard('TERM')}\necho begun >&2\nwhile :; do sleep 0.1; done\n`;
    install(home, 'slow', script);
    const host = await startHost({ home, files: { 'components/slow.json': descriptor({ ref: 'slow:0.0.1' }) } });
    await host.until(({ agents }) => agents['slow']?.state === 'handshaking', 'its handshake');
    const said = async () => (await host.call('agent.stderr', { id: 'slow' })).text;
    await expect.poll(said, { timeout: 20_000 }).toContain('begun');
    await host.call('component.undeploy', { name: 'slow' });
    expect(await said()).toContain('got INT');
  });

  it('are loaded and closed by acts too, with everything that shows masked', async () => {
    const home = tempFolder('home');
    install(home, 'scout', AGENT);
    const host = await startHost({ home });
    const { result } = await host.call('agent.load', {
      ref: 'scout:0.0.1',
      options: { env: { DB_PASSWORD: 'hidden-value-5' } },
    });
    expect(result).toMatchObject({ key: 'codefly:service::codefly.dev/scout:0.0.1', protocol: 'agent 1' });
    expect((await host.snapshot()).agents[result.id]).toMatchObject({
      state: 'ready',
      component: null,
      log: `agent:${result.id}`,
    });
    const closed = await host.call('agent.close', { key: result.key });
    expect(closed.result.closed).toEqual([result.id]);
    expect((await host.snapshot()).agents[result.id]).toMatchObject({ state: 'exited' });
    expect(JSON.stringify([await host.events(), await host.snapshot(), host.lines])).not.toContain('hidden-value-5');
    await expect(host.call('agent.close', { key: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
