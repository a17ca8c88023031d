import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost, type TestHost } from '../../helpers/workspace.ts';

const LONG = { timeout: 30_000 };
const FILES = { 'agents/a.yaml': 'name: a\n', 'models/m.yaml': 'name: m\noptions: {provider: openai, model: gpt}\n' };
const agent = (words: string) => `name: a\ndescription: ${words}\n`;

const textOf = (host: TestHost, file = 'signalbox.yaml') => readFileSync(path.join(host.root, file), 'utf8');
const rowOf = async (host: TestHost, name: string) => {
  const { rows } = await host.call('config', {});
  return rows.find((row: { path: string }) => row.path === name);
};
const versionOf = async (host: TestHost, id: string) => (await host.snapshot()).definitions[id]?.loaded?.version;

describe('changing a setting', () => {
  it('creates the file, then edits it in place, keeping what people wrote', async () => {
    const host = await startHost({ files: FILES });
    const first = await host.call('config.set', { path: 'hold.threshold', value: 3, expectedHash: null });
    expect(first.result.changed).toEqual(['hold.threshold']);
    expect(textOf(host)).toBe('hold:\n  threshold: 3\n');
    host.write('signalbox.yaml', '# ours\nhold:\n  threshold: 3 # few\n');
    await expect.poll(async () => (await rowOf(host, 'hold.threshold')).line, LONG).toBe(3);
    const { hash } = await host.call('config', {});
    const second = await host.call('config.set', { path: 'Hold.Threshold', value: 4, expectedHash: hash });
    expect(textOf(host)).toBe('# ours\nhold:\n  threshold: 4 # few\n');
    expect(second.result.hash).toBe((await host.call('config', {})).hash);
    expect(await rowOf(host, 'hold.threshold')).toMatchObject({ saved: 4, active: 4, source: 'file', line: 3 });
    const third = await host.call('config.set', { path: 'hold.threshold', value: null });
    expect([third.result.changed, textOf(host)]).toEqual([['hold.threshold'], '# ours\n']);
    expect(await rowOf(host, 'hold.threshold')).toMatchObject({ saved: 25, source: 'default' });
  });

  it('is the cause of what follows, and answers when it is in force', async () => {
    const host = await startHost({ files: FILES });
    await host.call('config.set', { path: 'hold.threshold', value: 7 });
    const [requested] = await host.events('action.requested');
    const reloaded = (await host.events('config.reloaded')).at(-1);
    expect(reloaded?.cause).toBe(`${requested?.epoch}:${requested?.seq}`);
    expect((await host.snapshot()).config.values['hold.threshold']).toBe(7);
  });

  it('edits a JSON file as JSON, and one entry of a map', async () => {
    const host = await startHost({ files: { ...FILES, 'signalbox.json': '{\n  "watch": {"settleMs": 30}\n}\n' } });
    await host.call('config.set', { path: 'watch.settle.agents', value: 0 });
    expect(JSON.parse(textOf(host, 'signalbox.json'))).toEqual({ watch: { settleMs: 30, settle: { agents: 0 } } });
    await host.call('config.set', { path: 'watch.settle.agents', value: null });
    expect(JSON.parse(textOf(host, 'signalbox.json'))).toEqual({ watch: { settleMs: 30 } });
  });

  it.each([
    ['an unknown name', 'hold.treshold', 3, 'INVALID_INPUT', /no setting hold.treshold/],
    [
      'a wrong type',
      'hold.threshold',
      'many',
      'INVALID_INPUT',
      /whole number from 0 to 1000000 definitions, found a text/,
    ],
    ['a number out of range', 'watch.settleMs', 20_000, 'INVALID_INPUT', /from 0 to 10000 ms/],
    ['a glob that cannot be one', 'watch.ignore', ['[z-a]'], 'INVALID_INPUT', /a glob/],
    ['an entry that does not fit', 'watch.settle.agents', 'soon', 'INVALID_INPUT', /whole numbers/],
  ])('refuses %s before anything is written', async (_what, name, value, code, message) => {
    const text = '# mine\n';
    const host = await startHost({ files: { ...FILES, 'signalbox.yaml': text } });
    await expect(host.call('config.set', { path: name, value })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(textOf(host)).toBe(text);
  });

  it('refuses a file that is not the one looked at, and one that does not load', async () => {
    const host = await startHost({ files: { ...FILES, 'signalbox.yaml': 'hold: {threshold: 3}\n' } });
    await expect(
      host.call('config.set', { path: 'hold.threshold', value: 4, expectedHash: null }),
    ).rejects.toMatchObject({ code: 'STALE' });
    host.write('signalbox.yaml', 'hold: [\n');
    await host.until((snapshot) => snapshot.config.error !== null);
    await expect(host.call('config.set', { path: 'hold.threshold', value: 4 })).rejects.toMatchObject({
      code: 'SYNTAX',
    });
    expect(await host.call('config', {})).toMatchObject({ error: { code: 'SYNTAX', at: { path: 'signalbox.yaml' } } });
    host.write('signalbox.yaml', 'hold: {threshold: many}\n');
    await host.until((snapshot) => snapshot.config.error?.code === 'SCHEMA');
    expect(await rowOf(host, 'hold.threshold')).toMatchObject({
      saved: 3,
      error: expect.stringContaining('found a text'),
    });
    await expect(host.call('config.set', { path: 'watch.settleMs', value: 4 })).rejects.toMatchObject({
      code: 'SCHEMA',
    });
    await host.call('config.set', { path: 'hold.threshold', value: 5 });
    expect((await host.snapshot()).config).toMatchObject({ error: null, values: { 'hold.threshold': 5 } });
  });

  it('refuses what the environment sets, and says which variable does', async () => {
    const env = { PATH: process.env['PATH'], SIGNALBOX_CONFIG_HOLD_THRESHOLD: '2', SIGNALBOX_CONFIG_WATCH: '1' };
    const host = await startHost({ files: FILES, env });
    expect(await rowOf(host, 'hold.threshold')).toMatchObject({
      source: 'environment',
      variable: 'SIGNALBOX_CONFIG_HOLD_THRESHOLD',
      active: 2,
    });
    await expect(host.call('config.set', { path: 'hold.threshold', value: 4 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('SIGNALBOX_CONFIG_HOLD_THRESHOLD'),
    });
    expect((await host.call('config', {})).skipped).toEqual([
      { name: 'SIGNALBOX_CONFIG_WATCH', why: expect.stringContaining('watch is a map') },
    ]);
  });

  it('reads lists from variables as JSON or with commas', async () => {
    const env = {
      PATH: process.env['PATH'],
      SIGNALBOX_CONFIG_WATCH_IGNORE: 'drafts, *.bak',
      SIGNALBOX_CONFIG_HOLD_MANUAL: '["models"]',
      SIGNALBOX_CONFIG_WATCH_SETTLE_AGENTS: '5',
    };
    const host = await startHost({ files: FILES, env });
    expect((await host.snapshot()).config.values).toMatchObject({
      'watch.ignore': ['drafts', '*.bak'],
      'hold.manual': ['models'],
      'watch.settle': { agents: 5 },
    });
  });

  it('takes the first of several files, tells of the others, and goes on with them when the first is gone', async () => {
    const host = await startHost({
      files: { ...FILES, 'signalbox.yaml': 'hold: {threshold: 3}\n', 'signalbox.json': '{"hold": {"threshold": 4}}' },
    });
    expect((await host.call('config', {})).skipped).toEqual([
      { name: 'signalbox.json', why: expect.stringContaining('signalbox.yaml') },
    ]);
    host.write('signalbox.json', '{"hold": {"threshold": 6}}');
    await host.untilEvent(({ type, body }) => type === 'file.settled' && body.path === 'signalbox.json');
    rmSync(path.join(host.root, 'signalbox.yaml'));
    await host.until((snapshot) => snapshot.config.values['hold.threshold'] === 6);
    expect((await host.call('config', {})).file).toBe('signalbox.json');
  });
});

describe('settings that take effect while the workspace is open', () => {
  it('settle times: a file that waits under the old one is read by the new one', async () => {
    const host = await startHost({
      files: { ...FILES, 'signalbox.yaml': 'watch:\n  settleMs: 10000\n  settleMaxMs: 60000\n' },
    });
    host.write('agents/a.yaml', agent('new'));
    await expect.poll(async () => (await host.call('watchHealth', {})).queue, LONG).toBe(1);
    await host.call('config.set', { path: 'watch.settle', value: { agents: 0 } });
    expect(await rowOf(host, 'watch.settle')).toMatchObject({ active: { agents: 0 }, saved: { agents: 0 } });
    const settled = await host.untilEvent(
      ({ type, body }) => type === 'file.settled' && body.path === 'agents/a.yaml' && body.change === 'update',
    );
    expect(settled.body.ms).toBeLessThan(10_000);
    await host.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 2);
  });

  it('ignore globs: what they cover leaves, and comes back as it was', async () => {
    const host = await startHost({ files: { ...FILES, 'agents/draft-x.yaml': 'name: draft-x\n' } });
    await host.call('config.set', { path: 'watch.ignore', value: ['draft-*'] });
    await host.until((snapshot) => !['ok', undefined].includes(snapshot.definitions['agents/draft-x']?.state));
    expect(await host.call('explain', { path: 'agents/draft-x.yaml' })).toMatchObject({ watched: false });
    await host.call('config.set', { path: 'watch.ignore', value: null });
    await host.until((snapshot) => snapshot.definitions['agents/draft-x']?.state === 'ok');
    expect(await versionOf(host, 'agents/a')).toBe(1);
  });

  it('watching itself: off sees nothing, on finds what changed meanwhile and nothing else', async () => {
    const host = await startHost({ files: FILES });
    await host.call('config.set', { path: 'watch.enabled', value: false });
    expect((await host.snapshot()).watch.state).toBe('off');
    host.write('agents/a.yaml', agent('unseen'));
    await host.call('config.set', { path: 'hold.threshold', value: 9 });
    expect(await versionOf(host, 'agents/a')).toBe(1);
    await host.call('config.set', { path: 'watch.enabled', value: null });
    const back = await host.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 2);
    expect([back.watch.state, back.definitions['models/m']?.loaded?.version]).toEqual(['watching', 1]);
    host.write('agents/a.yaml', agent('seen'));
    await host.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 3);
  });

  it('kinds held by hand: one change of them waits, others pass, and the wait ends when it is applied', async () => {
    const host = await startHost({ files: FILES });
    await host.call('config.set', { path: 'hold.manual', value: ['agents'] });
    host.write('agents/a.yaml', agent('held'));
    const held = await host.until((snapshot) => snapshot.batch !== null);
    expect(held.batch).toMatchObject({ reason: 'manual', items: [{ definition: 'agents/a' }] });
    host.write('models/m.yaml', 'name: m\noptions: {provider: azure, model: gpt}\n');
    const passed = await host.until((snapshot) => snapshot.definitions['models/m']?.loaded?.version === 2);
    expect(passed.batch?.items.map((item) => item.definition)).toEqual(['agents/a']);
    expect(passed.definitions['agents/a']?.loaded?.version).toBe(1);
    await host.call('batch.apply', {});
    await host.until((snapshot) => snapshot.batch === null && snapshot.definitions['agents/a']?.loaded?.version === 2);
    host.write('agents/b.yaml', 'name: b\n');
    await host.until((snapshot) => snapshot.definitions['agents/b']?.state === 'ok');
  });

  it('versions kept: the next version of a definition lets go of those over the number', async () => {
    const host = await startHost({ files: FILES });
    for (const version of [2, 3]) {
      host.write('agents/a.yaml', agent(`v${version}`));
      await host.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === version);
    }
    const stored = async () =>
      (await host.call('versions', { id: 'agents/a' })).versions.map(({ version }: { version: number }) => version);
    expect(await stored()).toEqual([3, 2, 1]);
    await host.call('config.set', { path: 'versions.keep', value: 2 });
    host.write('agents/a.yaml', agent('v4'));
    await host.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 4);
    await expect.poll(stored, LONG).toEqual([4, 3]);
  });

  it('a file ignored by its own setting can still be changed here', async () => {
    const host = await startHost({ files: FILES });
    await host.call('config.set', { path: 'watch.ignore', value: ['signalbox.*'] });
    await host.call('config.set', { path: 'hold.threshold', value: 5 });
    expect(await rowOf(host, 'hold.threshold')).toMatchObject({ saved: 5, active: 5 });
  });
});

describe('settings that wait for a restart', () => {
  it('are told as saved and not in use, until the workspace is opened anew', async () => {
    const host = await startHost({ files: FILES });
    await host.call('config.set', { path: 'lastGoodAcrossRestarts', value: true });
    expect(await rowOf(host, 'lastGoodAcrossRestarts')).toMatchObject({
      applies: 'restart',
      saved: true,
      active: false,
    });
    expect((await host.snapshot()).config.waiting).toEqual(['lastGoodAcrossRestarts']);
    const { epoch } = host.workbench.position();
    await host.call('workspace.reopen', {});
    await expect.poll(() => host.workbench.position().epoch, LONG).not.toBe(epoch);
    expect(await rowOf(host, 'lastGoodAcrossRestarts')).toMatchObject({ saved: true, active: true });
    const { config, workspace } = await host.snapshot();
    expect([config.waiting, workspace?.trusted, workspace?.readOnly]).toEqual([undefined, true, null]);
  });

  it('count from the file at the first start too: a broken definition serves its last good version', async () => {
    const first = await startHost({ files: { ...FILES, 'signalbox.yaml': 'lastGoodAcrossRestarts: true\n' } });
    await first.close();
    first.write('agents/a.yaml', 'name: [\n');
    const second = await startHost({ root: first.root, home: first.home });
    await second.until((snapshot) => snapshot.definitions['agents/a']?.pin?.version === 1);
  });

  it('leave the defaults in force when the file is broken from the start, and say why', async () => {
    const host = await startHost({ files: { ...FILES, 'signalbox.yaml': 'hold: [\n' } });
    expect((await host.snapshot()).config).toMatchObject({
      error: { code: 'SYNTAX' },
      values: { 'hold.threshold': 25 },
    });
  });
});
