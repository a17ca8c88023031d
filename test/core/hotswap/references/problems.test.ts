import { renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../shared/snapshot.ts';
import { CALM, startHost, type TestHost } from '../../../helpers/workspace.ts';

const model = (id: string, more = '') => `id: ${id}\noptions:\n  provider: openai\n  model: ${id}\n${more}`;
const agent = (modelRef: string, more = '') => `description: scouts\nmodelRef: ${modelRef}\n${more}`;
const FILES = { 'models/gpt-5.yaml': model('gpt-5'), 'agents/scout.yaml': agent('gpt-5') };

const problems = (snapshot: Snapshot) => Object.values(snapshot.problems);
const rules = (snapshot: Snapshot) => problems(snapshot).map((problem) => problem.rule);
const none = (snapshot: Snapshot) => problems(snapshot).length === 0;
const some = (rule: string) => (snapshot: Snapshot) => rules(snapshot).includes(rule);

async function causeOf(host: TestHost, position: string | null) {
  return (await host.events()).find((event) => `${event.epoch}:${event.seq}` === position);
}

/** Every problem was found once for each time it was cleared, or stands. */
async function expectPaired(host: TestHost): Promise<void> {
  const open = new Set<string>();
  for (const event of await host.events('problem.found', 'problem.cleared')) {
    const { problemId } = event.body;
    const isFound = event.type === 'problem.found';
    expect(open.has(problemId), `${event.type} ${problemId}`).toBe(!isFound);
    if (isFound) open.add(problemId);
    else open.delete(problemId);
  }
  expect([...open].sort()).toEqual(Object.keys((await host.snapshot()).problems).sort());
}

describe('a name that nothing has', () => {
  it('is found at start, once, with its place, the closest known name and the load as its cause', async () => {
    const host = await startHost({ files: { ...FILES, 'agents/scout.yaml': agent('gpt5') } });
    const [problem] = problems(await host.snapshot());
    expect(problem).toMatchObject({
      rule: 'unknown-reference',
      level: 'error',
      definition: 'agents/scout',
      path: 'agents/scout.yaml',
      line: 2,
      column: 11,
      message: 'Agent `scout` names model `gpt5`, which does not exist. Did you mean `gpt-5`?',
      refersTo: { kinds: ['models'], name: 'gpt5', near: 'gpt-5' },
    });
    const found = await host.events('problem.found');
    expect(found).toHaveLength(1);
    expect(found[0]?.subject).toBe('definition:agents/scout');
    expect(await causeOf(host, found[0]?.cause ?? null)).toMatchObject({
      type: 'definition.reloaded',
      subject: 'definition:agents/scout',
    });
  });

  it('comes with an edit and goes with the next one', async () => {
    const host = await startHost({ files: FILES });
    expect(none(await host.snapshot())).toBe(true);
    host.write('agents/scout.yaml', agent('gpt5'));
    await host.until(some('unknown-reference'));
    host.write('agents/scout.yaml', agent('gpt-5'));
    await host.until(none);
    const [cleared] = await host.events('problem.cleared');
    expect(await causeOf(host, cleared?.cause ?? null)).toMatchObject({
      type: 'definition.reloaded',
      body: { version: 3 },
    });
    await expectPaired(host);
  });

  it('comes when what it meant is deleted, whose removal is the cause, and goes when it is back', async () => {
    const host = await startHost({ files: FILES });
    unlinkSync(path.join(host.root, 'models/gpt-5.yaml'));
    await host.until(some('unknown-reference'));
    const [found] = await host.events('problem.found');
    expect(await causeOf(host, found?.cause ?? null)).toMatchObject({
      type: 'definition.removed',
      subject: 'definition:models/gpt-5',
    });
    host.write('models/gpt-5.yaml', model('gpt-5', 'description: back\n'));
    await host.until(none);
    const [cleared] = await host.events('problem.cleared');
    expect(await causeOf(host, cleared?.cause ?? null)).toMatchObject({ subject: 'definition:models/gpt-5' });
    await expectPaired(host);
  });

  it('comes and goes with renames of what it meant', async () => {
    const host = await startHost({ files: { ...FILES, 'models/gpt-5.yaml': 'options:\n  model: x\n' } });
    const at = (file: string) => path.join(host.root, file);
    renameSync(at('models/gpt-5.yaml'), at('models/gpt-6.yaml'));
    const broken = await host.until(some('unknown-reference'));
    expect(problems(broken)[0]?.message).toContain('Did you mean `gpt-6`?');
    const [found] = await host.events('problem.found');
    expect(await causeOf(host, found?.cause ?? null)).toMatchObject({ type: 'definition.renamed' });
    await host.call('definition.rename', { id: 'models/gpt-6', to: 'gpt-5' });
    await host.until(none);
    await expectPaired(host);
  });

  it('is no problem while another definition calls itself so', async () => {
    const host = await startHost({ files: { ...FILES, 'agents/scout.yaml': agent('fast') } });
    await host.until(some('unknown-reference'));
    host.write('models/gpt-5.yaml', model('fast'));
    await host.until(none);
    const { names, usedBy } = await host.call('references', { id: 'agents/scout' });
    expect(names).toEqual([
      { field: 'model', kinds: ['models'], name: 'fast', found: 'models/gpt-5', line: 2, column: 11 },
    ]);
    expect(usedBy).toEqual([]);
    host.write('models/gpt-5.yaml', model('slow'));
    await host.until(some('unknown-reference'));
    await expectPaired(host);
  });

  it('follows a rollback and a pin: what serves counts, not what is on disk', async () => {
    const host = await startHost({ files: FILES });
    host.write('agents/scout.yaml', agent('gpt5'));
    await host.until(some('unknown-reference'));
    await host.call('definition.rollback', { id: 'agents/scout', version: 1, how: 'pin' });
    await host.until(none);
    host.write('agents/scout.yaml', agent('gpt55'));
    await host.until((snapshot) => snapshot.definitions['agents/scout']?.state === 'ok');
    expect(none(await host.snapshot())).toBe(true);
    await host.call('definition.unpin', { id: 'agents/scout' });
    await host.until((snapshot) => problems(snapshot)[0]?.refersTo?.name === 'gpt55');
    await expectPaired(host);
  });

  it('keeps what the last good version names while an edit is refused', async () => {
    const host = await startHost({ files: { ...FILES, 'agents/scout.yaml': agent('gpt5') } });
    host.write('agents/scout.yaml', 'modelRef: [');
    await host.until((snapshot) => snapshot.definitions['agents/scout']?.state === 'refused');
    expect(rules(await host.snapshot())).toEqual(['unknown-reference']);
    host.write('models/gpt-5.yaml', 'options: [');
    await host.until((snapshot) => snapshot.definitions['models/gpt-5']?.state === 'refused');
    expect(rules(await host.snapshot())).toEqual(['unknown-reference']);
    expect(await host.events('problem.cleared')).toEqual([]);
  });

  it('says so when what is named is there and does not load', async () => {
    const host = await startHost({ files: { ...FILES, 'models/gpt-5.yaml': 'options: [' } });
    const [problem] = problems(await host.snapshot());
    expect(problem).toMatchObject({
      rule: 'unloaded-reference',
      message: 'Agent `scout` names model `gpt-5`, which does not load.',
    });
    unlinkSync(path.join(host.root, 'models/gpt-5.yaml'));
    await host.until(some('unknown-reference'));
    host.write('models/gpt-5.yaml', model('gpt-5'));
    await host.until(none);
    await expectPaired(host);
  });

  it('is told again at its new line when lines above it came or went', async () => {
    const host = await startHost({ files: { ...FILES, 'agents/scout.yaml': agent('gpt5') } });
    host.write('agents/scout.yaml', `icon: x\n${agent('gpt5')}`);
    await host.until((snapshot) => problems(snapshot)[0]?.line === 3);
    await expectPaired(host);
  });
});

describe('a batch', () => {
  it('that is held changes nothing until it is applied, and is looked at as one', async () => {
    const agents = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`agents/a${index}.yaml`, agent('gpt-5')]),
    );
    const host = await startHost({ files: { ...FILES, ...agents, 'signalbox.yaml': CALM } });
    for (const file of Object.keys(agents)) host.write(file, agent('gpt-6'));
    unlinkSync(path.join(host.root, 'models/gpt-5.yaml'));
    host.write('models/gpt-6.yaml', model('gpt-6'));
    const held = await host.until((snapshot) => (snapshot.batch?.items.length ?? 0) >= 31, 'a held batch');
    expect(none(held)).toBe(true);
    await host.call('batch.apply', {
      only: held.batch?.items.map((item) => item.definition).filter((id) => id !== 'agents/a3'),
    });
    // Both what was applied and what still waits name a model: the waiting one and `scout` name the one that went.
    const after = await host.until((snapshot) => problems(snapshot).length === 2, 'two problems');
    expect(
      problems(after)
        .map((problem) => problem.definition)
        .sort(),
    ).toEqual(['agents/a3', 'agents/scout']);
    await host.call('batch.apply', {});
    await host.until((snapshot) => problems(snapshot).length === 1);
    await expectPaired(host);
  });
});

describe('names that two definitions share', () => {
  it('an alias that is the name of another is a problem of who claims it', async () => {
    const host = await startHost({ files: { ...FILES, 'models/fast.yaml': model('gpt-5') } });
    const [problem] = problems(await host.snapshot());
    expect(problem).toMatchObject({
      rule: 'alias-conflict',
      definition: 'models/fast',
      path: 'models/fast.yaml',
      line: 1,
      column: 5,
    });
    expect(problem?.message).toContain('models/gpt-5');
    host.write('models/fast.yaml', model('fast'));
    await host.until(none);
    await expectPaired(host);
  });

  it('an alias that two claim is a problem of both', async () => {
    const host = await startHost({ files: { 'models/a.yaml': model('same'), 'models/b.yaml': model('same') } });
    const found = problems(await host.snapshot());
    expect(found.map((problem) => [problem.rule, problem.definition]).sort()).toEqual([
      ['ambiguous-alias', 'models/a'],
      ['ambiguous-alias', 'models/b'],
    ]);
    unlinkSync(path.join(host.root, 'models/a.yaml'));
    await host.until(none);
    await expectPaired(host);
  });
});

describe('warnings of a file that loads', () => {
  it('stand in the list with their line until a load without them', async () => {
    const host = await startHost({
      files: { ...FILES, 'agents/scout.yaml': agent('gpt-5', 'modle: x\nshowToolFeed: yes\n') },
    });
    const found = problems(await host.snapshot()).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    expect(found.map(({ rule, level, line }) => [rule, level, line])).toEqual([
      ['unknown-key', 'warning', 3],
      ['yaml-1.1', 'warning', 4],
    ]);
    expect(found[0]?.message).toBe('Unknown key `modle`, did you mean `model`?');
    host.write('agents/scout.yaml', agent('gpt-5', 'modle: other\n'));
    await host.until((snapshot) => problems(snapshot).length === 1);
    expect((await host.events('problem.found')).length).toBe(2);
    host.write('agents/scout.yaml', agent('gpt-5'));
    await host.until(none);
    await expectPaired(host);
  });
});

describe('questions', () => {
  it('answer who names a definition, and where', async () => {
    const host = await startHost({
      files: {
        ...FILES,
        'agents/lead.yaml': 'chains:\n  - target:\n      agentId: scout\n',
        'agents/b.yaml': agent('gpt-5'),
      },
    });
    const { usedBy, users } = await host.call('references', { id: 'models/gpt-5' });
    expect(usedBy).toEqual([
      { id: 'agents/b', field: 'model', path: 'agents/b.yaml', line: 2, column: 11 },
      { id: 'agents/scout', field: 'model', path: 'agents/scout.yaml', line: 2, column: 11 },
    ]);
    expect(users).toBe(2);
    const scout = await host.call('references', { id: 'agents/scout' });
    expect(scout.usedBy).toEqual([
      { id: 'agents/lead', field: 'chains[0].target.agentId', path: 'agents/lead.yaml', line: 3, column: 16 },
    ]);
    expect(scout.names).toMatchObject([{ name: 'gpt-5', found: 'models/gpt-5' }]);
  });

  it('give the lines around a problem, with secrets hidden', async () => {
    const text = 'apiKey: sk-very-secret-value\nmodelRef: gpt5\n';
    const host = await startHost({ files: { ...FILES, 'agents/scout.yaml': text } });
    const [problemId] = Object.entries((await host.snapshot()).problems).find(
      ([, one]) => one.rule === 'unknown-reference',
    ) ?? [''];
    const { frame, line } = await host.call('problem', { problemId });
    expect(line).toBe(2);
    expect(frame).toContain('> 2 | modelRef: gpt5');
    expect(frame).not.toContain('sk-very-secret-value');
    await expect(host.call('problem', { problemId: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('answer empty lists for what nobody knows', async () => {
    const host = await startHost({ files: FILES });
    expect(await host.call('references', { id: 'models/none' })).toEqual({ names: [], usedBy: [], users: 0 });
  });
});
