import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { createHotSwapManager } from '../../../../electron/core/hotswap/hot-swap-manager.ts';
import { declaredKinds } from '../../../../electron/core/hotswap/kinds/declared-kinds.ts';
import { kinds as known } from '../../../../electron/core/hotswap/kinds/table.ts';
import { watchRules } from '../../../../electron/core/hotswap/watch-rules.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

const noFile = (): unknown => {
  throw new Error('no such file');
};
const declared = (setting: unknown, read: (file: string) => unknown = noFile) => declaredKinds(setting, read, known);

const SCHEMA = {
  type: 'object',
  properties: { id: { type: 'string' }, level: { type: 'integer', minimum: 1 }, when: { type: 'string' } },
  required: ['level'],
};

describe('declared kinds', () => {
  it('hold maps of any content when they have no schema', async () => {
    const { kinds, faults } = declared([{ dir: 'rules', extensions: ['yaml', '.YML'], settleMs: 50, hold: 'manual' }]);
    expect(faults).toEqual([]);
    const [kind] = kinds;
    if (!kind) throw new Error('no kind');
    expect(kind).toMatchObject({ dir: 'rules', extensions: ['.yaml', '.yml'], settleMs: 50, hold: 'manual' });
    const { value, warnings } = await loaded(kind, 'ID: r\nany: {thing: 1}\n', parser);
    expect([value, warnings, kind.idOf(value)]).toEqual([{ id: 'r', any: { thing: 1 } }, [], 'r']);
    expect(watchRules(kinds)).toEqual([
      { id: 'rules', dir: 'rules', extensions: ['.yaml', '.yml'], settleMs: 50, besides: true },
    ]);
  });

  it.each([
    ['in the setting', SCHEMA],
    ['in a file of the workspace', 'schemas/rule.json'],
  ])(
    'are checked by their schema %s, with places, spellings and unknown keys as everywhere',
    async (_where, schema) => {
      const { kinds, faults } = declared([{ dir: 'rules', schema }], (file) => {
        if (file !== 'schemas/rule.json') throw new Error(file);
        return SCHEMA;
      });
      expect(faults).toEqual([]);
      const [kind] = kinds;
      if (!kind) throw new Error('no kind');
      const { value, warnings } = await loaded(kind, 'Level: 2\nwehn: x\n', parser);
      expect(value).toEqual({ level: 2, wehn: 'x' });
      expect(warnings).toMatchObject([{ message: 'unknown key `wehn`, did you mean `when`?', line: 2 }]);
      expect(await refused(kind, 'when: x\nlevel: 0\n', parser)).toMatchObject({
        message: expect.stringContaining('`level` expected a number of at least 1'),
        at: { line: 2, column: 8 },
      });
      expect(await refused(kind, 'when: x\n', parser)).toMatchObject({
        message: expect.stringContaining('`level` is missing'),
      });
    },
  );

  it.each([
    ['x', [], 'must be a list'],
    [[1], [0], ''],
    [[{}], [0, 'dir'], ''],
    [[{ dir: '../out' }], [0, 'dir'], 'below the workspace'],
    [[{ dir: '/abs' }], [0, 'dir'], 'below the workspace'],
    [[{ dir: '.git' }], [0, 'dir'], 'below the workspace'],
    [[{ dir: 'a\\b' }], [0, 'dir'], 'below the workspace'],
    [[{ dir: 'agents' }], [0, 'dir'], 'is a kind already'],
    [[{ dir: 'a' }, { dir: 'a' }], [1, 'dir'], 'is a kind already'],
    [[{ dir: 'a', extensions: ['.md'] }], [0, 'extensions'], 'can hold .yaml, .yml, .json'],
    [[{ dir: 'a', wrong: 1 }], [0], ''],
    [[{ dir: 'a', settleMs: -1 }], [0, 'settleMs'], ''],
    [[{ dir: 'a', hold: 'maybe' }], [0, 'hold'], ''],
    [[{ dir: 'a', schema: 'gone.json' }], [0, 'schema'], 'cannot be read: no such file'],
    [[{ dir: 'a', schema: '../x.json' }], [0, 'schema'], 'below the workspace'],
    [[{ dir: 'a', schema: { type: 'sorcery' } }], [0, 'schema'], 'is no JSON schema'],
    [
      [{ dir: 'a', schema: { properties: { x: { type: 'string', pattern: '(a+)+$' } } } }],
      [0, 'schema'],
      'could take for ever',
    ],
  ])('%j is a fault', (setting, where, words) => {
    const { kinds, faults } = declared(setting);
    expect(faults).toMatchObject([{ path: where, message: expect.stringContaining(words) }]);
    expect(kinds.filter(({ dir }) => dir !== 'a')).toEqual([]);
  });

  it('go on when one of them cannot be used, and are none without the setting', () => {
    const { kinds, faults } = declared([{ dir: 'a' }, { dir: 'agents' }, { dir: 'b' }]);
    expect([kinds.map(({ dir }) => dir), faults]).toEqual([
      ['a', 'b'],
      [{ path: [1, 'dir'], message: 'is a kind already' }],
    ]);
    expect(declared(undefined)).toEqual({ kinds: [], faults: [] });
  });

  it('may lie in folders of folders: their definitions are known by the right kind and name', async () => {
    const root = tempFolder('declared');
    for (const file of ['rules/eu/gdpr.yaml', 'rules/top.yaml', 'rules/eu/eu.yaml']) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), 'id: x\n');
    }
    writeFileSync(path.join(root, 'rules/eu/broken.yaml'), 'id: [\n');
    const { kinds } = declared([{ dir: 'rules' }, { dir: 'rules/eu' }]);
    const manager = createHotSwapManager(root, { kinds: [...known, ...kinds] });
    onEnd(() => manager.stop());
    await manager.start();
    const seen = manager.status().map(({ kind, name, state }) => `${kind} ${name} ${state}`);
    expect(seen.sort()).toEqual(['rules top ok', 'rules/eu broken refused', 'rules/eu eu ok', 'rules/eu gdpr ok']);
  });
});
