import { describe, expect, test } from 'vitest';
import { faultOf } from './parsed.ts';

/** Planted into every file; must show nowhere. */
const planted = 'hunter2-Planted-9x';

type Case = readonly [
  says: string,
  text: string,
  code: string,
  line: number,
  column: number,
  message: RegExp,
  hint: RegExp,
];

const cases: readonly Case[] = [
  ['a key that is indented too far', 'id: a\nname: b\n  speed: 1\n', 'SYNTAX', 3, 3, /indentation/, /as many spaces/],
  ['a list item that is indented too little', 'a:\n  - b\n c: 1\n', 'SYNTAX', 3, 2, /indentation/, /as many spaces/],
  ['a tab before a key', 'options:\n\tmodel: x\n', 'SYNTAX', 2, 1, /tab/i, /spaces/],
  ['a tab on the first line', '\tid: x\n', 'SYNTAX', 1, 1, /tab/i, /spaces/],
  ['a tab after spaces', 'options:\n  a: 1\n  \tb: 2\n', 'SYNTAX', 3, 3, /tab/i, /spaces/],
  ['a tab before a list item', 'tool:\n\t- x\n', 'SYNTAX', 2, 1, /tab/i, /spaces/],
  ['an unclosed double quote', 'id: a\nname: "open\nspeed: 1\n', 'SYNTAX', 2, 7, /double quote/, /Close it/],
  ['an unclosed single quote at the end', "id: a\nname: 'open\n", 'SYNTAX', 2, 7, /single quote/, /Close it/],
  ['an unclosed bracket', 'id: a\ntool: [x, y\nname: b\n', 'SYNTAX', 2, 7, /\[/, /\]/],
  ['an unclosed brace at the end', 'id: a\nmeta: {x: 1\n', 'SYNTAX', 2, 7, /\{/, /\}/],
  ['a bracket too many', 'id: a\ntool: [x]]\n', 'SYNTAX', 2, 10, /closing bracket/, /brackets/],
  ['a second colon', 'id: a\ndescription: Note: this\n', 'SYNTAX', 2, 18, /second colon/, /quotes/],
  ['text behind a closed quote', 'id: a\nname: "b" c\n', 'SYNTAX', 2, 11, /closing quote/, /quotes/],
  ['an apostrophe inside single quotes', "name: 'it's'\n", 'SYNTAX', 1, 11, /closing quote/, /quotes/],
  ['a value that begins with @', 'id: a\nicon: @home\n', 'SYNTAX', 2, 7, /begin with @/, /quotes/],
  ['a value that begins with a backtick', 'icon: `x`\n', 'SYNTAX', 1, 7, /begin with `/, /quotes/],
  ['a list on the line of its key', 'tool: - x\n', 'SYNTAX', 1, 7, /list/, /next line/],
  ['a line without colon', 'id: a\nname\n', 'SYNTAX', 2, 5, /no colon/, /key: value/],
  ['a map below a list', '- a\nb: c\n', 'SYNTAX', 2, 1, /complete before/, /indentation/],
  ['an unknown escape', 'path: "C:\\temp\\q"\n', 'SYNTAX', 1, 16, /backslash/, /single quotes/],
  ['an unknown tag', 'id: !secret abc\n', 'SYNTAX', 1, 5, /tag/, /quotes/],
  ['a binary tag', 'id: !!binary aGk=\n', 'SYNTAX', 1, 5, /tag/, /Remove the tag/],
  ['an alias without anchor', 'id: *nowhere\n', 'SYNTAX', 1, 5, /alias/, /&/],
  ['a map as a key', 'id: {{ name }}\n', 'SYNTAX', 1, 6, /used as a key/, /quotes/],
  ['a merge of something that is no map', 'a: 1\n<<: text\n', 'SYNTAX', 2, 1, /merged/, /map/],
  ['a control character', 'id: a\u0001b\n', 'SYNTAX', 1, 6, /control character/, /escape/],
  ['a wrong directive', '%YAML 3.0\n---\nid: a\n', 'SYNTAX', 1, 1, /directive/, /Remove the line/],
  ['two documents', 'id: a\n---\nid: b\n', 'MULTI_DOCUMENT', 2, 1, /second one/, /file of its own/],
  ['two marked documents', '---\nid: a\n---\nid: b\n', 'MULTI_DOCUMENT', 3, 1, /second one/, /file of its own/],
  ['a second, empty document', 'id: a\n---\n', 'MULTI_DOCUMENT', 2, 1, /second one/, /file of its own/],
  ['nothing', '', 'EMPTY', 1, 1, /empty/, /delete/],
  ['blanks only', '  \n\n', 'EMPTY', 1, 1, /empty/, /delete/],
  ['comments only', '# one\n# two\n', 'EMPTY', 1, 1, /comments/, /delete/],
  ['a document mark only', '---\n# one\n', 'EMPTY', 1, 1, /empty/, /delete/],
  ['a key that stands twice', 'id: a\nname: b\nid: c\n', 'DUPLICATE_KEY', 3, 1, /`id`.*line 1/, /Keep one/],
  [
    'keys that differ only in case',
    'options:\n  maxTokens: 1\n  MaxTokens: 2\n',
    'DUPLICATE_KEY',
    3,
    3,
    /`MaxTokens` differs only in case from `maxTokens` on line 2/,
    /Keep one/,
  ],
  [
    'a number key that stands twice in two spellings',
    'meta:\n  1: a\n  0x1: b\n',
    'DUPLICATE_KEY',
    3,
    3,
    /line 2/,
    /Keep one/,
  ],
  ['__proto__ as a key', 'id: a\nmeta:\n  __proto__: {x: 1}\n', 'UNSAFE_KEY', 3, 3, /__proto__/, /Rename/],
  ['a quoted __proto__ key', '"__pro\\x74o__": 1\n', 'UNSAFE_KEY', 1, 1, /__proto__/, /Rename/],
  [
    'an alias inside its own anchor',
    'id: a\nmeta: &m\n  inner: *m\n',
    'ALIAS_LIMIT',
    3,
    10,
    /inside the very value/,
    /Write out/,
  ],
];

describe('YAML that cannot be used', () => {
  test.each(cases)('refuses %s at its place, and says what to do', (_, text, code, line, column, message, hint) => {
    const fault = faultOf(text);
    expect([fault.code, fault.at.line, fault.at.column]).toEqual([code, line, column]);
    expect(fault.message).toMatch(message);
    expect(fault.hint).toMatch(hint);
    expect(fault.at.path).toBe('models/a.yaml');
    if (text !== '') expect(fault.at.frame).toContain(`> ${line} |`);
  });

  test.each(cases.filter(([, text]) => !text.startsWith('%') && text.trim() !== ''))(
    'hides a secret planted around %s',
    (_, text, code) => {
      const before = faultOf(`# password: ${planted}\n# db: postgres://me:${planted}@host/db\n${text}`);
      const after = faultOf(`${text}\n# password: ${planted}\n`);
      expect(before.code).toBe(code);
      for (const fault of [before, after]) expect(JSON.stringify(fault)).not.toContain(planted);
    },
  );

  test('refuses 200 levels of nesting, in either style', () => {
    const flow = faultOf(`a: ${'['.repeat(200)}${']'.repeat(200)}\n`);
    expect(flow).toMatchObject({ code: 'TOO_DEEP', at: { line: 1 }, message: expect.stringContaining('100 levels') });
    const block = faultOf(Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'));
    expect(block).toMatchObject({ code: 'TOO_DEEP', hint: expect.stringContaining('Flatten') });
    expect(block.at.line).toBeGreaterThan(99);
  });

  test('refuses an alias bomb before it is expanded', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${
          level === 0
            ? 'x'
            : Array(10)
                .fill(`*l${level - 1}`)
                .join(', ')
        }]`,
    );
    const fault = faultOf(`${levels.join('\n')}\n`);
    expect(fault).toMatchObject({
      code: 'ALIAS_LIMIT',
      message: expect.stringContaining('10,000'),
      at: { line: 2, column: 10 },
    });
  });

  test('refuses aliases that nest too deeply once followed', () => {
    const levels = Array.from(
      { length: 120 },
      (_, level) => `l${level}: &l${level} [${level === 0 ? 'x' : `*l${level - 1}`}]`,
    );
    expect(faultOf(levels.join('\n')).code).toBe('TOO_DEEP');
  });

  test('refuses a merge that repeats too much', () => {
    const base = `b: &b {${Array.from({ length: 200 }, (_, index) => `k${index}: 1`).join(', ')}}`;
    const uses = Array.from({ length: 100 }, (_, index) => `u${index}: {<<: *b}`).join('\n');
    expect(faultOf(`${base}\n${uses}\n`).code).toBe('ALIAS_LIMIT');
  });

  test('does not repeat a key that stands inside a secret map', () => {
    const fault = faultOf(`tokens:\n  ${planted}: 1\n  ${planted.toUpperCase()}: 2\n`);
    expect(fault.code).toBe('DUPLICATE_KEY');
    expect(fault.message).not.toContain(planted);
  });

  test.each(['*', '!', '%', '@', '`'])('does not repeat a password that begins with %s', (mark) => {
    const fault = faultOf(`id: a\npassword: ${mark}${planted} x: y\n`);
    expect(JSON.stringify(fault)).not.toContain(planted);
    expect(fault.at.line).toBe(2);
  });
});
