import { describe, expect, it } from 'vitest';
import { editText, spellingIn } from '../../../electron/core/config/config-edit.ts';

const edit = (text: string, keys: string[], value: unknown, file = 'x.yaml') => editText(file, text, { keys, value });

describe('changing one value of a YAML file', () => {
  it('changes a plain value and not one other character', () => {
    const text = '# top\nhold:   # why\n    threshold:  25   # ours\n\n\nwatch: { settleMs: 20,   polling: false }\n';
    expect(edit(text, ['hold', 'threshold'], 3)).toBe(text.replace('25', '3'));
    expect(edit(text, ['watch', 'settleMs'], 0)).toBe(text.replace('settleMs: 20', 'settleMs: 0'));
    expect(edit(text, ['watch', 'polling'], true)).toBe(text.replace('false', 'true'));
  });

  it('adds below what is there, keeping comments and order', () => {
    const next = edit('# top\nwatch:\n  settleMs: 20 # quick\n# last\n', ['watch', 'ignore'], ['drafts', '*.bak']);
    expect(next).toBe('# top\nwatch:\n  settleMs: 20 # quick\n  ignore:\n    - drafts\n    - "*.bak"\n\n# last\n');
  });

  it.each([
    ['', ['hold', 'threshold'], 3, 'hold:\n  threshold: 3\n'],
    ['# only words\n', ['hold', 'threshold'], 3, '# only words\nhold:\n  threshold: 3\n'],
    ['hold:\n', ['hold', 'threshold'], 3, 'hold:\n  threshold: 3\n'],
    ['a: 1\r\n', ['b'], 2, 'a: 1\r\nb: 2\r\n'],
    ['a:\n    b: 1\n', ['a', 'c'], 'x', 'a:\n    b: 1\n    c: x\n'],
    ['\uFEFFa: 1\n', ['a'], 2, '\uFEFFa: 2\n'],
  ])('sets in %j', (text, keys, value, expected) => {
    expect(edit(text as string, keys as string[], value)).toBe(expected);
  });

  it.each([
    ['a: 1\nb: 2\n', ['a'], 'b: 2\n'],
    ['# top\nhold:\n  threshold: 3\n', ['hold', 'threshold'], '# top\n'],
    ['hold:\n  threshold: 3\n  manual: [agents]\n', ['hold', 'threshold'], 'hold:\n  manual: [ agents ]\n'],
    ['a: 1\n', ['b'], 'a: 1\n'],
  ])('takes out of %j', (text, keys, expected) => {
    const next = edit(text as string, keys as string[], undefined);
    expect(next.replace(/\[ ?agents ?\]/, '[ agents ]')).toBe(expected);
  });

  it('refuses what an alias shares, rather than to change both', () => {
    const text = 'one: &shared {a: 1}\ntwo: *shared\n';
    expect(() => edit(text, ['two', 'a'], 2)).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
    expect(() => edit(text, ['one', 'a'], 2)).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });

  it('refuses a text that does not load', () => {
    expect(() => edit('a: [', ['a'], 1)).toThrow(expect.objectContaining({ code: 'SYNTAX' }));
  });
});

describe('changing one value of a JSON file', () => {
  it('keeps indentation, order and line ends', () => {
    const text = '{\r\n\t"b": 1,\r\n\t"a": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n';
    expect(edit(text, ['a', 'c'], 3, 'x.json')).toBe(text.replace('2', '3'));
    expect(edit('{"a": {"c": 1}}', ['a', 'c'], undefined, 'x.json')).toBe('{}');
    expect(edit('', ['a'], 1, 'x.json')).toBe('{\n  "a": 1\n}\n');
  });
});

describe('the place of a setting in a file', () => {
  it.each([
    [{ hold: { threshold: 1 } }, ['hold', 'threshold']],
    [{ Hold: { Threshold: 1 } }, ['Hold', 'Threshold']],
    [{ 'hold.threshold': 1 }, ['hold.threshold']],
    [{ HOLD: { manual: [] } }, ['HOLD', 'threshold']],
    [{ hold: null }, ['hold', 'threshold']],
    [{ hold: 5, 'hold.threshold': 1 }, ['hold.threshold']],
    [{}, ['hold', 'threshold']],
  ])('in %j is %j', (tree, keys) => {
    expect(spellingIn(tree, ['hold', 'threshold'])).toEqual(keys);
  });
});
