import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../electron/core/hotswap/files.ts';
import { startHost, VIEWER } from '../../helpers/workspace.ts';

const model = (provider: string) => `name: fast\noptions:\n  provider: ${provider}\n  model: gpt\n`;
const FILES = { 'models/fast.yaml': model('openai') };

describe('acts on definitions', () => {
  it('create, save, rename and delete: each is seen on disk and observed before it answers', async () => {
    const host = await startHost({ files: FILES });
    const created = await host.call('definition.create', { kind: 'agents', name: 'team/new one' });
    expect(created.result).toMatchObject({ id: 'agents/team/new one', path: 'agents/team/new one.yaml' });
    expect((await host.snapshot()).definitions['agents/team/new one']).toMatchObject({
      state: 'ok',
      loaded: { version: 1 },
    });

    const text = 'name: new one\ndescription: saved\n';
    const saved = await host.call('definition.save', {
      id: 'agents/team/new one',
      text,
      expectedHash: created.result.hash,
    });
    expect(readFileSync(path.join(host.root, 'agents/team/new one.yaml'), 'utf8')).toBe(text);
    expect((await host.snapshot()).definitions['agents/team/new one']?.loaded).toMatchObject({
      version: 2,
      hash: saved.result.hash,
    });

    await host.call('definition.rename', { id: 'agents/team/new one', to: 'other' });
    const renamed = await host.snapshot();
    expect(renamed.definitions['agents/other']).toMatchObject({
      state: 'ok',
      path: 'agents/other.yaml',
      loaded: { version: 2 },
    });
    expect(renamed.definitions['agents/team/new one']).toBeUndefined();

    const gone = await host.call('definition.delete', { id: 'agents/other', expectedHash: saved.result.hash });
    expect(gone.result.text).toBe(text);
    expect(existsSync(path.join(host.root, 'agents/other.yaml'))).toBe(false);
    expect((await host.snapshot()).definitions['agents/other']?.state).toBe('removed');
    await host.call('definition.create', { kind: 'agents', name: 'other', text: gone.result.text });
    expect((await host.snapshot()).definitions['agents/other']?.state).toBe('ok');
  });

  it('saves what does not load as well, and says that it is refused', async () => {
    const host = await startHost({ files: FILES });
    await host.call('definition.save', {
      id: 'models/fast',
      text: 'name: [',
      expectedHash: hashOf(FILES['models/fast.yaml']),
    });
    expect((await host.snapshot()).definitions['models/fast']).toMatchObject({
      state: 'refused',
      loaded: { version: 1 },
    });
  });

  it('refuses to write over what it has not seen, and keeps the rights of a file', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', model('azure'));
    const stale = host.call('definition.save', {
      id: 'models/fast',
      text: model('mine'),
      expectedHash: hashOf(FILES['models/fast.yaml']),
    });
    await expect(stale).rejects.toMatchObject({ code: 'STALE' });
    expect(readFileSync(path.join(host.root, 'models/fast.yaml'), 'utf8')).toBe(model('azure'));
    const { mode } = statSync(path.join(host.root, 'models/fast.yaml'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.loaded?.version === 2);
    await host.call('definition.save', {
      id: 'models/fast',
      text: model('mine'),
      expectedHash: hashOf(model('azure')),
    });
    expect(statSync(path.join(host.root, 'models/fast.yaml')).mode).toBe(mode);
  });

  it.each(['../out', 'a/../../out', '/abs', '.hidden', 'a//b', 'nul\0l', 'back\\slash', ''])(
    'never creates a file for the name %j',
    async (name) => {
      const host = await startHost({ files: FILES });
      await expect(host.call('definition.create', { kind: 'models', name })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    },
  );

  it('rolls back by a pin: the old version serves, the file stays, and the pin survives a restart', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', model('azure'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.loaded?.version === 2);
    await host.call('definition.rollback', { id: 'models/fast', version: 1, how: 'pin' });
    const pinned = (await host.snapshot()).definitions['models/fast'];
    expect(pinned).toMatchObject({
      state: 'ok',
      pin: { version: 1 },
      loaded: { version: 3, hash: hashOf(model('openai')) },
      disk: { hash: hashOf(model('azure')) },
    });
    const [event] = (await host.events('definition.reloaded')).slice(-1);
    expect(event?.body).toMatchObject({ of: 1, stored: 'pinned', version: 3 });

    host.write('models/fast.yaml', model('newer'));
    await host.until(
      (snapshot) =>
        snapshot.definitions['models/fast']?.disk?.hash === hashOf(model('newer')) &&
        snapshot.definitions['models/fast']?.state === 'ok',
    );
    expect((await host.snapshot()).definitions['models/fast']?.loaded?.version).toBe(3);
    host.write('models/fast.yaml', 'name: [');
    const broken = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'refused');
    expect(broken.definitions['models/fast']).toMatchObject({ pin: { version: 1 }, loaded: { version: 3 } });
    host.write('models/fast.yaml', model('newer'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'ok');
    await host.close();

    const again = await startHost({ root: host.root, home: host.home });
    expect((await again.snapshot()).definitions['models/fast']).toMatchObject({
      pin: { version: 1 },
      loaded: { hash: hashOf(model('openai')) },
      disk: { hash: hashOf(model('newer')) },
    });
    await again.call('definition.unpin', { id: 'models/fast' });
    expect((await again.snapshot()).definitions['models/fast']).toMatchObject({
      pin: null,
      loaded: { hash: hashOf(model('newer')) },
    });
  });

  it('rolls back by writing the file, as a new version that names the old one', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', model('azure'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.loaded?.version === 2);
    const answer = await host.call('definition.rollback', {
      id: 'models/fast',
      version: 1,
      how: 'write',
      expectedHash: hashOf(model('azure')),
    });
    expect(answer.result.version).toBe(3);
    expect(readFileSync(path.join(host.root, 'models/fast.yaml'), 'utf8')).toBe(model('openai'));
    const { versions } = await host.call('versions', { id: 'models/fast' });
    expect(versions.map((one: { version: number; of: number | null }) => [one.version, one.of])).toEqual([
      [3, 1],
      [2, null],
      [1, null],
    ]);
    const { changes } = await host.call('diff', { id: 'models/fast', from: 2, to: 3 });
    expect(changes).toEqual([{ path: 'options.provider', old: 'azure', new: 'openai' }]);
  });

  it('answers every act with the position at which its effect can be seen, and journals who asked', async () => {
    const host = await startHost({ files: FILES });
    const answer = await host.call('definition.create', { kind: 'agents', name: 'x' });
    const [requested] = (await host.events('action.requested')).slice(-1);
    expect(requested).toMatchObject({
      cause: null,
      actor: { door: 'ui', name: 'test' },
      body: { name: 'definition.create' },
    });
    const reloaded = (await host.events('definition.reloaded')).find((one) => one.subject === 'definition:agents/x');
    expect(reloaded?.also).toContain(`${requested?.epoch}:${requested?.seq}`);
    expect(reloaded!.seq).toBeLessThanOrEqual(Number(answer.position.split(':')[1]));
  });

  it('gives the first answer again for the same idempotency key, also after a restart, and refuses another request under it', async () => {
    const host = await startHost({ files: FILES });
    const input = { kind: 'agents', name: 'once' };
    const first = await host.call('definition.create', input, 'key-1');
    expect(await host.call('definition.create', input, 'key-1')).toEqual(first);
    await expect(host.call('definition.create', { kind: 'agents', name: 'twice' }, 'key-1')).rejects.toMatchObject({
      code: 'STALE',
    });
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    expect(await again.call('definition.create', input, 'key-1')).toEqual(first);
  });

  it('lets a token that may only read neither act nor read the text of a definition', async () => {
    const host = await startHost({ files: FILES });
    const call = (name: string, input: unknown) => host.workbench.call(name, input, { caller: VIEWER });
    await expect(call('definition.create', { kind: 'agents', name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(call('definition.read', { id: 'models/fast' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(call('snapshot', {})).resolves.toMatchObject({ watch: { state: 'watching' } });
  });

  it('names the field of an input that does not fit, and an action that does not exist', async () => {
    const host = await startHost({ files: FILES });
    await expect(host.call('definition.save', { id: 'x' } as never)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('text'),
    });
    await expect(host.call('definition.fly' as never, {} as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
