import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mcpAdaptor } from '../../../electron/core/hotswap/adaptors.ts';
import {
  createHotSwapManager,
  type FollowerFailure,
  type HotSwapManagerOptions,
} from '../../../electron/core/hotswap/hot-swap-manager.ts';
import { createRegistry } from '../../../electron/core/hotswap/registries.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';

/** A manager on a folder of its own whose calls can be awaited. */
function managed(files: Record<string, string> = {}, options: HotSwapManagerOptions = {}) {
  const root = tempFolder('manager');
  const calls: string[] = [];
  const waits = new Set<() => void>();
  const manager = createHotSwapManager(root, options);
  onEnd(() => manager.stop());
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const note = (call: string) => {
    calls.push(call);
    for (const wake of [...waits]) wake();
  };
  return {
    root,
    manager,
    calls,
    write,
    note,
    remove: (file: string) => unlinkSync(path.join(root, file)),
    follow(kind: string) {
      manager.register(kind, { reload: (name, action) => note(`${kind} ${name} ${action}`) });
    },
    /** Resolves when this was called since the calls were last emptied. */
    until(call: string): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (!calls.includes(call)) return;
          waits.delete(look);
          resolve();
        };
        waits.add(look);
        look();
      });
    },
  };
}

describe('the hot-swap manager', () => {
  it('tells what is there, then what is added, changed and removed, by the name of the file', async () => {
    const { manager, calls, write, remove, follow, until } = managed({ 'agents/scout.yaml': 'id: other\n' });
    follow('agents');
    await manager.start();
    expect(calls).toEqual(['agents scout addOrUpdate']);
    expect(manager.value('agents', 'scout')).toMatchObject({ id: 'other' });
    write('agents/team/a/a.yaml', 'id: a\n');
    await until('agents team/a addOrUpdate');
    calls.length = 0;
    write('agents/scout.yaml', 'id: changed\n');
    await until('agents scout addOrUpdate');
    expect(manager.value('agents', 'scout')).toMatchObject({ id: 'changed' });
    remove('agents/scout.yaml');
    await until('agents scout delete');
    expect(() => manager.value('agents', 'scout')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('tells several followers of a kind, and none suffers from another', async () => {
    const failures: FollowerFailure[] = [];
    const { manager, calls, follow, note } = managed(
      { 'models/a.yaml': 'model: x\n' },
      { onError: (failure) => failures.push(failure) },
    );
    follow('models');
    manager.register('models', {
      reload() {
        throw new Error('mine');
      },
    });
    manager.register('models', { reload: (name, action) => note(`third ${name} ${action}`) });
    await manager.start();
    expect(calls).toEqual(['models a addOrUpdate', 'third a addOrUpdate']);
    expect(failures).toMatchObject([{ kind: 'models', name: 'a', action: 'addOrUpdate', error: new Error('mine') }]);
    expect(manager.status()).toMatchObject([{ kind: 'models', name: 'a', state: 'ok', version: 1, error: null }]);
  });

  it('starts twice as once, stops before it started, and starts again after a stop', async () => {
    const { manager, calls, write, remove, follow, until } = managed({
      'mcp/a.yaml': 'transport: {command: x}\n',
      'mcp/b.yaml': 'transport: {command: x}\n',
    });
    follow('mcp');
    await manager.stop();
    await Promise.all([manager.start(), manager.start()]);
    await manager.start();
    expect(calls.sort()).toEqual(['mcp a addOrUpdate', 'mcp b addOrUpdate']);
    await Promise.all([manager.stop(), manager.stop()]);
    calls.length = 0;
    remove('mcp/b.yaml');
    write('mcp/c.yaml', 'transport: {command: y}\n');
    expect(() => manager.value('mcp', 'a')).toThrow('does not run');
    expect([manager.status(), calls]).toEqual([[], []]);
    await manager.start();
    expect(calls.sort()).toEqual(['mcp a addOrUpdate', 'mcp b delete', 'mcp c addOrUpdate']);
    calls.length = 0;
    write('mcp/c.yaml', 'transport: {command: z}\n');
    await until('mcp c addOrUpdate');
    await Promise.all([manager.stop(), manager.start(), manager.stop()]);
    expect(manager.status()).toEqual([]);
  });

  it('keeps the last good version of a broken file, and the last of many writes is the one that serves', async () => {
    const refused: string[] = [];
    const { manager, calls, write, follow, until, note } = managed(
      { 'models/a.yaml': 'model: one\n' },
      { onRefused: ({ kind, name, error }) => refused.push(`${kind}/${name} ${error.code}`) && note('refused') },
    );
    follow('models');
    await manager.start();
    calls.length = 0;
    write('models/a.yaml', 'model: [\n');
    await until('refused');
    expect(refused).toEqual(['models/a SYNTAX']);
    expect(manager.value('models', 'a')).toMatchObject({ options: { model: 'one' } });
    expect(manager.status()).toMatchObject([
      { state: 'refused', version: 1, error: { code: 'SYNTAX', at: { line: 1 } } },
    ]);
    const last = new Promise<void>((resolve) =>
      manager.register('models', {
        reload(name) {
          const { options } = manager.value('models', name) as { options: { model: string } };
          if (options.model === 'w20') resolve();
        },
      }),
    );
    for (let round = 1; round <= 20; round += 1) write('models/a.yaml', `model: w${round}\n`);
    await last;
  });

  it('sees a rename as the old name going and the new one coming, and folders that appear', async () => {
    const { root, manager, calls, write, follow, until } = managed({ 'workflows/a.yaml': 'stage: {}\n' });
    follow('workflows');
    await manager.start();
    renameSync(path.join(root, 'workflows/a.yaml'), path.join(root, 'workflows/b.yaml'));
    await Promise.all([until('workflows a delete'), until('workflows b addOrUpdate')]);
    write('workflows/new/deep/c.yml', 'stage: {}\n');
    await until('workflows new/deep/c addOrUpdate');
    rmSync(path.join(root, 'workflows/new'), { recursive: true });
    await until('workflows new/deep/c delete');
    expect(calls.filter((call) => call === 'workflows a addOrUpdate')).toHaveLength(1);
  });

  it('keeps a name that two files claim until the last of them goes, and same base names apart', async () => {
    const { manager, calls, write, remove, follow, until } = managed({
      'agents/x.yaml': 'id: one\n',
      'agents/team/x.yaml': 'id: two\n',
    });
    follow('agents');
    await manager.start();
    expect(calls.sort()).toEqual(['agents team/x addOrUpdate', 'agents x addOrUpdate']);
    write('agents/x.yml', 'id: three\n');
    write('agents/y.yaml', 'id: y\n');
    await until('agents y addOrUpdate');
    calls.length = 0;
    remove('agents/x.yaml');
    await until('agents x addOrUpdate');
    expect(manager.value('agents', 'x')).toMatchObject({ id: 'three' });
    remove('agents/x.yml');
    await until('agents x delete');
    expect(manager.value('agents', 'team/x')).toMatchObject({ id: 'two' });
  });

  it('follows kinds with slashes and the file at the root', async () => {
    const { manager, calls, write, follow, until } = managed({ 'tools/t.json': '{"name": "t", "version": "1"}' });
    for (const kind of ['tools', 'tools/bundles', 'workspace']) follow(kind);
    await manager.start();
    write('tools/bundles/bundles.yaml', 'id: b\n');
    write('config.yaml', 'default: {model: m}\n');
    await Promise.all([until('tools/bundles bundles addOrUpdate'), until('workspace config addOrUpdate')]);
    expect(calls.sort()).toEqual([
      'tools t addOrUpdate',
      'tools/bundles bundles addOrUpdate',
      'workspace config addOrUpdate',
    ]);
  });

  it('lets an MCP list forget a server by the name of its file, though it calls itself otherwise', async () => {
    const { manager, remove, follow, until } = managed({ 'mcp/hub.yaml': 'name: github\ntransport: {command: x}\n' });
    const servers = createRegistry<{ name: string }>((server) => server.name);
    manager.register(
      'mcp',
      mcpAdaptor((name) => manager.value('mcp', name) as { name: string }, servers),
    );
    follow('mcp');
    await manager.start();
    expect(servers.get('github')).toBe(servers.get('hub'));
    remove('mcp/hub.yaml');
    await until('mcp hub delete');
    expect([servers.get('github'), servers.get('hub')]).toEqual([undefined, undefined]);
  });

  it('waits for a folder that is not there yet', async () => {
    const { root, manager, write, follow, until } = managed();
    rmSync(root, { recursive: true });
    follow('agents');
    await manager.start();
    write('agents/a.yaml', 'id: a\n');
    await until('agents a addOrUpdate');
  });

  it('does nothing where it is switched off: the option comes before the variable', async () => {
    const off = managed({ 'agents/a.yaml': 'id: a\n' }, { env: { AGENTLY_HOTSWAP: 'Off' } });
    off.follow('agents');
    await off.manager.start();
    expect([off.calls, off.manager.status()]).toEqual([[], []]);
    const on = managed({ 'agents/a.yaml': 'id: a\n' }, { enabled: true, env: { AGENTLY_HOTSWAP: '0' } });
    on.follow('agents');
    await on.manager.start();
    expect(on.calls).toEqual(['agents a addOrUpdate']);
  });

  it('refuses a kind that is none, and a follower without a function', () => {
    const { manager } = managed();
    expect(() => manager.register('nope', { reload() {} })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => manager.register('agents', {} as never)).toThrow(TypeError);
  });
});
