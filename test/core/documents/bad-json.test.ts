import { describe, expect, test } from 'vitest';
import { faultOf, parsedValue } from './parsed.ts';

const planted = 'hunter2-Planted-9x';

interface Case {
  readonly says: string;
  readonly text: string;
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly message: RegExp;
}

const cases: readonly Case[] = [
  {
    says: 'a comma too many',
    text: '{\n  "id": "a",\n}\n',
    code: 'SYNTAX',
    line: 2,
    column: 12,
    message: /no comma after the last/,
  },
  {
    says: 'a missing comma',
    text: '{\n  "id": "a"\n  "name": "b"\n}',
    code: 'SYNTAX',
    line: 3,
    column: 3,
    message: /comma/,
  },
  { says: 'a missing colon', text: '{"id" "a"}', code: 'SYNTAX', line: 1, column: 7, message: /colon/ },
  { says: 'a key without quotes', text: '{id: 1}', code: 'SYNTAX', line: 1, column: 2, message: /double quotes/ },
  { says: 'single quotes', text: '{"id": \'a\'}', code: 'SYNTAX', line: 1, column: 8, message: /single quotes/ },
  { says: 'a comment', text: '{\n  // hi\n  "id": 1\n}', code: 'SYNTAX', line: 2, column: 3, message: /comments/ },
  {
    says: 'an unclosed brace',
    text: '{\n  "a": {\n    "b": 1\n',
    code: 'SYNTAX',
    line: 2,
    column: 8,
    message: /never closed/,
  },
  { says: 'an unclosed list', text: '[1, 2', code: 'SYNTAX', line: 1, column: 1, message: /never closed/ },
  { says: 'an unclosed text', text: '{"a": "b\n}', code: 'SYNTAX', line: 1, column: 7, message: /not closed/ },
  { says: 'an unknown escape', text: '{"a": "C:\\q"}', code: 'SYNTAX', line: 1, column: 10, message: /backslash/ },
  {
    says: 'a raw tab in a text',
    text: '{"a": "b\tc"}',
    code: 'SYNTAX',
    line: 1,
    column: 9,
    message: /control character/,
  },
  { says: 'a word in another case', text: '{"a": True}', code: 'SYNTAX', line: 1, column: 7, message: /no JSON value/ },
  {
    says: 'a number with a leading zero',
    text: '{"a": 0755}',
    code: 'SYNTAX',
    line: 1,
    column: 7,
    message: /no JSON value/,
  },
  { says: 'a missing value', text: '{"a": }', code: 'SYNTAX', line: 1, column: 7, message: /missing/ },
  {
    says: 'text after the end',
    text: '{"a": 1}\n{"b": 2}',
    code: 'SYNTAX',
    line: 2,
    column: 1,
    message: /follows the end/,
  },
  { says: 'nothing', text: ' \n', code: 'EMPTY', line: 1, column: 1, message: /empty/ },
  {
    says: 'a key that stands twice',
    text: '{\n "id": 1,\n "id": 2\n}',
    code: 'DUPLICATE_KEY',
    line: 3,
    column: 2,
    message: /`id`.*line 2/,
  },
  {
    says: 'keys that differ only in case',
    text: '{\n "id": 1,\n "ID": 2\n}',
    code: 'DUPLICATE_KEY',
    line: 3,
    column: 2,
    message: /case.*line 2/,
  },
  {
    says: '__proto__ as a key',
    text: '{"a": {"__proto__": {}}}',
    code: 'UNSAFE_KEY',
    line: 1,
    column: 8,
    message: /__proto__/,
  },
  {
    says: 'an escaped __proto__ key',
    text: '{"\\u005f_proto__": 1}',
    code: 'UNSAFE_KEY',
    line: 1,
    column: 2,
    message: /__proto__/,
  },
  {
    says: '200 levels',
    text: `${'['.repeat(200)}${']'.repeat(200)}`,
    code: 'TOO_DEEP',
    line: 1,
    column: 101,
    message: /100 levels/,
  },
];

describe('JSON that cannot be used', () => {
  test.each(cases)('refuses $says at its place', ({ text, code, line, column, message }) => {
    const fault = faultOf(text, 'models/a.json');
    expect([fault.code, fault.at.line, fault.at.column]).toEqual([code, line, column]);
    expect(fault.message).toMatch(message);
    expect(fault.hint.length).toBeGreaterThan(10);
  });

  test.each([
    '{\n  "password": "PLANT",\n  "id": 1,\n}',
    '{"password": "PLANT" "id": 1}',
    '{"password": "PLANT',
    '{\n"apiKey":\n"PLANT",,\n}',
    '{"url": "https://me:PLANT@host/x",}',
  ])('shows no secret of %j', (text) => {
    const fault = faultOf(text.replace('PLANT', planted), 'a.json');
    expect(fault.code).toBe('SYNTAX');
    expect(JSON.stringify(fault)).not.toContain(planted);
  });

  test('reads sound JSON as JSON.parse does, with a byte order mark and Windows line ends', () => {
    const text = '{"a": [1, -2.5e3, true, false, null, "x\\u0041\\n"], "b": {}, "": []}';
    expect(parsedValue(`\ufeff${text.replaceAll(' ', '\r\n')}`, 'a.json')).toEqual(JSON.parse(text));
  });
});
