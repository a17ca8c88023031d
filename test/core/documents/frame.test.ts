import { describe, expect, test } from 'vitest';
import { codeFrame } from '../../../electron/core/documents/frame.ts';
import { cutLines } from '../../../electron/core/documents/lines.ts';
import { findSecrets } from '../../../electron/core/documents/secrets.ts';

function frame(text: string, line: number, column = 1): string {
  return codeFrame(cutLines(text), line, column, findSecrets(text));
}

describe('a code frame', () => {
  test('shows two lines before, the line at fault and one after, with their numbers', () => {
    const text = Array.from({ length: 12 }, (_, index) => `k${index + 1}: v`).join('\n');
    expect(frame(text, 10)).toBe('   8 | k8: v\n   9 | k9: v\n> 10 | k10: v\n  11 | k11: v');
  });

  test('shows less at the ends of a file', () => {
    expect(frame('a: 1\nb: 2\n', 1)).toBe('> 1 | a: 1\n  2 | b: 2');
    expect(frame('a: 1\nb: 2\n', 2)).toBe('  1 | a: 1\n> 2 | b: 2');
  });

  test('shows the keys of secret lines and never their values, however short', () => {
    expect(frame('user: bob\npassword: abc\n- token: x\n', 2)).toBe(
      '  1 | user: bob\n> 2 | password: •••\n  3 | - token: •••',
    );
  });

  test('hides what is nested below a secret key', () => {
    const text = 'credentials:\n  user: ab\n  list:\n    - cd\nmodel: x\n';
    expect(frame(text, 3)).toBe('  1 | credentials:\n  2 |   user: •••\n> 3 |   list:\n  4 |     - •••');
    expect(frame(text, 4)).toBe('  2 |   user: •••\n  3 |   list:\n> 4 |     - •••\n  5 | model: x');
  });

  test('hides block texts, flow lists, comments and quoted texts over lines', () => {
    expect(frame('key: 1\nprivateKey: |\n  ab\n\n  cd\nid: x\n', 4)).toBe(
      '  2 | privateKey: •••\n  3 |   •••\n> 4 |\n  5 |   •••',
    );
    expect(frame('tokens: [ab,\n  cd,\n  ef]\nid: x', 2)).toBe('  1 | tokens: •••\n> 2 |   •••\n  3 |   •••');
    expect(frame('# password: ab\n#   - cd\nid: x # token: ef\n', 2)).toBe(
      '  1 | # password: •••\n> 2 | #   - •••\n  3 | id: x # token: •••',
    );
    expect(frame('password: "ab\n  cd"\nid: x\n', 2)).toBe('  1 | password: •••\n> 2 |   •••\n  3 | id: x');
    expect(frame('{"a": 1, "apiKey": "ab", "b": 2}', 1)).toBe('> 1 | {"a": 1, "apiKey": •••');
  });

  test('hides user-info of addresses and other occurrences of a secret', () => {
    expect(frame('url: https://me:pw@host/x and ftp://t@h\n', 1)).toBe('> 1 | url: https://•••@host/x and ftp://•••@h');
    expect(frame('password: hunter2-a\nnote: uses hunter2-a twice\n', 2)).toContain('note: uses ••• twice');
  });

  test('makes control characters and text that reorders lines visible', () => {
    expect(frame('a:\t\u0001\u007f\u202ex\u0085\u200b', 1)).toBe('> 1 | a:→␁␡\\u202ex\\u0085\\u200b');
  });

  test('cuts long lines and keeps the column in sight', () => {
    const line = `${'a'.repeat(5000)}X${'b'.repeat(5000)}`;
    const far = frame(line, 1, 5001);
    expect(far).toContain('X');
    expect(far.length).toBeLessThan(220);
    expect(frame(line, 1, 1)).toBe(`> 1 | ${'a'.repeat(200)}…`);
  });
});
