import { mkdirSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { CALM, startHost, type TestHost } from '../../helpers/workspace.ts';

const agent = (index: number, text: string) => `name: a${index}\ndescription: ${text}\n`;
const heldAll = (count: number) => (snapshot: Snapshot) => snapshot.batch?.items.length === count;
const at = (host: TestHost, file: string) => path.join(host.root, file);

/** Three agents whose change waits, and `extra` files besides. */
async function held(extra: Readonly<Record<string, string>> = {}): Promise<TestHost> {
  const files: Record<string, string> = { 'signalbox.yaml': `${CALM}hold:\n  threshold: 3\n`, ...extra };
  for (let index = 0; index < 3; index += 1) files[`agents/a${index}.yaml`] = agent(index, 'one');
  const host = await startHost({ files });
  for (let index = 0; index < 3; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'two'));
  await host.until(heldAll(3), 'a held batch of three');
  return host;
}

describe('while a batch waits', () => {
  it('a break and its repair leave no trace of the refusal', async () => {
    const host = await held();
    host.write('agents/a0.yaml', 'name: [');
    await host.until((one) => one.definitions['agents/a0']?.state === 'refused');
    host.write('agents/a0.yaml', agent(0, 'three'));
    const mended = await host.until((one) => one.definitions['agents/a0']?.state === 'ok');
    expect(mended.definitions['agents/a0']).toMatchObject({ error: null, batch: mended.batch?.batchId });
  });

  it('a definition whose change was given up settles when its file returns to what is loaded', async () => {
    const host = await held();
    await host.call('batch.discard', {});
    for (const index of [1, 2]) host.write(`agents/a${index}.yaml`, agent(index, 'three'));
    host.write('agents/a3.yaml', agent(3, 'new'));
    await host.until((one) => one.definitions['agents/a3']?.state === 'ok');
    host.write('agents/a0.yaml', agent(0, 'one'));
    const back = await host.until((one) => one.definitions['agents/a0']?.left === null);
    await host.until((one) => one.definitions['agents/a0']?.state === 'ok');
    expect(back.definitions['agents/a0']?.loaded?.version).toBe(1);
  });

  it('a file beside a definition that waits neither applies nor drops its change', async () => {
    const host = await held({ 'agents/a0/prompt.md': 'one' });
    host.write('agents/a0/prompt.md', 'two');
    host.write('agents/new.yaml', 'name: new\n');
    const after = await host.until((one) => one.definitions['agents/new']?.state === 'ok');
    expect(after.batch?.items.length).toBe(3);
    expect(after.definitions['agents/a0']).toMatchObject({ loaded: { version: 1 }, batch: after.batch?.batchId });
  });

  it('a rename that was asked for takes the change along, and nothing of the old name waits', async () => {
    const host = await held();
    await host.call('definition.rename', { id: 'agents/a0', to: 'z' });
    const after = await host.until((one) => one.batch?.items.length === 2);
    expect(after.definitions['agents/z']).toMatchObject({ state: 'ok', batch: null, loaded: { version: 2 } });
    await host.call('batch.apply', {});
    const { definitions } = await host.snapshot();
    expect(Object.values(definitions).find((one) => one.name === 'a0' && one.state !== 'removed')).toBeUndefined();
  });

  it('two files of one name wait beside each other, and both are applied', async () => {
    const host = await held();
    host.write('agents/a0.yml', agent(0, 'rival'));
    await host.until((one) => one.batch?.items.some((item) => item.definition === 'agents/a0') ?? false);
    await host.call('batch.apply', {});
    const after = await host.until((one) => one.definitions['agents/a0']?.state === 'conflicted');
    expect(after.definitions['agents/a0']?.loaded?.version).toBe(2);
  });

  it('every word about it has a cause, also when the last definition leaves', async () => {
    const host = await held();
    for (let index = 0; index < 3; index += 1) await host.call('definition.reload', { id: `agents/a${index}` });
    const changed = await host.events('batch.changed', 'batch.discarded');
    expect(changed.length).toBeGreaterThan(1);
    expect(changed.filter((one) => one.cause === null)).toEqual([]);
  });

  it('a removal that waits is taken when the definition is loaded from disk', async () => {
    const host = await held();
    unlinkSync(at(host, 'agents/a0.yaml'));
    await host.until((one) => one.definitions['agents/a0']?.disk === null);
    await host.call('definition.reload', { id: 'agents/a0' });
    expect((await host.snapshot()).definitions['agents/a0']).toMatchObject({ state: 'removed', loaded: null });
  });
});

describe('what is held', () => {
  it('counts definitions, not files: one that moves is one change', async () => {
    const host = await startHost({
      files: { 'signalbox.yaml': `${CALM}hold:\n  threshold: 2\n`, 'agents/a0.yaml': agent(0, 'one') },
    });
    mkdirSync(at(host, 'agents/a0'));
    renameSync(at(host, 'agents/a0.yaml'), at(host, 'agents/a0/a0.yaml'));
    await host.until((one) => one.definitions['agents/a0']?.path === 'agents/a0/a0.yaml');
    expect(await host.events('batch.held')).toEqual([]);
  });

  it('by its size alone names no branch', async () => {
    const host = await held();
    expect((await host.snapshot()).batch).toMatchObject({ reason: 'size', git: null });
  });
});

describe('a change that was given up', () => {
  it('is forgotten once that very content is loaded: a restart says nothing of it', async () => {
    const host = await held();
    await host.call('batch.discard', {});
    host.write('agents/a0.yaml', agent(0, 'three'));
    await host.until((one) => one.definitions['agents/a0']?.loaded?.version === 2);
    host.write('agents/a0.yaml', agent(0, 'two'));
    await host.until((one) => one.definitions['agents/a0']?.loaded?.version === 3);
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    expect((await again.snapshot()).definitions['agents/a0']).toMatchObject({ left: null, loaded: { version: 3 } });
  });

  it('is forgotten when something else is given up after it: content that comes back is a change again', async () => {
    const host = await held();
    await host.call('batch.discard', {});
    for (let index = 0; index < 3; index += 1) unlinkSync(at(host, `agents/a${index}.yaml`));
    await host.until((one) => one.batch?.items.every(({ change }) => change === 'remove') === true, 'held removals');
    await host.until(heldAll(3));
    await host.call('batch.discard', {});
    for (let index = 0; index < 3; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'two'));
    await host.until(heldAll(3));
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    const { definitions } = await again.snapshot();
    expect(definitions['agents/a0']).toMatchObject({ left: null, loaded: { version: 2 } });
  });

  it('stays given up when a rival that went was given up with it', async () => {
    const host = await held({ 'agents/a0/a0.yaml': agent(0, 'rival') });
    const [flat, inFolder] = ['agents/a0.yaml', 'agents/a0/a0.yaml'];
    const serving = (await host.snapshot()).definitions['agents/a0']?.path ?? '';
    const rival = serving === flat ? inFolder : flat;
    host.write(serving, agent(0, 'three'));
    await host.untilEvent(
      ({ type, body }) => type === 'file.settled' && body.path === serving && body.change === 'update',
    );
    unlinkSync(at(host, rival));
    await host.untilEvent(
      ({ type, body }) => type === 'file.settled' && body.path === rival && body.change === 'remove',
    );
    await host.call('batch.discard', {});
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    const { definitions } = await again.snapshot();
    expect(definitions['agents/a0']).toMatchObject({ left: 'discarded', loaded: { version: 1 } });
  });

  it('is not loaded because a rival for its folder appears', async () => {
    const host = await held({ 'agents/a9/a9.yaml': agent(9, 'one') });
    host.write('agents/a9/a9.yaml', agent(9, 'two'));
    await host.until(heldAll(4));
    await host.call('batch.discard', {});
    host.write('agents/a9/a9.yml', agent(9, 'rival'));
    await host.until((one) => one.definitions['agents/a9']?.state === 'conflicted');
    host.write('agents/new.yaml', 'name: new\n');
    const after = await host.until((one) => one.definitions['agents/new']?.state === 'ok');
    expect(after.definitions['agents/a9']).toMatchObject({ left: 'discarded', loaded: { version: 1 } });
  });

  it('is not loaded because a file beside it changed', async () => {
    const host = await held({ 'agents/a0/prompt.md': 'one' });
    await host.call('batch.discard', {});
    host.write('agents/a0/prompt.md', 'two');
    host.write('agents/new.yaml', 'name: new\n');
    const after = await host.until((one) => one.definitions['agents/new']?.state === 'ok');
    expect(after.definitions['agents/a0']).toMatchObject({ left: 'discarded', loaded: { version: 1 } });
  });
});

describe('a new file that goes before anything was decided', () => {
  it('leaves no row that settles for ever', async () => {
    const host = await held();
    host.write('agents/once.yaml', 'name: [');
    unlinkSync(at(host, 'agents/once.yaml'));
    host.write('agents/new.yaml', 'name: new\n');
    const after = await host.until((one) => one.definitions['agents/new']?.state === 'ok');
    expect(Object.values(after.definitions).filter((one) => one.state === 'settling')).toEqual([]);
  });
});
