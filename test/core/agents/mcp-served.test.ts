import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../architecture/source-tree.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { startHost, type TestHost } from '../../helpers/workspace.ts';

const node = process.execPath;
/** The program of a reference server as it is published. */
const server = (name: string) =>
  path.join(projectRoot, `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`);

function definition(name: string, args: readonly string[] = [], more = ''): string {
  return `name: ${name}\nenabled: true\ntransport:\n  type: stdio\n  command: ${node}\n  arguments: ${JSON.stringify([server(name), ...args])}\n${more}`;
}

function reaches(host: TestHost, name: string, ...states: string[]) {
  return host.until((snapshot) => states.includes(snapshot.components[name]?.state ?? ''), `${name} ${states}`);
}

describe('MCP servers of a workspace', () => {
  it('run as their definitions say, list their tools, are called, changed while they run, and end with the workspace', async () => {
    const allowed = realpathSync(tempFolder('allowed'));
    writeFileSync(path.join(allowed, 'note.txt'), 'hello from a file');
    const host = await startHost({
      files: {
        'mcp/everything.yaml': definition('everything', [], 'id: every\n'),
        'mcp/filesystem.yaml': definition('filesystem', [allowed]),
        'mcp/memory.yaml': definition('memory').replace('enabled: true\n', ''),
      },
    });
    await reaches(host, 'mcp/everything', 'running', 'failed');
    let snapshot = await reaches(host, 'mcp/filesystem', 'running', 'failed');
    expect(snapshot.agents['mcp/everything']).toMatchObject({
      state: 'ready',
      sort: 'mcp-stdio',
      component: 'mcp/everything',
      calls: 0,
    });
    expect(snapshot.agents['mcp/everything']?.protocol).toMatch(/^MCP 20/);
    expect(snapshot.agents['mcp/everything']?.phases.map(({ state }) => state)).toEqual([
      'spawning',
      'handshaking',
      'checking',
      'ready',
    ]);
    expect(snapshot.components['mcp/memory']).toMatchObject({ state: 'disabled', type: 'mcp' });
    expect(snapshot.definitions['mcp/everything']?.running).toEqual([{ by: 'component:mcp/everything', version: 1 }]);

    const { tools } = await host.call('mcp.tools', { server: 'every' });
    expect(tools.map(({ name }: { name: string }) => name)).toContain('echo');
    const echoed = await host.call('mcp.call', { server: 'everything', tool: 'echo', arguments: { message: 'marco' } });
    expect(echoed.result.isError).toBe(false);
    expect(JSON.parse(echoed.result.body).content[0].text).toContain('marco');
    const file = { path: path.join(allowed, 'note.txt') };
    const read = await host.call('mcp.call', { server: 'filesystem', tool: 'read_text_file', arguments: file });
    expect(JSON.parse(read.result.body).content[0].text).toBe('hello from a file');
    await expect(host.call('mcp.call', { server: 'everything', tool: 'nothing' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(host.call('mcp.call', { server: 'memory', tool: 'read_graph' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const { messages } = await host.call('mcp.messages', { server: 'everything' });
    expect(messages[0]).toMatchObject({ direction: 'out', kind: 'request', method: 'initialize' });
    expect(messages).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'response', method: 'tools/call' })]),
    );
    const about = await host.call('mcp.server', { server: 'everything' });
    expect(about.capabilities).toHaveProperty('tools');
    const calls = await host.events('call.started', 'call.ended');
    expect(calls.map(({ type }) => type)).toEqual(['call.started', 'call.ended', 'call.started', 'call.ended']);
    expect(calls[0]?.cause).toMatch(/:/);

    const other = realpathSync(tempFolder('other'));
    mkdirSync(path.join(other, 'inner'));
    host.write('mcp/filesystem.yaml', definition('filesystem', [other]));
    await host.untilEvent(
      ({ type, body, subject }) =>
        type === 'agent.changed' && subject === 'agent:mcp/filesystem' && body.to === 'exited',
    );
    await reaches(host, 'mcp/filesystem', 'running');
    const listed = await host.call('mcp.call', { server: 'filesystem', tool: 'list_allowed_directories' });
    expect(JSON.parse(listed.result.body).content[0].text).toContain(other);

    await host.call('component.deploy', { name: 'mcp/memory' });
    const graph = await host.call('mcp.call', { server: 'memory', tool: 'read_graph' });
    expect(JSON.parse(graph.result.body)).toHaveProperty('content');
    await host.call('component.undeploy', { name: 'mcp/memory' });
    snapshot = await host.snapshot();
    expect(snapshot.agents['mcp/memory']).toMatchObject({ state: 'exited', pid: null });
  });
});
