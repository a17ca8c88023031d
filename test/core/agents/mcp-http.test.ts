import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../architecture/source-tree.ts';
import { freePort } from '../../helpers/free-port.ts';
import { onEnd } from '../../helpers/temp.ts';
import { startHost, type TestHost } from '../../helpers/workspace.ts';

const EVERYTHING = path.join(projectRoot, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

/** The reference server over HTTP, on a port; answers how to end it. */
async function serveEverything(port: number, transport: 'streamableHttp' | 'sse'): Promise<() => Promise<unknown>> {
  const env = { PATH: process.env['PATH'], PORT: String(port) };
  const child = spawn(process.execPath, [EVERYTHING, transport], { stdio: ['ignore', 'ignore', 'pipe'], env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = () => {
    child.kill('SIGKILL');
    return ended;
  };
  onEnd(end);
  await new Promise<void>((resolve) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (/listening|running on port/i.test(said)) resolve();
    });
  });
  return end;
}

function definition(url: string, type: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ enabled: true, restart: 'no', transport: { type, url, ...more } });
}

const echo = async (host: TestHost, server: string) =>
  JSON.parse((await host.call('mcp.call', { server, tool: 'echo', arguments: { message: 'polo' } })).result.body)
    .content[0].text;

const stateOf = (host: TestHost, server: string, ...states: string[]) =>
  host.until(({ agents }) => states.includes(agents[`mcp/${server}`]?.state ?? ''), `${server} ${states}`);

describe('an MCP server over HTTP', () => {
  it('is connected, called, found again when it comes back, and let go without a process of ours', async () => {
    const port = await freePort();
    const end = await serveEverything(port, 'streamableHttp');
    const host = await startHost({
      files: { 'mcp/far.json': definition(`http://127.0.0.1:${port}/mcp`, 'streaming') },
    });
    const { agents } = await stateOf(host, 'far', 'ready', 'failed');
    expect(agents['mcp/far']).toMatchObject({
      state: 'ready',
      sort: 'mcp-http',
      pid: null,
      endpoint: `http://127.0.0.1:${port}/mcp`,
    });
    expect(agents['mcp/far']?.phases.map(({ state }) => state)).toEqual([
      'dialing',
      'handshaking',
      'checking',
      'ready',
    ]);
    expect(await echo(host, 'far')).toContain('polo');
    const { messages } = await host.call('mcp.messages', { server: 'far' });
    expect(messages.map(({ method }: { method?: string }) => method)).toContain('tools/call');
    await end();
    await expect(echo(host, 'far')).rejects.toMatchObject({ code: 'MCP_PROTOCOL' });
    await stateOf(host, 'far', 'reconnecting');
    await serveEverything(port, 'streamableHttp');
    await stateOf(host, 'far', 'ready');
    expect(await echo(host, 'far')).toContain('polo');
    await host.call('component.undeploy', { name: 'mcp/far' });
    expect((await host.snapshot()).agents['mcp/far']).toMatchObject({ state: 'exited' });
  });

  it('is spoken to in the older way too', async () => {
    const port = await freePort();
    await serveEverything(port, 'sse');
    const host = await startHost({ files: { 'mcp/old.json': definition(`http://127.0.0.1:${port}/sse`, 'sse') } });
    await stateOf(host, 'old', 'ready', 'failed');
    expect(await echo(host, 'old')).toContain('polo');
  });

  it('that is not there, is something else, or wants to know who asks, says which; a header from the vault shows nowhere', async () => {
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(request.url === '/sealed' ? 401 : 404).end('no');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onEnd(() => new Promise((resolve) => server.close(resolve)));
    const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const headers = { Authorization: { from: 'env', name: 'AUTH' } };
    const host = await startHost({
      env: { PATH: process.env['PATH'], AUTH: 'Bearer hidden-value-4' },
      files: {
        'mcp/gone.json': definition(`http://127.0.0.1:${await freePort()}/mcp`, 'streaming'),
        'mcp/else.json': definition(`${base}/else`, 'streaming'),
        'mcp/sealed.json': definition(`${base}/sealed`, 'streaming', { headers }),
      },
    });
    const failed = async (name: string) => (await stateOf(host, name, 'failed', 'ready')).agents[`mcp/${name}`];
    expect(await failed('gone')).toMatchObject({
      error: { code: 'DIAL_TIMEOUT' },
      diagnosis: expect.stringMatching(/cannot be reached .*ECONNREFUSED/),
    });
    expect(await failed('else')).toMatchObject({
      error: { code: 'MCP_PROTOCOL' },
      diagnosis: 'answers initialize with HTTP 404',
    });
    expect(await failed('sealed')).toMatchObject({
      error: { code: 'MCP_PROTOCOL' },
      diagnosis: 'asks for authorization',
    });
    expect(seen).toContain('Bearer hidden-value-4');
    expect(JSON.stringify([await host.events(), await host.snapshot(), host.lines])).not.toContain('hidden-value-4');
  });

  it('that answers late, another version or nonsense is given advice for what is reached over HTTP', async () => {
    const answers: Record<string, object | null> = {
      '/late': null,
      '/future': { protocolVersion: '2999-01-01', capabilities: {}, serverInfo: { name: 'x', version: '1' } },
      '/nonsense': { serverInfo: 7 },
    };
    const server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const result = answers[request.url ?? ''] ?? null;
      if (result === null) return;
      const { id } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onEnd(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const at = (name: string) => JSON.parse(definition(`${base}/${name}`, 'streaming'));
    const host = await startHost({
      files: {
        'mcp/late.json': JSON.stringify({ ...at('late'), timeout: '2s' }),
        'mcp/future.json': JSON.stringify(at('future')),
        'mcp/nonsense.json': JSON.stringify(at('nonsense')),
      },
    });
    const error = async (name: string) =>
      (await stateOf(host, name, 'failed', 'ready')).agents[`mcp/${name}`]?.error ?? null;
    expect(await error('late')).toMatchObject({
      code: 'HANDSHAKE_TIMEOUT',
      hint: 'Look at its log, check the path of its address, or give it more time (timeout).',
    });
    expect(await error('future')).toMatchObject({
      code: 'VERSION_MISMATCH',
      hint: 'Update the server or this app: they have no version of MCP in common.',
    });
    expect(await error('nonsense')).toMatchObject({
      code: 'MCP_PROTOCOL',
      hint: 'Check the path of its address, and whether it speaks streamable HTTP or SSE.',
    });
  });
});
