import { describe, expect, it } from 'vitest';
import { createModelRegistry, createRegistry, modelAdaptor } from '../../../electron/core/hotswap/registries.ts';
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

  it('counts its changes', () => {
    const registry = createRegistry<Config>(idOf);
    registry.set('a', { text: '1' });
    registry.set('a', { text: '2' });
    registry.remove('a');
    registry.remove('a');
    expect(registry.version).toBe(3);
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
