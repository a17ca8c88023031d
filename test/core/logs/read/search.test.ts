import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../electron/core/logs/search-pattern.ts';
import { fixture } from './fixture.ts';

const many = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, index) => `${line(index + 1)}\n`).join('');

describe('a pattern', () => {
  it('that cannot be read is refused in words', () => {
    expect(() => compilePattern({ text: '(', regex: true, case: false })).toThrow(/cannot be read: Unterminated group/);
  });

  it('finds text with characters that mean something in expressions', () => {
    for (const text of ['a.b', '[x]', '(', '\\d', 'a+b', '^', '$', '{1}', '|', '-', '/', '*?'])
      for (const exact of [true, false]) {
        const matcher = compilePattern({ text, regex: false, case: exact });
        expect(matcher.test(`before ${text} after`)).toBe(true);
        expect(matcher.test('ab x 1')).toBe(false);
      }
  });
});

describe('finding in a view', () => {
  it('counts, and goes to the next and the one before, around the end', () => {
    const log = fixture();
    log.write(
      'a',
      'stdout',
      many(1_000, (n) => (n % 100 === 0 ? `needle ${n}` : `hay ${n}`)),
    );
    const { view, said, settle, ask } = log.view({ streams: ['*'] });
    ask({ k: 'find', pattern: { text: 'NEEDLE', regex: false, case: false } });
    settle();
    expect(said.findLast((say) => say.k === 'found')).toMatchObject({ count: 10, done: true });
    const next = (from: number, back = false) => {
      view.ask({ k: 'next', from, back });
      return said.findLast((say) => say.k === 'at');
    };
    expect(next(-1)).toMatchObject({ row: 99, nth: 1 });
    expect(next(99)).toMatchObject({ row: 199, nth: 2 });
    expect(next(150)).toMatchObject({ row: 199, nth: 2 });
    expect(next(999)).toMatchObject({ row: 99, nth: 1 });
    expect(next(99, true)).toMatchObject({ row: 999, nth: 10 });
    expect(next(500, true)).toMatchObject({ row: 499, nth: 5 });
    log.write('a', 'stdout', 'one more needle\n');
    settle();
    expect(said.findLast((say) => say.k === 'found')).toMatchObject({ count: 11 });
    ask({ k: 'find', pattern: { text: 'nothing', regex: false, case: false } });
    settle();
    expect(next(0)).toMatchObject({ row: null });
  });

  it('looks in what a filter lets through only, and answers rows of the filtered view', () => {
    const log = fixture();
    log.write(
      'a',
      'stdout',
      many(100, (n) => `${n % 2 === 0 ? 'even' : 'odd'} ${n}`),
    );
    const { said, settle, ask } = log.view({ streams: ['*'], include: [{ text: 'even' }] });
    ask({ k: 'find', pattern: { text: '5\\d$', regex: true, case: false } });
    settle();
    expect(said.findLast((say) => say.k === 'found')).toMatchObject({ count: 5 });
    ask({ k: 'next', from: 0, back: false });
    expect(said.findLast((say) => say.k === 'at')).toMatchObject({ row: 24, nth: 1 });
  });
});

describe('a place in a view', () => {
  it('is found by line, by time and by position of the journal, or the nearest before it', () => {
    const log = fixture();
    for (let n = 1; n <= 50; n += 1) log.write(n % 2 === 0 ? 'a' : 'b', 'stdout', `line ${n}\n`, n * 10, n);
    for (const spec of [{ streams: ['*'] }, { streams: ['*'], include: [{ text: 'line' }] }]) {
      const { said, settle, ask } = log.view(spec);
      settle();
      const row = (to: Parameters<typeof ask>[0]) => {
        ask(to);
        const at = said.findLast((say) => say.k === 'at');
        return at?.row;
      };
      expect(row({ k: 'locate', to: { stream: 'a/stdout', n: 10 } })).toBe(19);
      expect(row({ k: 'locate', to: { at: 200 } })).toBe(19);
      expect(row({ k: 'locate', to: { at: 205 } })).toBe(19);
      expect(row({ k: 'locate', to: { at: 1 } })).toBe(0);
      expect(row({ k: 'locate', to: { seq: 30 } })).toBe(29);
      expect(row({ k: 'locate', to: { seq: 99 } })).toBe(49);
      expect(row({ k: 'locate', to: { stream: 'none/stdout', n: 1 } })).toBeNull();
    }
  });
});

describe('long and strange lines', () => {
  it('are found as far as a search looks, cut where they are shown, and numbered as they are', () => {
    const log = fixture();
    const long = 'x'.repeat(9_000_000);
    log.write('a', 'stdout', `first\n${long} end\nlast needle\n`);
    const all = log.view({ streams: ['*'] }).rows();
    expect(all.map((row) => row.kind === 'line' && [row.n, row.bytes, row.text.length])).toEqual([
      [1, 5, 5],
      [2, 9_000_004, 16_384],
      [3, 11, 11],
    ]);
    for (const pattern of [{ text: 'needle' }, { text: 'needle', case: true }, { text: 'needle$', regex: true }])
      expect(log.view({ streams: ['*'], include: [pattern] }).rows()).toMatchObject([{ n: 3 }]);
  });

  it('without an end are shown as they grow', () => {
    const log = fixture();
    log.write('a', 'stdout', 'name? ');
    for (const spec of [{ streams: ['*'] }, { streams: ['*'], exclude: [{ text: 'never' }] }]) {
      expect(log.view(spec).rows()).toMatchObject([{ text: 'name? ', open: true }]);
    }
    const view = log.view({ streams: ['*'], exclude: [{ text: 'never' }] });
    view.ask({ k: 'follow', rows: 1 });
    view.settle();
    log.write('a', 'stdout', 'Ann');
    expect(view.settle().tail?.rows).toMatchObject([{ text: 'name? Ann', open: true }]);
    log.write('a', 'stdout', '\n');
    expect(view.settle()).toMatchObject({ rows: 1, done: true });
    expect(view.rows()[0]).not.toHaveProperty('open');
  });
});
