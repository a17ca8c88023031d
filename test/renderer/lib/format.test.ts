import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatGitHead,
  formatPlace,
  formatValue,
  plural,
  shortHash,
} from '../../../renderer/lib/format.ts';
import { frameLines } from '../../../renderer/lib/frame-lines.ts';
import { markWords } from '../../../renderer/lib/mark-words.ts';
import { shortFolder } from '../../../renderer/lib/paths.ts';
import { perBucket } from '../../../renderer/lib/per-bucket.ts';
import { layOutWaterfall } from '../../../renderer/lib/waterfall.ts';
import { draftTable, tableFromRecord } from '../../../shared/table.ts';

test('thousands are set apart by a thin space', () => {
  expect([0, 999, 18_402, 1_000_000].map(formatCount)).toEqual(['0', '999', '18\u2009402', '1\u2009000\u2009000']);
  expect(plural(1, 'match', 'matches')).toBe('1 match');
  expect(plural(2, 'match', 'matches')).toBe('2 matches');
});

test('a length of time has the unit that reads best', () => {
  const shown = [0.04, 24.94, 99.96, 312, 999.6, 1_268, 12_400, 59_960, 180_000, 7_200_000, 200_000_000];
  expect(shown.map(formatDuration)).toEqual([
    '0.0 ms',
    '24.9 ms',
    '100 ms',
    '312 ms',
    '1.00 s',
    '1.27 s',
    '12.4 s',
    '1 min',
    '3 min',
    '2 h',
    '2 days',
  ]);
});

test('how long ago is never a future', () => {
  expect([-5_000, 400, 14_200, 185_000, 7_300_000, 260_000_000].map(formatAgo)).toEqual([
    'now',
    'now',
    '14 s ago',
    '3 min ago',
    '2 h ago',
    '3 days ago',
  ]);
});

test('places, paths, sizes and hashes read as people write them', () => {
  expect(formatPlace({ path: 'a/b.yaml', line: 12, column: 3 })).toBe('a/b.yaml:12:3');
  expect(formatPlace({ path: 'a/b.yaml', column: 3 })).toBe('a/b.yaml');
  expect([12, 4_300, 3_000_000].map(formatBytes)).toEqual(['12 B', '4.2 KiB', '2.9 MiB']);
  expect(shortHash('0123456789')).toBe('01234567');
  expect(shortHash(null)).toBe('unreadable');
  expect(shortFolder('/home/me/work/desk')).toBe('…/work/desk');
  expect(shortFolder('/desk')).toBe('/desk');
  expect(formatGitHead('refs/heads/main → refs/heads/feat/x')).toBe('main → feat/x');
  expect(formatGitHead('a'.repeat(40))).toBe('aaaaaaaa');
});

test('a value that could be misread keeps its quotes', () => {
  expect(['plain text', 'true', '12', '', ' x', 'a"b'].map(formatValue)).toEqual([
    'plain text',
    '"true"',
    '"12"',
    '""',
    '" x"',
    '"a\\"b"',
  ]);
  expect([true, 12, null, ['a'], { b: 1 }].map(formatValue)).toEqual(['true', '12', 'null', '["a"]', '{"b":1}']);
});

describe('a code frame', () => {
  test('is read line by line with its mark', () => {
    expect(frameLines('   9 | a:\n> 10 |   b: 8k\n  11 |\n')).toEqual([
      { number: 9, text: 'a:', marked: false },
      { number: 10, text: '  b: 8k', marked: true },
      { number: 11, text: '', marked: false },
    ]);
  });

  test('keeps text of another form as it is', () => {
    expect(frameLines('not a frame')).toEqual([{ number: null, text: 'not a frame', marked: false }]);
  });
});

describe('a waterfall', () => {
  test('shares the track by time and says which phases were not reached', () => {
    const { phases, totalMs, broken } = layOutWaterfall({ settle: 10, read: 5, parse: 5 });
    expect(totalMs).toBe(20);
    expect(broken).toBeNull();
    expect(phases.map(({ name, ms, start, length }) => [name, ms, start, length])).toEqual([
      ['settle', 10, 0, 0.5],
      ['read', 5, 0.5, 0.25],
      ['parse', 5, 0.75, 0.25],
      ['validate', null, 1, 0],
      ['swap', null, 1, 0],
    ]);
  });

  test('breaks the scale visibly where one phase dwarfs the others', () => {
    const layout = layOutWaterfall({ settle: 20, read: 1, parse: 1, validate: 1, swap: 1, redeploy: 1_240 });
    expect(layout.broken?.phase).toBe('redeploy');
    expect(layout.phases.at(-1)).toMatchObject({ start: expect.closeTo(0.5), length: 0.5 });
  });
});

test('what matched is marked, overlapping words once', () => {
  expect(markWords('Redeploy', ['depl', 'ploy']).map((part) => [part.text, part.isMarked])).toEqual([
    ['Re', false],
    ['depl', true],
    ['oy', true],
  ]);
  expect(markWords('abc', ['x'])).toEqual([{ text: 'abc', isMarked: false }]);
});

test('a derivation over a big table looks only at the buckets that changed', () => {
  const many = tableFromRecord(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k/${index}`, index])));
  let looked = 0;
  const derive = perBucket((bucket: Readonly<Record<string, number>>) => {
    looked += 1;
    return Object.values(bucket);
  });
  expect(derive(many)).toHaveLength(5_000);
  looked = 0;
  const draft = draftTable(many);
  draft.put('k/7', -1);
  expect(derive(draft.done())).toContain(-1);
  expect(looked).toBe(1);
});
