import { describe, expect, it } from 'vitest';
import { groupRows, workspaceRow } from '../../../renderer/features/settings/rows.ts';
import { draftOf, readDraft, sameValue, valueWords } from '../../../renderer/features/settings/setting-values.ts';
import type { SettingRow, SettingType } from '../../../shared/actions/config.ts';

const NUMBER: SettingType = { is: 'number', min: 0, max: 9, unit: 'ms' };
const LIST: SettingType = { is: 'list', each: 'a glob' };
const NUMBERS: SettingType = { is: 'numbers', each: 'a kind', min: 0, max: 9, unit: 'ms' };

const ROW: SettingRow = {
  path: 'hold.threshold',
  group: 'Holding',
  title: 'Hold at',
  says: 'Holds.',
  type: NUMBER,
  applies: 'restart',
  default: 25,
  saved: 3,
  active: 25,
  source: 'file',
  line: 2,
};

describe('what is typed into a setting', () => {
  it.each([
    [NUMBER, ' 12 ', 12],
    [NUMBER, 'many', 'many'],
    [NUMBER, '', ''],
    [LIST, ' a \n\n*.bak\n', ['a', '*.bak']],
    [NUMBERS, 'agents: 0\ntools/bundles = 5', { agents: 0, 'tools/bundles': 5 }],
    [NUMBERS, 'agents', { agents: '' }],
    [{ is: 'switch' } as const, 'true', true],
  ])('%j reads %j as %j', (type, draft, value) => expect(readDraft(type, draft)).toEqual(value));

  it.each([
    [LIST, ['a', 'b']],
    [NUMBERS, { agents: 0, models: 5 }],
    [NUMBER, 20],
    [{ is: 'text', max: 9 } as const, 'x'],
  ])('%j shows %j so that it reads the same again', (type, value) => {
    expect(readDraft(type, draftOf(type, value))).toEqual(value);
  });

  it('compares maps without regard to order', () => {
    expect(sameValue({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
  });

  it.each([
    [NUMBER, 20, '20 ms'],
    [LIST, [], 'none'],
    [NUMBERS, { agents: 0 }, 'agents 0 ms'],
    [{ is: 'maps', each: 'x' } as const, [{ dir: 'rules' }, {}], 'rules, a kind without dir'],
    [{ is: 'switch' } as const, false, 'off'],
  ])('%j says %j as %j', (type, value, words) => expect(valueWords(type, value)).toBe(words));
});

describe('a row of the settings', () => {
  it('tells what is in use and what is saved where they differ, and where the value comes from', () => {
    expect(workspaceRow(ROW, 'signalbox.yaml')).toMatchObject({
      source: 'signalbox.yaml, line 2',
      canReset: true,
      locked: null,
      differs: { active: '25 ms', saved: '3 ms', why: 'restart' },
    });
    expect(workspaceRow({ ...ROW, active: 3 }, 'x').differs).toBeNull();
    expect(workspaceRow({ ...ROW, applies: 'live' }, 'x').differs?.why).toBe('applying');
    const byVariable = workspaceRow({ ...ROW, source: 'environment', variable: 'V' }, 'x');
    expect([byVariable.source, byVariable.canReset, byVariable.locked]).toEqual([
      'variable V',
      false,
      expect.stringContaining('environment'),
    ]);
  });

  it('is found by every word of it', () => {
    const row = workspaceRow(ROW, 'signalbox.yaml');
    expect(groupRows([row], 'hold AT threshold').length).toBe(1);
    expect(groupRows([row], 'hold nothing').length).toBe(0);
  });
});
