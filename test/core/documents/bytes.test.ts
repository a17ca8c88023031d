import { describe, expect, test } from 'vitest';
import { bytesOf, faultOf, parsedValue } from './parsed.ts';

function joined(...parts: (string | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytesOf(part)] : part)));
}

describe('bytes of a file', () => {
  test('may begin with a byte order mark, and end lines as Windows does', () => {
    expect(parsedValue(joined([0xef, 0xbb, 0xbf], 'id: a\r\nlist:\r\n  - b\r\n'))).toEqual({ id: 'a', list: ['b'] });
  });

  test('are counted without the byte order mark', () => {
    expect(faultOf(joined([0xef, 0xbb, 0xbf], 'id: a\r\nid: b\r\n')).at).toMatchObject({ line: 2, column: 1 });
  });

  test.each([
    ['a stray byte', joined('id: a\nname: ü', [0xff], 'x\n'), 2, 8, /0xFF/],
    ['Latin-1', joined('id: a\nname: caf', [0xe9], '\n'), 2, 10, /0xE9/],
    ['a cut character', joined('name: ', [0xe2, 0x82]), 1, 7, /0xE2/],
    ['an overlong form', joined('name: ', [0xc0, 0xaf], '\n'), 1, 7, /0xC0/],
    ['half a surrogate pair', joined('name: ', [0xed, 0xa0, 0x80], '\n'), 1, 7, /0xED/],
    ['a NUL byte', joined('id: a\nname: b', [0], 'c\n'), 2, 8, /NUL/],
    ['a NUL byte before another fault', joined('id: ', [0], '\nname: ', [0xff]), 1, 5, /NUL/],
    ['UTF-16', joined([0xff, 0xfe, 0x69, 0, 0x64, 0]), 1, 1, /UTF-16/],
  ] as const)('that hold %s are refused at the first bad byte', (_, bytes, line, column, message) => {
    const fault = faultOf(bytes);
    expect([fault.code, fault.at.line, fault.at.column]).toEqual(['NOT_UTF8', line, column]);
    expect(fault.message).toMatch(message);
    expect(fault.hint).toMatch(/UTF-8/);
    expect(fault.at.frame).toContain(`> ${line} |`);
  });

  test('that are not UTF-8 still show no secret', () => {
    const fault = faultOf(joined('password: hunter2-Planted\nname: ', [0xff], '\n'));
    expect(fault.at.frame).toContain('password: •••');
    expect(JSON.stringify(fault)).not.toContain('hunter2');
  });

  test('above 4 MiB are refused by their number', () => {
    const fault = faultOf(new Uint8Array(4 * 1024 * 1024 + 1).fill(0x20));
    expect(fault).toMatchObject({ code: 'TOO_BIG', message: expect.stringContaining('4 MiB') });
  });

  test('may be one text of a megabyte, or one very long line', () => {
    const long = 'x'.repeat(1024 * 1024);
    expect(parsedValue(`a: "${long}"\n`)).toEqual({ a: long });
    expect(parsedValue(`a: |\n  ${long}\n`)).toEqual({ a: `${long}\n` });
    expect(parsedValue(`{"a": "${long}"}`, 'a.json')).toEqual({ a: long });
  });

  test.each([
    ['colons', ':'.repeat(300_000)],
    ['key-like words', 'password '.repeat(40_000)],
    ['key-like pairs', 'a=b:c '.repeat(60_000)],
    ['secret pairs', 'password=x&'.repeat(30_000)],
    ['openings', 'a: [{'.repeat(60_000)],
    ['quotes', `"'`.repeat(150_000)],
    ['addresses', 'http://a:b@'.repeat(30_000)],
    ['backslashes', `"${'\\'.repeat(300_001)}`],
    ['blanks', `${' '.repeat(300_000)}x: y: z`],
    ['letters', `${'a'.repeat(300_000)}: b: c`],
    ['dashes', '- '.repeat(150_000)],
    ['escapes after a secret key', `password: "${'\\"'.repeat(150_000)}`],
  ])('that make one hostile line of %s end in an answer', (_, line) => {
    for (const path of ['a.yaml', 'a.json']) {
      try {
        parsedValue(line, path);
      } catch (error) {
        expect(String(error)).toMatch(/SYNTAX|TOO_DEEP/);
      }
    }
  });
});
