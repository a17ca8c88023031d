import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { faultOf, parsedValue } from './parsed.ts';

/** The editor colours and checks with another YAML library; these are the places where the two differ and ours decides. */
function ours(text: string): unknown {
  try {
    return parsedValue(text);
  } catch {
    return faultOf(text).code;
  }
}

function theirs(text: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: 'silent' });
  } catch {
    return 'refused';
  }
}

describe('where the deciding parser differs from the editor library', () => {
  test.each([
    ['an empty file', '', 'EMPTY', null],
    ['a file of comments', '# x\n', 'EMPTY', null],
    ['an empty document', '---\n', 'EMPTY', null],
    ['an unknown tag', 'a: !x b\n', 'SYNTAX', { a: 'b' }],
    ['a timestamp tag', 'a: !!timestamp 2024-01-01\n', 'SYNTAX', { a: new Date('2024-01-01') }],
    ['a list as a key', '? [a]\n: b\n', 'SYNTAX', { '[ a ]': 'b' }],
    ['the 1.1 directive', '%YAML 1.1\n---\na: yes\n', { a: 'yes' }, { a: true }],
    ['a merge of a text', 'a: 1\n<<: x\n', 'SYNTAX', 'refused'],
    ['keys that differ in case', 'a: 1\nA: 2\n', 'DUPLICATE_KEY', { a: 1, A: 2 }],
    ['a prototype key', '__proto__: {x: 1}\n', 'UNSAFE_KEY', { ['__proto__']: { x: 1 } }],
  ])('%s', (_, text, our, their) => {
    expect(ours(text)).toEqual(our);
    expect(theirs(text)).toEqual(their);
  });

  test.each([
    ['merge keys', 'a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  x: 3\n'],
    ['a merged list of maps', 'a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n'],
    ['an override after a merge', 'a: &a {x: 1}\nb: {<<: *a, x: 2}\n'],
    ['an alias as a key', 'a: &a k\n*a : v\n'],
    ['number and boolean keys', '1: a\ntrue: b\n1.5: c\n'],
    ['octal, hexadecimal and old booleans', 'a: 0755\nb: 0o755\nc: 0x1f\nd: yes\ne: on\n'],
    ['block texts', 'a: |-\n  x\n  y\nb: >\n  p\n  q\n\n  r\n'],
    ['infinities and empty values', 'a: .inf\nb: -.inf\nc:\nd: ~\n'],
  ])('both read %s alike', (_, text) => {
    expect(ours(text)).toEqual(theirs(text));
  });
});
