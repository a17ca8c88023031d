import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskHashes, startHost, stateHashes, type TestHost } from '../../helpers/workspace.ts';

const model = (provider: string) => `name: fast\noptions:\n  provider: ${provider}\n  model: gpt\n`;
const FILES = { 'models/fast.yaml': model('openai'), 'agents/scout.yaml': 'name: scout\nmodelRef: fast\n' };

/** Waits until what the state says of the disk is what is on disk, and nothing settles any more. */
async function agrees(host: TestHost) {
  return host.until((snapshot) => {
    const settling = Object.values(snapshot.definitions).some((one) => one.state === 'settling');
    return (
      !settling &&
      JSON.stringify(Object.entries(stateHashes(snapshot)).sort()) ===
        JSON.stringify(Object.entries(diskHashes(host.root)).sort())
    );
  }, 'a state equal to the disk');
}

const at = (host: TestHost, file: string) => path.join(host.root, file);

describe('every way to save a file', () => {
  it('in place: the new version serves, and the event tells the field, the phases and the cause', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', model('anthropic'));
    const event = await host.untilEvent((one) => one.type === 'definition.reloaded' && one.body.version === 2);
    expect(event.subject).toBe('definition:models/fast');
    expect(event.body.diff).toEqual([{ path: 'options.provider', old: 'openai', new: 'anthropic' }]);
    expect(event.body.timings.settle).toBeGreaterThanOrEqual(0);
    const cause = (await host.events('file.settled')).find((one) => `${one.epoch}:${one.seq}` === event.cause);
    expect(cause?.body).toMatchObject({ path: 'models/fast.yaml', change: 'update', definition: 'models/fast' });
    expect(cause?.cause).toBeNull();
    const snapshot = await agrees(host);
    expect(snapshot.definitions['models/fast']).toMatchObject({ state: 'ok', loaded: { version: 2 }, error: null });
  });

  it('by atomic replace and by the way vim saves: one update each', async () => {
    const host = await startHost({ files: FILES });
    writeFileSync(at(host, 'models/.fast.yaml.tmp'), model('azure'));
    renameSync(at(host, 'models/.fast.yaml.tmp'), at(host, 'models/fast.yaml'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.loaded?.version === 2);
    renameSync(at(host, 'models/fast.yaml'), at(host, 'models/fast.yaml~'));
    writeFileSync(at(host, 'models/fast.yaml'), model('bedrock'));
    unlinkSync(at(host, 'models/fast.yaml~'));
    await host.until((snapshot) => snapshot.definitions['models/fast']?.loaded?.version === 3);
    await agrees(host);
    const types = (await host.events('definition.reloaded', 'definition.removed', 'definition.refused')).filter(
      (one) => one.subject === 'definition:models/fast',
    );
    expect(types.map((one) => `${one.type} ${one.body.version}`)).toEqual([
      'definition.reloaded 1',
      'definition.reloaded 2',
      'definition.reloaded 3',
    ]);
  });

  it('with the same content, a touch or a chmod: nothing is reloaded', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', model('openai'));
    execFileSync('touch', [at(host, 'models/fast.yaml')]);
    execFileSync('chmod', ['600', at(host, 'models/fast.yaml')]);
    host.write('agents/scout.yaml', 'name: scout\nmodelRef: other\n');
    await host.until((snapshot) => snapshot.definitions['agents/scout']?.loaded?.version === 2);
    const { definitions } = await host.snapshot();
    expect(definitions['models/fast']?.loaded?.version).toBe(1);
  });

  it('rename: the definition keeps its versions under the new name, in one event', async () => {
    const host = await startHost({ files: FILES });
    renameSync(at(host, 'agents/scout.yaml'), at(host, 'agents/ranger.yaml'));
    const event = await host.untilEvent((one) => one.type === 'definition.renamed');
    expect(event.body).toMatchObject({
      from: 'agents/scout',
      to: 'agents/ranger',
      path: 'agents/ranger.yaml',
      was: 'agents/scout.yaml',
    });
    const snapshot = await agrees(host);
    expect(Object.keys(snapshot.definitions).sort()).toEqual(['agents/ranger', 'models/fast']);
    expect(snapshot.definitions['agents/ranger']).toMatchObject({ state: 'ok', loaded: { version: 1 } });
    const { versions } = await host.call('versions', { id: 'agents/ranger' });
    expect(versions.map((one: { version: number }) => one.version)).toEqual([1]);
  });

  it('delete, then recreate later: removed, then loaded as the next version', async () => {
    const host = await startHost({ files: FILES });
    unlinkSync(at(host, 'agents/scout.yaml'));
    const gone = await host.until((snapshot) => snapshot.definitions['agents/scout']?.state === 'removed');
    expect(gone.definitions['agents/scout']).toMatchObject({ disk: null, loaded: null });
    host.write('agents/scout.yaml', 'name: scout\nmodelRef: fast\ndescription: back\n');
    await host.until((snapshot) => snapshot.definitions['agents/scout']?.loaded?.version === 2);
    await agrees(host);
  });

  it('a directory rename: every definition below it follows', async () => {
    const host = await startHost({
      files: { ...FILES, 'agents/team/a.yaml': 'name: a\n', 'agents/team/b.yaml': 'name: b\n' },
    });
    renameSync(at(host, 'agents/team'), at(host, 'agents/crew'));
    const snapshot = await agrees(host);
    const names = Object.entries(snapshot.definitions)
      .filter(([, one]) => one.state !== 'removed')
      .map(([id]) => id);
    expect(names.sort()).toEqual(['agents/crew/a', 'agents/crew/b', 'agents/scout', 'models/fast']);
  });

  it('the whole root deleted and made again: what is there in the end is what serves', async () => {
    const host = await startHost({ files: FILES });
    rmSync(host.root, { recursive: true });
    await host.until((snapshot) => snapshot.watch.state === 'root-lost');
    mkdirSync(host.root);
    host.write('models/other.yaml', model('openai'));
    await host.until(
      (snapshot) =>
        snapshot.definitions['models/other']?.state === 'ok' && !snapshot.definitions['models/fast']?.loaded,
    );
    await agrees(host);
  });

  it('a prompt beside a definition: the definition reloads, and the event names the file', async () => {
    const host = await startHost({
      files: {
        ...FILES,
        'agents/coder/coder.yaml': 'name: coder\nsystemPrompt:\n  uri: prompt.md\n',
        'agents/coder/prompt.md': 'be kind',
      },
    });
    host.write('agents/coder/prompt.md', 'be exact');
    const event = await host.untilEvent((one) => one.type === 'definition.reloaded' && one.body.beside);
    expect(event.subject).toBe('definition:agents/coder');
    expect(event.body).toMatchObject({ beside: ['agents/coder/prompt.md'], version: 1, fields: 0 });
  });
});

describe('a refused edit', () => {
  it('stays refused while the last good version serves, and is whole again when it is mended', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', 'name: fast\noptions: [\n');
    const refused = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'refused');
    const row = refused.definitions['models/fast'];
    expect(row).toMatchObject({ loaded: { version: 1 }, error: { code: 'SYNTAX', at: { path: 'models/fast.yaml' } } });
    expect(row?.error?.at?.line).toBeGreaterThan(0);
    expect(row?.error?.hint).not.toBe('');
    host.write('models/fast.yaml', model('mistral'));
    const mended = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'ok');
    expect(mended.definitions['models/fast']).toMatchObject({ loaded: { version: 2 }, error: null });
    expect(JSON.stringify(mended)).not.toContain('refused');
  });

  it('is whole again without a new version when the file returns to what is loaded', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yaml', 'name: [');
    await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'refused');
    host.write('models/fast.yaml', model('openai'));
    const mended = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'ok');
    expect(mended.definitions['models/fast']?.loaded?.version).toBe(1);
  });

  it('serves nothing when the very first version is broken, and says so', async () => {
    const host = await startHost({ files: { 'models/fast.yaml': '' } });
    const { definitions } = await host.snapshot();
    expect(definitions['models/fast']).toMatchObject({ state: 'refused', loaded: null, error: { code: 'EMPTY' } });
    const [event] = await host.events('definition.refused');
    expect(event?.body.keeps).toBeNull();
  });
});

describe('two files that claim one name', () => {
  it('conflict: the first keeps serving, each is named, and it ends when one goes', async () => {
    const host = await startHost({ files: FILES });
    host.write('models/fast.yml', model('other'));
    const both = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'conflicted');
    expect(both.definitions['models/fast']).toMatchObject({
      path: 'models/fast.yaml',
      claims: ['models/fast.yaml', 'models/fast.yml'],
      loaded: { version: 1 },
      error: { code: 'CONFLICT' },
    });
    unlinkSync(at(host, 'models/fast.yaml'));
    const alone = await host.until((snapshot) => snapshot.definitions['models/fast']?.state === 'ok');
    expect(alone.definitions['models/fast']).toMatchObject({
      path: 'models/fast.yml',
      loaded: { version: 2 },
      claims: ['models/fast.yml'],
      error: null,
    });
  });
});
