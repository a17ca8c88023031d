import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';
import { echo, failure, fixture, openAgents } from './stand.ts';

const LONG = { timeout: 20_000 };

describe('an agent that works', () => {
  it('is started, shakes hands, is reached, says that it serves, is called with its token, and is closed once', async () => {
    const stand = await openAgents();
    const agent = await stand.loadNode();
    expect(stand.phases()).toEqual(['resolving', 'spawning', 'handshaking', 'dialing', 'checking', 'ready']);
    expect(await echo(agent, 'hello')).toContain('hello from');
    await expect(echo(agent, 'hello', false)).rejects.toThrow(/UNAUTHENTICATED/);
    expect(agent.stderrTail()).toMatch(/^listening/);
    expect(stand.logged('handshake')).toMatch(/^1\|\d+\n$/);
    expect(stand.logged('stderr')).toContain('listening');
    const [one, other] = [agent.close(), agent.close()];
    await Promise.all([one, other]);
    await agent.close();
    expect(stand.phases().slice(6)).toEqual(['stopping', 'exited']);
    expect(stand.changed().at(-1)?.exit).toMatchObject({ code: 0, leftovers: 0 });
    expect(stand.agents.active()).toEqual([]);
    expect(stand.processes.live()).toEqual([]);
    expect(stand.hidden).toHaveLength(1);
    expect(JSON.stringify(stand.events)).not.toContain(stand.hidden[0]);
  });

  it.each(['dns', 'unix', 'no-health', 'chatty'])('is ready in the way %s', async (mode) => {
    const stand = await openAgents();
    const socket = path.join(tempFolder('a b'), 's.sock');
    const agent = await stand.loadNode(mode, { env: { AGENT_SOCKET: socket } });
    expect(await echo(agent, 'hello')).toContain('hello');
    const ready = stand.changed().find(({ to }) => to === 'ready');
    expect(ready?.detail).toBe(mode === 'no-health' ? 'has no health service' : 'SERVING');
    if (mode === 'unix') expect(agent.endpoint).toBe(socket);
    await agent.close();
    if (mode === 'chatty') expect(stand.logged('stdout')).toContain('line 19999');
  });

  it('may be written in another language', async () => {
    const stand = await openAgents();
    const agent = await stand.loadScript(`exec /usr/bin/python3 '${fixture('agent.py')}'`);
    expect(await echo(agent, 'hello')).toBe('python says hello');
    await agent.close();
    expect(stand.changed().at(-1)?.exit).toMatchObject({ code: 0 });
  });

  it('works in the folder it is told, also one with blanks in its path, with no more environment than it may have', async () => {
    const stand = await openAgents();
    const workDir = path.join(realpathSync(tempFolder()), 'a folder');
    mkdirSync(workDir);
    const agent = await stand.loadNode('', { workDir });
    expect(await echo(agent, 'x')).toBe(`x from ${workDir} ${workDir}`);
    await agent.close();
    const error = await failure(stand.loadScript('env >&2; exit 3'));
    const names = error.stderr.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['CODEFLY_AGENT_TOKEN', 'HOME', 'PATH', 'SIGNALBOX_RUN']));
    expect(names).not.toContain('STRANGE');
  });

  it('is loaded twice as two, under one key, and both are closed by it', async () => {
    const stand = await openAgents();
    const [one, other] = await Promise.all([stand.loadNode(), stand.loadNode()]);
    expect(one.key).toBe(other.key);
    expect(one.processInfo.pid).not.toBe(other.processInfo.pid);
    expect(await stand.agents.cleanup(one.key)).toHaveLength(2);
    expect(stand.processes.live()).toEqual([]);
    await expect(stand.agents.cleanup(one.key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an agent that is being loaded', () => {
  it('is called off by its key or its id, with nothing of it left, and says that it was', async () => {
    const stand = await openAgents();
    const loads = [failure(stand.loadScript('exec sleep 100')), failure(stand.loadScript('exec sleep 100'))];
    await expect.poll(() => stand.phases().filter((phase) => phase === 'handshaking').length, LONG).toBe(2);
    const key = stand.changed()[0]?.opened?.key ?? '';
    await expect(stand.agents.cleanup(key)).resolves.toHaveLength(2);
    for (const error of await Promise.all(loads))
      expect(error).toMatchObject({
        code: 'HANDSHAKE_TIMEOUT',
        diagnosis: 'printed nothing to stdout before its start was called off',
      });
    expect(stand.phases().slice(-2)).toEqual(['failed', 'failed']);
    expect(stand.processes.live()).toEqual([]);
    await expect(stand.agents.cleanup(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is called off while it is fetched, and when everything is closed', async () => {
    const pull = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const stores = [{ name: 'http' as const, available: async () => true, pull }];
    const stand = await openAgents({ stores });
    const first = failure(stand.agents.load('far:1.0.0'));
    await expect.poll(() => stand.phases().at(-1), LONG).toBe('downloading');
    await stand.agents.cleanup(stand.events[0]?.subject.replace('agent:', '') ?? '');
    expect(await first).toMatchObject({ code: 'CANCELLED', message: expect.stringContaining('closed before it was') });
    const second = failure(stand.agents.load('far:1.0.0'));
    await expect.poll(() => stand.phases().at(-1), LONG).toBe('downloading');
    await stand.agents.cleanupAll({ deadlineMs: 5_000 });
    expect((await second).code).toBe('CANCELLED');
  });
});

describe('an agent that does not', () => {
  it('is told apart when it says that it does not serve, with nothing of it left', async () => {
    const stand = await openAgents();
    const error = await failure(stand.loadNode('not-serving', { dialTimeoutMs: 1_000 }));
    expect(error).toMatchObject({ code: 'NOT_SERVING', diagnosis: 'answers, and says that it is NOT_SERVING' });
    expect(error.stderr).toContain('listening');
    expect(stand.phases().at(-1)).toBe('failed');
    expect(stand.processes.live()).toEqual([]);
  });

  it('is reported when it dies by itself, and what it leaves is stopped', async () => {
    const stand = await openAgents();
    const agent = await stand.loadNode('children');
    await echo(agent, 'die').catch(() => undefined);
    await agent.ended;
    await agent.close();
    expect(stand.phases().slice(6)).toEqual(['stopping', 'exited']);
    expect(stand.changed().at(-1)?.exit).toMatchObject({ code: 7 });
    expect(stand.events.find(({ body }) => (body as any).to === 'stopping')?.cause).toBeNull();
    expect(stand.processes.live()).toEqual([]);
  });

  it('is given up when its channel is lost while it lives', async () => {
    const stand = await openAgents();
    const agent = await stand.loadNode('', { dialTimeoutMs: 1_500 });
    await echo(agent, 'drop').catch(() => undefined);
    await agent.ended;
    await agent.close();
    expect(stand.phases().slice(6, 8)).toEqual(['reconnecting', 'failed']);
    expect(stand.changed().find(({ to }) => to === 'failed')?.diagnosis).toContain('listens on nothing');
  });

  it('climbs the ladder when it stays, each rung told', async () => {
    const stand = await openAgents();
    const agent = await stand.loadNode('stubborn');
    await agent.close({ graceMs: 300 });
    const rungs = stand.events.filter(({ type }) => type === 'agent.stepped').map(({ body }) => (body as any).rung);
    expect(rungs.filter((rung) => rung !== 'waiting')).toEqual(['asked', 'killed', 'reaped']);
    expect(agent.stderrTail()).toContain('asked, and stays');
    expect(stand.changed().at(-1)?.exit).toMatchObject({ signal: 'SIGKILL' });
  });
});
