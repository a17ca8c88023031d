import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OWNER, startHost, type TestHost, VIEWER } from '../../helpers/workspace.ts';

const FILES = {
  'models/fast.yaml': 'name: fast\noptions:\n  provider: openai\n  model: gpt\n',
  'models/flat.json': '{ "options": { "provider": "openai" } }\n',
  'agents/scout.yaml': 'name: scout\nmodelRef: fast\n',
};

const check = (host: TestHost, input: object): Promise<{ faults: any[]; warnings: any[] }> =>
  host.workbench.call('definition.check', input, { caller: OWNER }) as Promise<any>;

describe('a text that is checked before it is saved', () => {
  it('answers every fault a save would meet, each with its line and column, the first of the file first', async () => {
    const host = await startHost({ files: FILES });
    const text = 'name: fast\nspeed: quick\noptions:\n  temperature: warm\n  model: gpt\n';
    const { faults } = await check(host, { id: 'models/fast', text });
    expect(faults.map(({ code, at }) => [code, at.path, at.line, at.column])).toEqual([
      ['SCHEMA', 'models/fast.yaml', 2, 8],
      ['SCHEMA', 'models/fast.yaml', 4, 16],
    ]);
    expect(faults.every((fault) => fault.detail === undefined)).toBe(true);
  });

  it('finds the same as the save itself', async () => {
    const host = await startHost({ files: FILES });
    const text = 'name: fast\noptions: [\n';
    const { faults } = await check(host, { id: 'models/fast', text });
    host.write('models/fast.yaml', text);
    const { definitions } = await host.until((now) => now.definitions['models/fast']?.state === 'refused');
    expect(definitions['models/fast']?.error).toEqual(faults[0]);
  });

  it('answers the warnings of a text that would load', async () => {
    const host = await startHost({ files: FILES });
    const { faults, warnings } = await check(host, { id: 'agents/scout', text: 'name: scout\nmodl: fast\n' });
    expect(faults).toEqual([]);
    expect(warnings).toEqual([expect.objectContaining({ code: 'UNKNOWN_KEY', line: 2, column: 1 })]);
  });

  it('reads a JSON file as JSON', async () => {
    const host = await startHost({ files: FILES });
    const { faults } = await check(host, { id: 'models/flat', text: 'options:\n  provider: openai\n' });
    expect(faults).toMatchObject([{ code: 'SYNTAX', at: { path: 'models/flat.json', line: 1, column: 1 } }]);
  });

  it('checks a definition that does not exist yet by its kind and name', async () => {
    const host = await startHost({ files: FILES });
    const { faults } = await check(host, { kind: 'models', name: 'new', text: 'options: 3\n' });
    expect(faults).toMatchObject([{ code: 'SCHEMA', at: { path: 'models/new.yaml', line: 1, column: 10 } }]);
    await expect(check(host, { kind: 'models', name: '../out', text: 'a: 1' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(check(host, { text: 'a: 1' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(check(host, { id: 'models/none', text: 'a: 1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('writes nothing, journals nothing, and swaps nothing', async () => {
    const host = await startHost({ files: FILES });
    const before = host.workbench.position();
    await check(host, { id: 'models/fast', text: 'options: 3\n' });
    await check(host, { id: 'models/fast', text: 'options: { provider: azure }\n' });
    expect(host.workbench.position()).toEqual(before);
    expect(readFileSync(path.join(host.root, 'models/fast.yaml'), 'utf8')).toBe(FILES['models/fast.yaml']);
  });

  it('repeats no secret of the text, and hides no word because it was half typed under a secret name', async () => {
    const host = await startHost({ files: FILES });
    const secret = 'sk-live-7391-abcdef';
    const broken = `name: fast\napiKey: ${secret}\noptions: [${secret}\n`;
    const { faults } = await check(host, { id: 'models/fast', text: broken });
    expect(faults).toHaveLength(1);
    expect(JSON.stringify(faults)).not.toContain(secret);

    await check(host, { id: 'agents/scout', text: 'name: scout\napiKey: ranger\n' });
    host.write('agents/scout.yaml', 'name: ranger\n');
    const reloaded = await host.untilEvent(
      ({ type, subject, body }) =>
        type === 'definition.reloaded' && subject === 'definition:agents/scout' && body.version === 2,
    );
    expect(JSON.stringify(reloaded.body.diff)).toContain('ranger');
  });

  it('needs the right to files, and answers nothing for a question that was taken back', async () => {
    const host = await startHost({ files: FILES });
    const input = { id: 'models/fast', text: 'a: 1' };
    await expect(host.workbench.call('definition.check', input, { caller: VIEWER })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const taken = AbortSignal.abort(new Error('taken back'));
    await expect(host.workbench.call('definition.check', input, { caller: OWNER, signal: taken })).rejects.toThrow(
      'taken back',
    );
  });
});

describe('the form of a kind', () => {
  it('is JSON Schema with aliases, examples and defaults, for every kind', async () => {
    const host = await startHost({ files: FILES });
    const { kinds } = (await host.workbench.call('kinds', {}, { caller: OWNER })) as { kinds: { kind: string }[] };
    for (const { kind } of kinds) {
      const form = (await host.workbench.call('kind.schema', { kind }, { caller: VIEWER })) as any;
      expect(form.schema.type, kind).toBe('object');
      expect(JSON.parse(JSON.stringify(form)), kind).toEqual(form);
    }
    const agents = (await host.workbench.call('kind.schema', { kind: 'agents' }, { caller: VIEWER })) as any;
    expect(agents.wrapper).toBe('agent');
    expect(agents.schema.properties.model).toMatchObject({ aliases: ['modelRef'], type: 'string' });
    expect(agents.schema.properties.showToolFeed).toMatchObject({ type: 'boolean', default: true });
    expect(agents.schema.properties.toolCallExposure.enum).toEqual(['turn', 'conversation', 'semantic']);
    await expect(host.workbench.call('kind.schema', { kind: 'no' }, { caller: VIEWER })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
