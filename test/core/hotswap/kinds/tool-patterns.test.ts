import { describe, expect, test } from 'vitest';
import { compilePattern, namedPatterns } from '../../../../electron/core/hotswap/kinds/tool-patterns.ts';

function matches(pattern: string, value: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.why);
  return compiled.matches(value);
}

describe('a named pattern', () => {
  test('is one of six', () => {
    expect(namedPatterns).toEqual(['identifier', 'path', 'semver', 'ipv4', 'port', 'filename']);
  });

  test.each([
    ['identifier', ['a', 'A-1_b'], ['', 'a b', 'a/b', 'ä', 'a\n']],
    ['path', ['/', '/a/b.c', '/a/b/'], ['', 'a', '/a/../b', '/..', '//a', '/a b', '/a\n']],
    ['semver', ['1.2.3', 'v1.2.3', '1.2.3-rc.1+b'], ['1.2', '1.2.3.4', 'v', '1.2.3 ']],
    ['ipv4', ['1.2.3.4', '255.255.255.255'], ['256.1.1.1', '1.2.3', '1.2.3.4.5', '']],
    ['port', ['1', '65535'], ['0', '65536', '99999', '01', '-1', '']],
    ['filename', ['a.txt', '.env', 'a-b'], ['', '.', '..', '-rf', 'a/b', 'a b']],
  ])('%s takes what it names, and nothing else', (name, good, bad) => {
    expect(good.filter((value) => !matches(name, value))).toEqual([]);
    expect(bad.filter((value) => matches(name, value))).toEqual([]);
  });
});

describe('an expression', () => {
  test.each([
    ['a', 'xax', false],
    ['^[a-z]+$', 'abc', true],
    ['[^/]+', 'a/b', false],
    ['[]a]+', ']a', true],
    ['[a^-]+', '^-a', true],
    ['(?i)abc', 'ABC', true],
    ['(?s)a.b', 'a\nb', true],
    ['a.b', 'a\nb', false],
    ['(?P<n>x)(?:y|z)?', 'xz', true],
    ['[[:alpha:]_]+', 'a_B', true],
    ['\\Aa\\z', 'a', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\p{Greek}+', 'αβ', true],
    ['\\x{41}\\x42', 'AB', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2,}', 'aaaa', true],
    ['a{0}', '', true],
    ['a{x}', 'a{x}', true],
    ['\\bfoo\\b', 'foo', true],
    ['a\\_b\\-c', 'a_b-c', true],
    ['😀+', '😀😀', true],
    ['', '', true],
    ['(a*)*b', 'aaab', true],
  ])('%j on %j is %s', (pattern, value, expected) => expect(matches(pattern, value)).toBe(expected));

  test.each([
    ['(', 'opens a group'],
    [')', 'closes a group'],
    ['[a', 'opens a class'],
    ['*a', 'repeats what is not there'],
    ['a**', 'repeats a repetition'],
    ['a{2,1}', 'at most less often'],
    ['a{1001}', 'more than 1000 times'],
    ['(?=a)', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'refers to what a group matched'],
    ['a(?i)b', 'sets flags inside'],
    ['\\', 'ends with a backslash'],
    ['\\C', 'is not known here'],
    ['[[:nope:]]', 'not known here'],
    ['\\p{Nope}', 'not known here'],
    ['[z-a]', 'not known here'],
    ['((a{1000}){1000}){1000}', 'too large'],
    ['x'.repeat(1_001), 'longer than'],
    [`${'('.repeat(200)}a${')'.repeat(200)}`, 'nests groups'],
  ])('%j is refused', (pattern, why) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  // Backtracking engines need 2^60 steps for the first of these; it ends or the test does not.
  test.each(['(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*)*b', '(a*)*(a*)*b'])('%s does not run away', (pattern) => {
    expect(matches(pattern, 'a'.repeat(5_000))).toBe(false);
  });

  test('agrees with the engine of the language on patterns and values made by chance', () => {
    const seed = Number(process.env['SIGNALBOX_TEST_SEED'] ?? 1);
    const random = mulberry(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const build = (depth: number): string => {
      const atom = () => pick(['a', 'b', '[ab]', '[^a]', '.', '\\d', 'c', '^', '$']);
      if (depth === 0) return atom();
      const inner = () => build(depth - 1);
      return pick([
        () => `${inner()}${inner()}`,
        () => `(${inner()}|${inner()})`,
        () => `(?:${inner()})${pick(['*', '+', '?', '{1,2}', '{2}', '{0,}', '*?'])}`,
        atom,
      ])();
    };
    const rounds = process.env['SIGNALBOX_TEST_LONG'] ? 50_000 : 1_000;
    for (let round = 0; round < rounds; round += 1) {
      const pattern = build(3);
      const compiled = compilePattern(pattern);
      if (!compiled.ok) throw new Error(`seed ${seed}, ${pattern}: ${compiled.why}`);
      const whole = new RegExp(`^(?:${pattern})$`, 'u');
      for (let length = 0; length < 6; length += 1) {
        const value = Array.from({ length }, () => pick(['a', 'b', 'c', '1', '\n'])).join('');
        expect(compiled.matches(value), `seed ${seed}, ${pattern} on ${JSON.stringify(value)}`).toBe(whole.test(value));
      }
    }
  });
});

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
