import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReferenceIndex, type Facts } from '../../../../electron/core/hotswap/references/reference-index.ts';
import { startHost } from '../../../helpers/workspace.ts';

const COUNT = process.env['SIGNALBOX_TEST_LONG'] ? 5_000 : 1_000;
const agent = (model: string) => `description: one of many\nmodelRef: ${model}\n`;

describe(`a burst of ${COUNT} definitions`, () => {
  it('ends with a problem for each that names what is gone, and with none when it is back', async () => {
    const files: Record<string, string> = {
      'signalbox.yaml': 'hold:\n  threshold: 0\n',
      'models/fast.yaml': 'options:\n  model: fast\n',
    };
    for (let index = 0; index < COUNT; index += 1) files[`agents/g${index % 20}/a${index}.yaml`] = agent('fast');
    const host = await startHost({ files });
    expect(Object.keys((await host.snapshot()).problems)).toEqual([]);
    const counted = async (wanted: number) =>
      host.until((snapshot) => Object.keys(snapshot.problems).length === wanted, `${wanted} problems`);

    unlinkSync(path.join(host.root, 'models/fast.yaml'));
    const broken = await counted(COUNT);
    for (const problem of Object.values(broken.problems)) expect(problem).toMatchObject({ line: 2, column: 11 });

    // Half of them are given another name at once, while the other half waits for the model.
    for (let index = 0; index < COUNT; index += 2) host.write(`agents/g${index % 20}/a${index}.yaml`, agent('slow'));
    await host.until(
      (snapshot) =>
        Object.values(snapshot.problems).filter((problem) => problem.refersTo?.name === 'slow').length === COUNT / 2,
      'half of them with another name',
    );
    host.write('models/fast.yaml', 'options:\n  model: faster\n');
    await counted(COUNT / 2);
    host.write('models/slow.yaml', 'options:\n  model: slow\n');
    await counted(0);
    const { length: found } = await host.events('problem.found');
    expect(found).toBeGreaterThan(0);
  });

  it('lets a save through while thousands of problems are being told', async () => {
    const files: Record<string, string> = { 'signalbox.yaml': 'hold:\n  threshold: 0\n' };
    files['models/fast.yaml'] = 'options:\n  model: fast\n';
    for (let index = 0; index < COUNT; index += 1) files[`agents/a${index}.yaml`] = agent('fast');
    files['agents/b.yaml'] = 'description: apart\n';
    const host = await startHost({ files });
    unlinkSync(path.join(host.root, 'models/fast.yaml'));
    await host.until((snapshot) => Object.keys(snapshot.problems).length > 0, 'the first problem');
    host.write('agents/b.yaml', 'description: changed meanwhile\n');
    const after = await host.until((snapshot) => snapshot.definitions['agents/b']?.loaded?.version === 2);
    await host.until((snapshot) => Object.keys(snapshot.problems).length === COUNT, 'every problem');
    expect(after.definitions['agents/b']?.state).toBe('ok');
  });
});

describe('the index with 10,000 definitions', () => {
  it('looks at no more than what a change touches', () => {
    const index = createReferenceIndex();
    const facts = (kind: string, name: string, model?: string): Facts => ({
      kind,
      name,
      serves: true,
      aliases: [],
      offers: [],
      references: model === undefined ? [] : [{ field: ['model'], kinds: ['models'], name: model }],
    });
    for (let count = 0; count < 100; count += 1) index.set(`models/m${count}`, facts('models', `m${count}`));
    for (let count = 0; count < 9_900; count += 1)
      index.set(`agents/a${count}`, facts('agents', `a${count}`, `m${count % 100}`));
    expect(index.set('agents/a7', facts('agents', 'a7', 'm8')).size).toBe(1);
    expect(index.set('models/m3', null).size).toBe(100);
    expect(index.set('models/m3', facts('models', 'm3')).size).toBe(100);
    expect(index.usedBy('models/m8')).toHaveLength(100);
  });
});
