import { describe, expect, it } from 'vitest';
import { startHost } from '../helpers/workspace.ts';

const SETTINGS = `kinds:
  - dir: rules
    schema:
      type: object
      required: [when]
      properties: { when: { type: string } }
  - dir: agents
`;

describe('kinds that the settings declare', () => {
  it('are watched, checked by their schema and reloaded like any other', async () => {
    const files = {
      'signalbox.yaml': SETTINGS,
      'rules/good.yaml': 'when: always\n',
      'rules/bad.yaml': 'then: never\n',
    };
    const host = await startHost({ files });
    const { definitions } = await host.snapshot();
    expect(definitions['rules/good']).toMatchObject({ kind: 'rules', name: 'good', state: 'ok' });
    expect(definitions['rules/bad']).toMatchObject({ state: 'refused', error: { code: 'SCHEMA' } });
    host.write('rules/bad.yaml', 'when: once\n');
    await host.until((snapshot) => snapshot.definitions['rules/bad']?.state === 'ok');
  });

  it('that cannot be used are a problem, and the others work', async () => {
    const host = await startHost({ files: { 'signalbox.yaml': SETTINGS, 'agents/a.yaml': 'name: a\n' } });
    const { problems, definitions } = await host.snapshot();
    expect(Object.values(problems)).toMatchObject([
      { rule: 'declared-kind', path: 'signalbox.yaml', message: '`kinds[1].dir` is a kind already' },
    ]);
    expect(definitions['agents/a']).toMatchObject({ state: 'ok' });
  });

  it('are refused by the act that would save them', async () => {
    const host = await startHost({ files: {} });
    const value = [{ dir: '../out' }];
    await expect(host.call('config.set', { path: 'kinds', value })).rejects.toMatchObject({
      message: expect.stringContaining('kinds[0].dir'),
    });
  });
});
