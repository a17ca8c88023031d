import { describe, expect, it } from 'vitest';
import { OWNER, startHost, type TestHost } from '../../helpers/workspace.ts';
import { fixture } from './stand.ts';

/** A workspace with one server that answers as it is called, and is ready. */
async function startServer(): Promise<TestHost> {
  const transport = { type: 'stdio', command: process.execPath, arguments: [fixture('mcp.mjs')] };
  const host = await startHost({
    files: { 'mcp/odd.json': JSON.stringify({ enabled: true, restart: 'no', transport }) },
  });
  const { agents } = await host.until(({ agents }) => agents['mcp/odd']?.state === 'ready', 'ready');
  expect(agents['mcp/odd']?.calls).toBe(0);
  return host;
}

function call(host: TestHost, tool: string, more: { timeoutMs?: number; ms?: number; signal?: AbortSignal } = {}) {
  const { timeoutMs, ms, signal } = more;
  const input = {
    server: 'odd',
    tool,
    arguments: ms === undefined ? {} : { ms },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  return host.workbench.call('mcp.call', input, { caller: OWNER, ...(signal ? { signal } : {}) }) as Promise<any>;
}

const inFlight = (host: TestHost, count: number) =>
  host.until(({ agents }) => agents['mcp/odd']?.calls === count, `${count} calls in flight`);

const textOf = ({ result }: any) => JSON.parse(result.body).content[0].text;

/** What we said to the server, by method, with the request each is about. */
async function said(host: TestHost, method: string): Promise<any[]> {
  const { messages } = await host.call('mcp.messages', { server: 'odd', limit: 500 });
  return messages
    .filter((one: any) => one.direction === 'out' && one.method === method)
    .map((one: any) => JSON.parse(one.text));
}

/** Waits until the server itself says on stderr that it was told to drop a request. */
async function isTold(host: TestHost, request: number): Promise<void> {
  const stderr = async () => (await host.call('agent.stderr', { id: 'mcp/odd' })).text;
  await expect.poll(stderr, { timeout: 20_000 }).toMatch(new RegExp(`^cancelled ${request}$`, 'm'));
}

describe('a call of a tool', () => {
  it('is cancelled by whoever made it: the server is told, and it has not failed', async () => {
    const host = await startServer();
    const controller = new AbortController();
    const never = call(host, 'never', { signal: controller.signal });
    await inFlight(host, 1);
    expect(textOf(await call(host, 'slow', { ms: 1 }))).toBe('at last');
    controller.abort(new Error('no more'));
    await expect(never).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'never of mcp/odd was cancelled.',
      hint: expect.stringContaining('The server was told not to go on'),
    });
    const { agents } = await inFlight(host, 0);
    expect(agents['mcp/odd']).toMatchObject({ state: 'ready', error: null });
    const [request] = await said(host, 'tools/call');
    expect(await said(host, 'notifications/cancelled')).toEqual([
      expect.objectContaining({ params: { requestId: request.id, reason: 'no more' } }),
    ]);
    await isTold(host, request.id);
    const outcomes = async (type: string) => (await host.events(type)).map(({ body }) => body.outcome);
    expect(await outcomes('call.ended')).toEqual(['ok', 'cancelled']);
    expect(await outcomes('action.ended')).toEqual(['done', 'cancelled']);
  });

  it('is cancelled by the id of its act too, by whoever knows it', async () => {
    const host = await startServer();
    const input = { server: 'odd', tool: 'never', arguments: {} };
    const pending = (await host.workbench.call('mcp.call', input, { caller: OWNER, wait: 'none' })) as any;
    await inFlight(host, 1);
    const { actionId } = pending;
    expect((await host.call('action.cancel', { actionId })).result).toEqual({ cancelled: true });
    await inFlight(host, 0);
    await expect
      .poll(() => host.call('action.get', { actionId }), { timeout: 20_000 })
      .toMatchObject({ state: 'ended', error: { code: 'CANCELLED' } });
    expect(await said(host, 'notifications/cancelled')).toHaveLength(1);
    expect((await host.call('action.cancel', { actionId })).result).toEqual({ cancelled: false });
  });

  it('that is not answered in its time says so, apart from one that was cancelled, while others are answered', async () => {
    const host = await startServer();
    const late = call(host, 'never', { timeoutMs: 4_000 });
    late.catch(() => undefined);
    const other = call(host, 'never', { timeoutMs: 1_500 });
    await inFlight(host, 2);
    expect(textOf(await call(host, 'slow', { ms: 1 }))).toBe('at last');
    await expect(other).rejects.toMatchObject({
      code: 'DEADLINE',
      message: 'never of mcp/odd did not answer within 1500 ms.',
    });
    await expect(late).rejects.toMatchObject({
      code: 'DEADLINE',
      message: 'never of mcp/odd did not answer within 4 s.',
      hint: expect.stringContaining('The server was told'),
    });
    const requests = await said(host, 'tools/call');
    for (const { id, params } of requests) if (params.name === 'never') await isTold(host, id);
    const outcomes = (await host.events('call.ended')).map(({ body }) => body.outcome);
    expect(outcomes).toEqual(['ok', 'timed-out', 'timed-out']);
    expect(textOf(await call(host, 'slow', { ms: 1 }))).toBe('at last');
  });

  it('has its time anew with every sign of progress', async () => {
    const host = await startServer();
    expect(textOf(await call(host, 'steady', { ms: 4_000, timeoutMs: 3_000 }))).toBe('after all');
  });

  it('that has been answered is never cancelled afterwards, whatever becomes of its caller', async () => {
    const host = await startServer();
    const controller = new AbortController();
    await call(host, 'slow', { ms: 1, signal: controller.signal });
    controller.abort(new Error('gone'));
    await call(host, 'slow', { ms: 1 });
    expect(await said(host, 'notifications/cancelled')).toEqual([]);
  });

  it('can be given ten minutes and no more, and one minute when nothing is said', async () => {
    const host = await startServer();
    await expect(call(host, 'slow', { timeoutMs: 600_001 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await call(host, 'slow', { ms: 1 });
    const [asked] = await host.events('action.requested');
    expect(asked?.body).toMatchObject({ name: 'mcp.call', input: { timeoutMs: 60_000 } });
  });
});

describe('the messages of a server', () => {
  const ask = (host: TestHost, more: object, signal?: AbortSignal) =>
    host.workbench.call(
      'mcp.messages',
      { server: 'odd', ...more },
      { caller: OWNER, ...(signal ? { signal } : {}) },
    ) as Promise<any>;

  it('are waited for by whoever has seen the newest one, until there is another, the time is over or nobody waits', async () => {
    const host = await startServer();
    const { newest } = await ask(host, { limit: 500 });
    const next = ask(host, { after: newest, waitMs: 30_000 });
    await call(host, 'slow', { ms: 1 });
    expect((await next).messages[0]).toMatchObject({ n: newest + 1, direction: 'out', method: 'tools/call' });
    const last = (await ask(host, {})).newest;
    expect(await ask(host, { after: last, waitMs: 50 })).toMatchObject({ messages: [], newest: last });
    const controller = new AbortController();
    const dropped = ask(host, { after: last, waitMs: 30_000 }, controller.signal);
    controller.abort();
    expect(await dropped).toMatchObject({ messages: [] });
    // Whoever has seen more than there is has seen an earlier connection.
    expect(await ask(host, { after: last + 100, waitMs: 30_000 })).toMatchObject({ messages: [], newest: last });
  });
});
