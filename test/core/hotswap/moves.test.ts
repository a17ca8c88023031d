import { mkdirSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALM, startHost, type TestHost } from '../../helpers/workspace.ts';

const agent = (text: string) => `name: scout\ndescription: ${text}\n`;
const at = (host: TestHost, file: string) => path.join(host.root, file);
const typesOf = async (host: TestHost, id: string) =>
  (await host.events()).filter((one) => one.subject === `definition:${id}`).map((one) => one.type);

describe('a file that moves', () => {
  it('to a folder of its own keeps every version of its definition', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    host.write('agents/scout.yaml', agent('two'));
    await host.until((one) => one.definitions['agents/scout']?.loaded?.version === 2);
    mkdirSync(at(host, 'agents/scout'));
    renameSync(at(host, 'agents/scout.yaml'), at(host, 'agents/scout/scout.yaml'));
    await host.until((one) => one.definitions['agents/scout']?.path === 'agents/scout/scout.yaml');
    const { versions } = await host.call('versions', { id: 'agents/scout' });
    expect(versions.map((one: { version: number }) => one.version)).toEqual([2, 1]);
  });

  it('and is edited at once goes on serving: nothing is unloaded in between', async () => {
    const host = await startHost({ files: { 'signalbox.yaml': CALM, 'agents/scout.yaml': agent('one') } });
    unlinkSync(at(host, 'agents/scout.yaml'));
    host.write('agents/scout/scout.yaml', agent('two'));
    const moved = await host.until((one) => one.definitions['agents/scout']?.loaded?.version === 2);
    expect(moved.definitions['agents/scout']).toMatchObject({
      path: 'agents/scout/scout.yaml',
      state: 'ok',
      claims: ['agents/scout/scout.yaml'],
    });
    expect(await typesOf(host, 'agents/scout')).not.toContain('definition.removed');
  });

  it('and is broken at once keeps its last good version', async () => {
    const host = await startHost({ files: { 'signalbox.yaml': CALM, 'agents/scout.yaml': agent('one') } });
    unlinkSync(at(host, 'agents/scout.yaml'));
    host.write('agents/scout/scout.yaml', 'name: [');
    const moved = await host.until((one) => one.definitions['agents/scout']?.path === 'agents/scout/scout.yaml');
    expect(moved.definitions['agents/scout']).toMatchObject({ state: 'refused', loaded: { version: 1 } });
    expect(await typesOf(host, 'agents/scout')).not.toContain('definition.removed');
  });

  it('keeps its pin, also after a restart', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    host.write('agents/scout.yaml', agent('two'));
    await host.until((one) => one.definitions['agents/scout']?.loaded?.version === 2);
    await host.call('definition.rollback', { id: 'agents/scout', version: 1, how: 'pin' });
    await host.call('definition.rename', { id: 'agents/scout', to: 'ranger' });
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    const { definitions } = await again.snapshot();
    expect(definitions['agents/ranger']).toMatchObject({ pin: { version: 1 }, loaded: { version: 3 } });
  });
});

describe('two files of one name', () => {
  it('of which the first goes while the other is edited: only what is on disk is loaded', async () => {
    const host = await startHost({
      files: { 'signalbox.yaml': CALM, 'agents/scout.yaml': agent('one') },
    });
    host.write('agents/scout.yml', agent('rival'));
    await host.until((one) => one.definitions['agents/scout']?.state === 'conflicted');
    host.write('agents/scout.yml', agent('newer'));
    unlinkSync(at(host, 'agents/scout.yaml'));
    const alone = await host.until((one) => one.definitions['agents/scout']?.state === 'ok');
    expect(alone.definitions['agents/scout']).toMatchObject({ loaded: { version: 2 }, claims: ['agents/scout.yml'] });
  });

  it('that go together leave at once: neither is loaded on its way out', async () => {
    const host = await startHost({ files: { 'signalbox.yaml': CALM, 'agents/scout.yaml': agent('one') } });
    host.write('agents/scout.yml', agent('rival'));
    await host.until((one) => one.definitions['agents/scout']?.state === 'conflicted');
    unlinkSync(at(host, 'agents/scout.yaml'));
    unlinkSync(at(host, 'agents/scout.yml'));
    await host.until((one) => one.definitions['agents/scout']?.state === 'removed');
    expect((await host.events('definition.reloaded')).map((one) => one.body.version)).toEqual([1]);
  });

  it('while a version is pinned: the heir of the file that goes is shown on disk', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    host.write('agents/scout.yml', agent('rival'));
    await host.until((one) => one.definitions['agents/scout']?.state === 'conflicted');
    await host.call('definition.rollback', { id: 'agents/scout', version: 1, how: 'pin' });
    expect((await host.snapshot()).definitions['agents/scout']).toMatchObject({
      state: 'conflicted',
      pin: { version: 1 },
    });
    unlinkSync(at(host, 'agents/scout.yaml'));
    const alone = await host.until((one) => one.definitions['agents/scout']?.state === 'ok');
    expect(alone.definitions['agents/scout']).toMatchObject({ path: 'agents/scout.yml', pin: { version: 1 } });
    expect(alone.definitions['agents/scout']?.disk?.hash).toBeDefined();
  });
});

describe('what was', () => {
  it('removed and comes back broken has one file that claims it', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    unlinkSync(at(host, 'agents/scout.yaml'));
    await host.until((one) => one.definitions['agents/scout']?.state === 'removed');
    host.write('agents/scout.yaml', 'name: [');
    const back = await host.until((one) => one.definitions['agents/scout']?.state === 'refused');
    expect(back.definitions['agents/scout']?.claims).toEqual(['agents/scout.yaml']);
  });

  it('pinned, then deleted and made anew follows its file', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    await host.call('definition.rollback', { id: 'agents/scout', version: 1, how: 'pin' });
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    unlinkSync(at(again, 'agents/scout.yaml'));
    await again.until((one) => one.definitions['agents/scout']?.state === 'removed');
    again.write('agents/scout.yaml', agent('two'));
    const back = await again.until((one) => one.definitions['agents/scout']?.state === 'ok');
    expect(back.definitions['agents/scout']?.pin).toBeNull();
  });

  it('refused stays refused when a version is pinned', async () => {
    const host = await startHost({ files: { 'agents/scout.yaml': agent('one') } });
    host.write('agents/scout.yaml', 'name: [');
    await host.until((one) => one.definitions['agents/scout']?.state === 'refused');
    await host.call('definition.rollback', { id: 'agents/scout', version: 1, how: 'pin' });
    expect((await host.snapshot()).definitions['agents/scout']).toMatchObject({
      state: 'refused',
      pin: { version: 1 },
      error: { code: 'SYNTAX' },
    });
  });
});
