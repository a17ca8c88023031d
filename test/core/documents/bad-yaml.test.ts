import { describe, expect, test } from 'vitest';
import { faultOf } from './parsed.ts';

/** Planted into every file; must show nowhere. */
const planted = 'hunter2-Planted-9x';

interface Case {
  readonly says: string;
  readonly text: string;
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const cases: readonly Case[] = [
  {
    says: 'a key that is indented too far',
    text: 'id: a\nname: b\n  speed: 1\n',
    code: 'SYNTAX',
    line: 3,
    column: 3,
    message: /indentation/,
    hint: /as many spaces/,
  },
  {
    says: 'a list item that is indented too little',
    text: 'a:\n  - b\n c: 1\n',
    code: 'SYNTAX',
    line: 3,
    column: 2,
    message: /indentation/,
    hint: /as many spaces/,
  },
  {
    says: 'a tab before a key',
    text: 'options:\n\tmodel: x\n',
    code: 'SYNTAX',
    line: 2,
    column: 1,
    message: /tab/i,
    hint: /spaces/,
  },
  {
    says: 'a tab on the first line',
    text: '\tid: x\n',
    code: 'SYNTAX',
    line: 1,
    column: 1,
    message: /tab/i,
    hint: /spaces/,
  },
  {
    says: 'a tab after spaces',
    text: 'options:\n  a: 1\n  \tb: 2\n',
    code: 'SYNTAX',
    line: 3,
    column: 3,
    message: /tab/i,
    hint: /spaces/,
  },
  {
    says: 'a tab before a list item',
    text: 'tool:\n\t- x\n',
    code: 'SYNTAX',
    line: 2,
    column: 1,
    message: /tab/i,
    hint: /spaces/,
  },
  {
    says: 'an unclosed double quote',
    text: 'id: a\nname: "open\nspeed: 1\n',
    code: 'SYNTAX',
    line: 2,
    column: 7,
    message: /double quote/,
    hint: /Close it/,
  },
  {
    says: 'an unclosed single quote at the end',
    text: "id: a\nname: 'open\n",
    code: 'SYNTAX',
    line: 2,
    column: 7,
    message: /single quote/,
    hint: /Close it/,
  },
  {
    says: 'an unclosed bracket',
    text: 'id: a\ntool: [x, y\nname: b\n',
    code: 'SYNTAX',
    line: 2,
    column: 7,
    message: /\[/,
    hint: /\]/,
  },
  {
    says: 'an unclosed brace at the end',
    text: 'id: a\nmeta: {x: 1\n',
    code: 'SYNTAX',
    line: 2,
    column: 7,
    message: /\{/,
    hint: /\}/,
  },
  {
    says: 'a bracket too many',
    text: 'id: a\ntool: [x]]\n',
    code: 'SYNTAX',
    line: 2,
    column: 10,
    message: /closing bracket/,
    hint: /brackets/,
  },
  {
    says: 'a second colon',
    text: 'id: a\ndescription: Note: this\n',
    code: 'SYNTAX',
    line: 2,
    column: 18,
    message: /second colon/,
    hint: /quotes/,
  },
  {
    says: 'text behind a closed quote',
    text: 'id: a\nname: "b" c\n',
    code: 'SYNTAX',
    line: 2,
    column: 11,
    message: /closing quote/,
    hint: /quotes/,
  },
  {
    says: 'an apostrophe inside single quotes',
    text: "name: 'it's'\n",
    code: 'SYNTAX',
    line: 1,
    column: 11,
    message: /closing quote/,
    hint: /quotes/,
  },
  {
    says: 'a value that begins with @',
    text: 'id: a\nicon: @home\n',
    code: 'SYNTAX',
    line: 2,
    column: 7,
    message: /begin with @/,
    hint: /quotes/,
  },
  {
    says: 'a value that begins with a backtick',
    text: 'icon: `x`\n',
    code: 'SYNTAX',
    line: 1,
    column: 7,
    message: /begin with `/,
    hint: /quotes/,
  },
  {
    says: 'a list on the line of its key',
    text: 'tool: - x\n',
    code: 'SYNTAX',
    line: 1,
    column: 7,
    message: /list/,
    hint: /next line/,
  },
  {
    says: 'a line without colon',
    text: 'id: a\nname\n',
    code: 'SYNTAX',
    line: 2,
    column: 5,
    message: /no colon/,
    hint: /key: value/,
  },
  {
    says: 'a map below a list',
    text: '- a\nb: c\n',
    code: 'SYNTAX',
    line: 2,
    column: 1,
    message: /complete before/,
    hint: /indentation/,
  },
  {
    says: 'an unknown escape',
    text: 'path: "C:\\temp\\q"\n',
    code: 'SYNTAX',
    line: 1,
    column: 16,
    message: /backslash/,
    hint: /single quotes/,
  },
  {
    says: 'an unknown tag',
    text: 'id: !secret abc\n',
    code: 'SYNTAX',
    line: 1,
    column: 5,
    message: /tag/,
    hint: /quotes/,
  },
  {
    says: 'a binary tag',
    text: 'id: !!binary aGk=\n',
    code: 'SYNTAX',
    line: 1,
    column: 5,
    message: /tag/,
    hint: /Remove the tag/,
  },
  {
    says: 'an alias without anchor',
    text: 'id: *nowhere\n',
    code: 'SYNTAX',
    line: 1,
    column: 5,
    message: /alias/,
    hint: /&/,
  },
  {
    says: 'a map as a key',
    text: 'id: {{ name }}\n',
    code: 'SYNTAX',
    line: 1,
    column: 6,
    message: /used as a key/,
    hint: /quotes/,
  },
  {
    says: 'a merge of something that is no map',
    text: 'a: 1\n<<: text\n',
    code: 'SYNTAX',
    line: 2,
    column: 1,
    message: /merged/,
    hint: /map/,
  },
  {
    says: 'a control character',
    text: 'id: a\u0001b\n',
    code: 'SYNTAX',
    line: 1,
    column: 6,
    message: /control character/,
    hint: /escape/,
  },
  {
    says: 'a wrong directive',
    text: '%YAML 3.0\n---\nid: a\n',
    code: 'SYNTAX',
    line: 1,
    column: 1,
    message: /directive/,
    hint: /Remove the line/,
  },
  {
    says: 'two documents',
    text: 'id: a\n---\nid: b\n',
    code: 'MULTI_DOCUMENT',
    line: 2,
    column: 1,
    message: /second one/,
    hint: /file of its own/,
  },
  {
    says: 'two marked documents',
    text: '---\nid: a\n---\nid: b\n',
    code: 'MULTI_DOCUMENT',
    line: 3,
    column: 1,
    message: /second one/,
    hint: /file of its own/,
  },
  {
    says: 'a second, empty document',
    text: 'id: a\n---\n',
    code: 'MULTI_DOCUMENT',
    line: 2,
    column: 1,
    message: /second one/,
    hint: /file of its own/,
  },
  { says: 'nothing', text: '', code: 'EMPTY', line: 1, column: 1, message: /empty/, hint: /delete/ },
  { says: 'blanks only', text: '  \n\n', code: 'EMPTY', line: 1, column: 1, message: /empty/, hint: /delete/ },
  {
    says: 'comments only',
    text: '# one\n# two\n',
    code: 'EMPTY',
    line: 1,
    column: 1,
    message: /comments/,
    hint: /delete/,
  },
  {
    says: 'a document mark only',
    text: '---\n# one\n',
    code: 'EMPTY',
    line: 1,
    column: 1,
    message: /empty/,
    hint: /delete/,
  },
  {
    says: 'a key that stands twice',
    text: 'id: a\nname: b\nid: c\n',
    code: 'DUPLICATE_KEY',
    line: 3,
    column: 1,
    message: /`id`.*line 1/,
    hint: /Keep one/,
  },
  {
    says: 'keys that differ only in case',
    text: 'options:\n  maxTokens: 1\n  MaxTokens: 2\n',
    code: 'DUPLICATE_KEY',
    line: 3,
    column: 3,
    message: /`MaxTokens` differs only in case from `maxTokens` on line 2/,
    hint: /Keep one/,
  },
  {
    says: 'a number key that stands twice in two spellings',
    text: 'meta:\n  1: a\n  0x1: b\n',
    code: 'DUPLICATE_KEY',
    line: 3,
    column: 3,
    message: /line 2/,
    hint: /Keep one/,
  },
  {
    says: '__proto__ as a key',
    text: 'id: a\nmeta:\n  __proto__: {x: 1}\n',
    code: 'UNSAFE_KEY',
    line: 3,
    column: 3,
    message: /__proto__/,
    hint: /Rename/,
  },
  {
    says: 'a quoted __proto__ key',
    text: '"__pro\\x74o__": 1\n',
    code: 'UNSAFE_KEY',
    line: 1,
    column: 1,
    message: /__proto__/,
    hint: /Rename/,
  },
  {
    says: 'an alias inside its own anchor',
    text: 'id: a\nmeta: &m\n  inner: *m\n',
    code: 'ALIAS_LIMIT',
    line: 3,
    column: 10,
    message: /inside the very value/,
    hint: /Write out/,
  },
];

describe('YAML that cannot be used', () => {
  test.each(cases)('refuses $says at its place, and says what to do', ({ text, code, line, column, message, hint }) => {
    const fault = faultOf(text);
    expect([fault.code, fault.at.line, fault.at.column]).toEqual([code, line, column]);
    expect(fault.message).toMatch(message);
    expect(fault.hint).toMatch(hint);
    expect(fault.at.path).toBe('models/a.yaml');
    if (text !== '') expect(fault.at.frame).toContain(`> ${line} |`);
  });

  test.each(cases.filter(({ text }) => !text.startsWith('%') && text.trim() !== ''))(
    'hides a secret planted around $says',
    ({ text, code }) => {
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
