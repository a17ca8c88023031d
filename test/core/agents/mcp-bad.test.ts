import { describe, expect, it } from 'vitest';
import { startHost, type TestHost } from '../../helpers/workspace.ts';
import { fixture } from './stand.ts';

/** A definition of the server that misbehaves as the mode says. */
function definition(mode: string, more: Record<string, unknown> = {}, transport: Record<string, unknown> = {}): string {
  return JSON.stringify({
    enabled: true,
    restart: 'no',
    transport: { type: 'stdio', command: process.execPath, arguments: [fixture('mcp.mjs'), mode], ...transport },
    ...more,
  });
}

function reaches(host: TestHost, name: string, ...states: string[]) {
  return host.until((snapshot) => states.includes(snapshot.components[name]?.state ?? ''), `${name} ${states}`);
}

const call = async (host: TestHost, server: string, tool: string, given: Record<string, unknown> = {}, more = {}) =>
  (await host.call('mcp.call', { server, tool, arguments: given, ...more })).result;

/** How a server that cannot be connected is told of, and what is advised. */
interface BadServer {
  readonly code: string;
  readonly says: RegExp;
  readonly hint: RegExp;
  readonly more?: Record<string, unknown>;
  readonly state?: string;
}

describe('an MCP server that', () => {
  it('cannot be connected fails with a code and words of its own, all of them at once', async () => {
    const cases: Record<string, BadServer> = {
      exit: {
        code: 'MCP_PROTOCOL',
        says: /^exited with code 5 before it was initialized$/,
        hint: /^Read its stderr, and check its command/,
        state: 'crashed',
      },
      silent: {
        code: 'HANDSHAKE_TIMEOUT',
        says: /^did not answer initialize within 8000 ms$/,
        hint: /it must answer `initialize` on stdout, or be given more time/,
        more: { timeout: '8s' },
      },
      stopped: {
        code: 'HANDSHAKE_TIMEOUT',
        says: /^is suspended \(process \d+\)$/,
        hint: /^Let it go on: kill -CONT \d+/,
        more: { timeout: '8s', transport: { type: 'stdio', command: '/bin/sh', arguments: ['-c', 'kill -STOP $$'] } },
      },
      chatter: {
        code: 'MCP_PROTOCOL',
        says: /^writes no messages of MCP to stdout, but «\[info\] still here»$/,
        hint: /^Let the server write JSON-RPC messages on stdout/,
        more: { timeout: '14s' },
      },
      nonsense: {
        code: 'MCP_PROTOCOL',
        says: /^does not answer initialize as MCP asks for/,
        hint: /^Let the server write JSON-RPC messages on stdout/,
      },
      future: {
        code: 'VERSION_MISMATCH',
        says: /speaks a version of MCP that this app does not: 2999-01-01/,
        hint: /no version of MCP in common/,
      },
      huge: { code: 'MCP_PROTOCOL', says: /^sent a message of more than 10 MiB$/, hint: /shorter messages/ },
    };
    const files = Object.fromEntries(
      Object.entries(cases).map(([mode, { more }]) => [`mcp/${mode}.json`, definition(mode, more)]),
    );
    const host = await startHost({ files });
    for (const [mode, { code, says, hint, state = 'failed' }] of Object.entries(cases)) {
      const { agents, components } = await reaches(host, `mcp/${mode}`, 'failed', 'crashed', 'running');
      const agent = agents[`mcp/${mode}`]!;
      expect([mode, agent.state, agent.error?.code]).toEqual([mode, 'failed', code]);
      expect(agent.diagnosis).toMatch(says);
      expect(agent.error?.hint).toMatch(hint);
      expect([mode, components[`mcp/${mode}`]?.state]).toEqual([mode, state]);
    }
    const { text } = await host.call('agent.stderr', { id: 'mcp/exit' });
    expect(text).toBe('cannot find my configuration');
    const { components } = await host.snapshot();
    expect(components['mcp/exit']?.error?.message).toContain('exit 5');
  });

  it('writes noise, answers wrongly, too much or too late, floods, or changes its tools is borne', async () => {
    const host = await startHost({ files: { 'mcp/odd.json': definition('noise') } });
    const { agents } = await reaches(host, 'mcp/odd', 'running', 'failed');
    expect(agents['mcp/odd']).toMatchObject({
      state: 'ready',
      tools: 10,
      server: { name: 'hand-made', version: '1.0' },
    });
    await expect(call(host, 'odd', 'wrong')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('message must be a text'),
    });
    await expect(call(host, 'odd', 'nonsense')).rejects.toMatchObject({ code: 'MCP_PROTOCOL' });
    await expect(call(host, 'odd', 'big')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(call(host, 'odd', 'slow', { ms: 60_000 }, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'DEADLINE',
    });
    expect(JSON.parse((await call(host, 'odd', 'flood')).body).content[0].text).toBe('flooded');
    const { messages, newest, dropped } = await host.call('mcp.messages', { server: 'odd', limit: 500 });
    expect(newest).toBeGreaterThan(20_000);
    expect(dropped).toBe(newest - messages.length);
    await call(host, 'odd', 'grow');
    await host.until((snapshot) => snapshot.agents['mcp/odd']?.tools === 11, 'eleven tools');
    const outcomes = (await host.events('call.ended')).map(({ body }) => body.outcome);
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'timed-out', 'ok', 'ok']);
    expect((await host.snapshot()).agents['mcp/odd']?.calls).toBe(0);
  });

  it('dies while it is called is a crash, comes back by its policy, and the call says so', async () => {
    const host = await startHost({
      files: { 'mcp/mortal.json': definition('', { restart: { backoff: '100ms', backoffMax: '200ms' } }) },
    });
    await reaches(host, 'mcp/mortal', 'running', 'failed');
    const before = (await host.snapshot()).agents['mcp/mortal']?.run;
    await expect(call(host, 'mortal', 'die')).rejects.toMatchObject({
      code: 'MCP_PROTOCOL',
      message: expect.stringContaining('went away'),
    });
    await host.until(
      ({ agents }) => agents['mcp/mortal']?.state === 'ready' && agents['mcp/mortal'].run !== before,
      'another run',
    );
    const { components } = await reaches(host, 'mcp/mortal', 'running');
    expect(components['mcp/mortal']?.restarts).toBe(1);
  });

  it('is called keeps a changed definition waiting until it is idle', async () => {
    const host = await startHost({ files: { 'mcp/busy.json': definition('') } });
    await reaches(host, 'mcp/busy', 'running', 'failed');
    const slow = call(host, 'busy', 'slow', { ms: 4_000 });
    await host.until(({ agents }) => agents['mcp/busy']?.calls === 1, 'a call');
    host.write('mcp/busy.json', definition('', {}, { env: { GREETING: 'new' } }));
    await host.until(({ components }) => components['mcp/busy']?.pendingChange?.calls === 1, 'a waiting change');
    expect(JSON.parse((await slow).body).content[0].text).toBe('at last');
    await host.until(
      ({ components, agents }) =>
        components['mcp/busy']?.version === 2 &&
        components['mcp/busy'].pendingChange === null &&
        agents['mcp/busy']?.state === 'ready' &&
        components['mcp/busy'].state === 'running' &&
        agents['mcp/busy'].phases.length < 6,
      'the change',
    );
    const deadline = await call(host, 'busy', 'env', { name: 'GREETING' });
    expect(JSON.parse(deadline.body).content[0].text).toBe('new');
  });

  it('has secrets keeps them: none is in an event, a message, the state or an answer', async () => {
    const env = { API_TOKEN: 'tok-hidden-value-1', OTHER: { from: 'env', name: 'FROM_HOST_SECRET' } };
    const host = await startHost({
      env: { PATH: process.env['PATH'], FROM_HOST_SECRET: 'host-hidden-value-2' },
      files: { 'mcp/sealed.json': definition('', {}, { env }) },
    });
    await reaches(host, 'mcp/sealed', 'running', 'failed');
    const answer = await call(host, 'sealed', 'env', { name: 'API_TOKEN', password: 'pass-hidden-value-3' });
    expect(answer.body).toContain('tok-hidden-value-1');
    await call(host, 'sealed', 'env', { name: 'OTHER' });
    const { messages } = await host.call('mcp.messages', { server: 'sealed' });
    const all = JSON.stringify([await host.events(), await host.snapshot(), messages, host.lines]);
    for (const secret of ['tok-hidden-value-1', 'host-hidden-value-2', 'pass-hidden-value-3'])
      expect(all).not.toContain(secret);
  });

  it('stands in a folder that is only looked at is neither started nor called', async () => {
    const host = await startHost({ trusted: false, files: { 'mcp/wanted.json': definition('') } });
    const { components, agents } = await reaches(host, 'mcp/wanted', 'waiting');
    expect(components['mcp/wanted']?.waitingOn[0]).toMatchObject({ sort: 'trust' });
    expect(agents).toEqual({});
    await expect(call(host, 'wanted', 'slow')).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
    await expect(host.call('agent.load', { ref: 'x:1.0.0' })).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
  });
});
