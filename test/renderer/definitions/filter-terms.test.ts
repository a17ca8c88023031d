import { describe, expect, it } from 'vitest';
import { matchesFilter, type ParsedFilter, parseFilter, toggleTerm } from '../../../renderer/lib/filter-terms.ts';

const keys = ['kind', 'outcome'];

function passes(text: string, row: string, fields: Record<string, string[]> = {}): boolean {
  const parsed: ParsedFilter = parseFilter(text, keys);
  if (!parsed.ok) throw new Error(parsed.reason);
  return matchesFilter(parsed.terms, fields, row);
}

describe('filter terms', () => {
  it('finds words anywhere without regard to case, and all of them', () => {
    expect(passes('SCOUT team', 'agents/team/scout')).toBe(true);
    expect(passes('scout other', 'agents/team/scout')).toBe(false);
  });

  it('takes several values of one key as alternatives, in one term or in two', () => {
    const row = { kind: ['agents'], outcome: ['refused'] };
    expect(passes('kind:tools,agents', '', row)).toBe(true);
    expect(passes('kind:tools kind:agents outcome:refused', '', row)).toBe(true);
    expect(passes('kind:agents outcome:ok', '', row)).toBe(false);
  });

  it('treats an unknown key as a word, so that a path with a colon is found', () => {
    expect(passes('time:12', 'at time:12:30')).toBe(true);
  });

  it('reads patterns, with blanks inside, beside words', () => {
    expect(passes('/s.out$/ agents', 'agents/scout')).toBe(true);
    expect(passes('/a b/', 'xa by')).toBe(true);
    expect(passes('/SCOUT/', 'scout')).toBe(false);
    expect(passes('/SCOUT/i', 'scout')).toBe(true);
  });

  it('follows a pattern whose end is not typed yet', () => {
    expect(passes('/sc[ou]+', 'agents/scout')).toBe(true);
  });

  it('says why a pattern cannot be used', () => {
    const parsed = parseFilter('kind:agents /time(out/', keys);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.reason).toMatch(/group/i);
  });

  it('gives every row to an empty text', () => {
    expect(passes('   ', 'anything')).toBe(true);
  });

  it('adds and takes out one value of a key and leaves the rest as typed', () => {
    expect(toggleTerm('Scout', 'outcome', 'refused')).toBe('Scout outcome:refused');
    expect(toggleTerm('Scout outcome:refused', 'outcome', 'held')).toBe('Scout outcome:refused,held');
    expect(toggleTerm('Scout outcome:refused,held', 'outcome', 'refused')).toBe('Scout outcome:held');
    expect(toggleTerm('Scout outcome:held', 'outcome', 'held')).toBe('Scout');
  });
});
