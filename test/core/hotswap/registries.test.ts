import { describe, expect, it } from 'vitest';
import {
  agentAdaptor,
  embedderAdaptor,
  extensionAdaptor,
  mcpAdaptor,
  modelAdaptor,
  oauthAdaptor,
  workflowAdaptor,
} from '../../../electron/core/hotswap/adaptors.ts';
import { createModelRegistry, createRegistry } from '../../../electron/core/hotswap/registries.ts';
import { createAdaptor, type Reloadable } from '../../../electron/core/hotswap/reloadable.ts';

interface Config {
  readonly id?: string;
  readonly text: string;
}

const signal = new AbortController().signal;
const idOf = (config: Config) => config.id;

describe('the generic adaptor', () => {
  it('loads once, then sets; a delete removes', async () => {
    const seen: string[] = [];
    const adaptor = createAdaptor<number>({
      load(name) {
        seen.push(`load ${name}`);
        return 7;
      },
      set: (name, value) => void seen.push(`set ${name} ${value}`),
      remove: (name) => void seen.push(`remove ${name}`),
    });
    await adaptor.reload('a', 'addOrUpdate', signal);
    await adaptor.reload('a', 'delete', signal);
    expect(seen).toEqual(['load a', 'set a 7', 'remove a']);
  });

  it('sets nothing when the load fails, and hands the fault on', async () => {
    const seen: string[] = [];
    const adaptor: Reloadable = createAdaptor<number>({
      load: () => Promise.reject(new Error('no')),
      set: () => void seen.push('set'),
      remove: () => void seen.push('remove'),
    });
    await expect(adaptor.reload('a', 'addOrUpdate', signal)).rejects.toThrow('no');
    expect(seen).toEqual([]);
  });
});

describe('a registry', () => {
  it('forgets the id inside a definition when the definition goes: nothing stale is left behind', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('file-name', { id: 'other-id', text: '1' });
    expect(registry.get('other-id')?.text).toBe('1');
    registry.remove('file-name');
    expect([registry.get('file-name'), registry.get('other-id'), registry.names()]).toEqual([undefined, undefined, []]);
  });

  it('forgets the old id when it changes inside the file', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('a', { id: 'one', text: '1' });
    registry.set('a', { id: 'two', text: '2' });
    expect([registry.get('one'), registry.get('two')?.text]).toEqual([undefined, '2']);
  });

  it('lets a name win over an id that another definition gives itself', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('a', { id: 'b', text: 'a' });
    registry.set('b', { text: 'b' });
    expect(registry.get('b')?.text).toBe('b');
    registry.remove('a');
    expect(registry.get('b')?.text).toBe('b');
  });

  it('answers to an id again when the definition that had it for a name goes', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('b', { text: 'b' });
    registry.set('a', { id: 'b', text: 'a' });
    registry.remove('b');
    expect(registry.get('b')?.text).toBe('a');
    registry.remove('a');
    expect(registry.get('b')).toBeUndefined();
  });

  it('goes by the order in which definitions came when two give themselves one id', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('one', { id: 'same', text: '1' });
    registry.set('two', { id: 'same', text: '2' });
    registry.set('one', { id: 'same', text: '1b' });
    expect(registry.get('same')?.text).toBe('1b');
    registry.remove('one');
    expect(registry.get('same')?.text).toBe('2');
  });

  it('counts its changes', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('a', { text: '1' });
    registry.set('a', { text: '2' });
    registry.remove('a');
    registry.remove('a');
    expect(registry.version).toBe(3);
  });
});

describe('the ready-made adaptors', () => {
  const registry = createRegistry<Config>(idOf);
  const makers: [string, (find: never, registry: never) => Reloadable][] = [
    ['agents', agentAdaptor],
    ['models', modelAdaptor],
    ['embedders', embedderAdaptor],
    ['extensions', extensionAdaptor],
    ['MCP servers', mcpAdaptor],
    ['OAuth clients', oauthAdaptor],
  ];

  it.each(makers)(
    'for %s set what is found, keep it when the next one is not found, and remove it',
    async (_of, make) => {
      const kept = createModelRegistry<Config, unknown>(idOf);
      let found: Config | Error = { id: 'inside', text: '1' };
      const find = () => {
        if (found instanceof Error) throw found;
        return found;
      };
      const adaptor = make(find as never, kept as never);
      await adaptor.reload('file', 'addOrUpdate', signal);
      found = new Error('broken');
      await expect(adaptor.reload('file', 'addOrUpdate', signal)).rejects.toThrow('broken');
      expect([kept.get('file')?.text, kept.get('inside')?.text]).toEqual(['1', '1']);
      await adaptor.reload('file', 'something else' as never, signal);
      expect(kept.names()).toEqual(['file']);
      await adaptor.reload('file', 'delete', signal);
      expect([kept.get('file'), kept.get('inside'), kept.names()]).toEqual([undefined, undefined, []]);
    },
  );

  it.each(makers)('for %s cannot be made without a finder or a registry', (_of, make) => {
    expect(() => make(undefined as never, registry as never)).toThrow(TypeError);
    expect(() => make((() => null) as never, undefined as never)).toThrow(TypeError);
  });

  it('replace and remove an MCP server by the name of its file, whatever it calls itself', async () => {
    const servers = createRegistry<Config>(idOf);
    let config: Config = { id: 'github', text: '1' };
    const adaptor = mcpAdaptor(() => config, servers);
    await adaptor.reload('hub', 'addOrUpdate', signal);
    config = { id: 'gitlab', text: '2' };
    await adaptor.reload('hub', 'addOrUpdate', signal);
    expect([servers.names(), servers.get('github'), servers.get('gitlab')?.text]).toEqual([['hub'], undefined, '2']);
    await adaptor.reload('hub', 'delete', signal);
    expect([servers.names(), servers.get('gitlab')]).toEqual([[], undefined]);
  });
});

describe('the workflow adaptor', () => {
  function runtime(withUpsert: boolean) {
    const calls: string[] = [];
    const adaptor = workflowAdaptor({
      loadRaw(name) {
        if (name === 'gone') throw new Error('no file');
        return new TextEncoder().encode(`raw ${name}`);
      },
      absPath: (name) => `/w/workflows/${name}.yaml`,
      refresh: (location) => void calls.push(`refresh ${location}`),
      ...(withUpsert
        ? {
            upsert: (location: string, bytes: Uint8Array) =>
              void calls.push(`upsert ${location} ${new TextDecoder().decode(bytes)}`),
          }
        : {}),
    });
    return { calls, adaptor };
  }

  it('hands new bytes to a runtime that takes them, and only drops what is kept where it does not', async () => {
    for (const [withUpsert, expected] of [
      [true, 'upsert /w/workflows/a.yaml raw a'],
      [false, 'refresh /w/workflows/a.yaml'],
    ] as const) {
      const { calls, adaptor } = runtime(withUpsert);
      await adaptor.reload('a', 'addOrUpdate', signal);
      await adaptor.reload('a', 'delete', signal);
      expect(calls).toEqual([expected, 'refresh /w/workflows/a.yaml']);
    }
  });

  it('does nothing when the bytes cannot be had, and says so', async () => {
    const { calls, adaptor } = runtime(true);
    await expect(adaptor.reload('gone', 'addOrUpdate', signal)).rejects.toThrow('no file');
    expect(calls).toEqual([]);
  });

  it.each(['loadRaw', 'absPath', 'refresh'])('cannot be made without %s', (missing) => {
    const all = { loadRaw: () => new Uint8Array(), absPath: String, refresh() {} };
    expect(() => workflowAdaptor({ ...all, [missing]: undefined } as never)).toThrow(
      `needs the function \`${missing}\``,
    );
    expect(() => createAdaptor({ load: () => 1, set() {}, remove: undefined } as never)).toThrow(TypeError);
    expect(() => workflowAdaptor({ ...all, upsert: 'no' } as never)).toThrow(TypeError);
  });
});

describe('the model adaptor', () => {
  it('builds an instance once per configuration and again after a change', async () => {
    const registry = createModelRegistry<Config, { built: string }>(idOf);
    let config: Config = { id: 'm', text: '1' };
    const adaptor = modelAdaptor(() => config, registry);
    const build = (given: Config) => ({ built: given.text });
    await adaptor.reload('fast', 'addOrUpdate', signal);
    const first = registry.instance('fast', build);
    expect(registry.instance('m', build)).toBe(first);
    config = { id: 'm', text: '2' };
    await adaptor.reload('fast', 'addOrUpdate', signal);
    expect(registry.instance('m', build)).toEqual({ built: '2' });
    await adaptor.reload('fast', 'delete', signal);
    expect(registry.instance('m', build)).toBeNull();
  });
});
