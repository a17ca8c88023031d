import { describe, expect, it } from 'vitest';
import { compilePattern, namedPatterns } from '../../../electron/core/hotswap/kinds/tool-patterns.ts';
import { patternCheck } from '../../../renderer/features/jobs/pattern-check.ts';

const VALUES = [
  'ada',
  'a b',
  '',
  '/etc/x',
  '/a/../b',
  '/a//b',
  '//',
  '1.2.3',
  'v1.2.3-rc.1',
  '256.1.1.1',
  '10.0.0.1',
  '65535',
  '65536',
  '0',
  '.',
  '..',
  '-x',
  'a.txt',
  'foo',
  'foobar',
  'x-1',
  'aaaa',
  'É',
  'a\nb',
];

function core(pattern: string): (value: string) => boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(pattern);
  return compiled.matches;
}

describe('patterns that are checked as they are typed', () => {
  it.each([...namedPatterns, '^[a-z]+$', 'foo|foobar', '[\\w-]{1,4}', '(?:a|b)c?', '\\d+\\.\\d+', 'a.*'])(
    'judges as the core does: %s',
    (pattern) => {
      const check = patternCheck(pattern);
      for (const value of VALUES) expect([value, check(value)]).toEqual([value, core(pattern)(value)]);
    },
  );

  it.each(['(a+)+', '(a|a)*', '((a)*)*', '[[:alpha:]]+', '(?i)abc', '\\pL+', '(?P<n>a)', '\\Aabc'])(
    'leaves to the core what it may read in another way, or too slowly: %s',
    (pattern) => expect(patternCheck(pattern)('aaaa')).toBeNull(),
  );

  it('leaves long values to the core', () => {
    expect(patternCheck('a*b')('a'.repeat(401))).toBeNull();
  });
});
