import { describe, expect, it } from 'vitest';
import {
  endOf,
  type Heights,
  movedBy,
  placedRows,
  scrollHeight,
  scrollOf,
  showing,
  TALLEST_PX,
  topOfScroll,
} from '../../../renderer/features/logs/list/geometry.ts';
import { createRowCache } from '../../../renderer/features/logs/list/row-cache.ts';
import { createRowHeights } from '../../../renderer/features/logs/list/row-heights.ts';
import { line, lines } from './rows.ts';

const even = (rows: number): Heights => ({ rows, base: 20, height: () => 20 });
const VIEW = 610;

describe('the geometry of a list', () => {
  it('moves by px over rows of any height, and stays inside', () => {
    const uneven: Heights = { rows: 100, base: 20, height: (row) => (row % 10 === 3 ? 200 : 20) };
    let top = { row: 0, px: 0 };
    for (let step = 0; step < 40; step += 1) top = movedBy(top, 37, uneven, VIEW);
    for (let step = 0; step < 40; step += 1) top = movedBy(top, -37, uneven, VIEW);
    expect(top).toEqual({ row: 0, px: 0 });
    expect(movedBy({ row: 99, px: 0 }, 5_000, uneven, VIEW)).toEqual(endOf(uneven, VIEW));
    expect(movedBy({ row: 2, px: 3 }, -5_000, uneven, VIEW)).toEqual({ row: 0, px: 0 });
  });

  it('shows the last row whole at the end, and everything when there is little', () => {
    expect(endOf(even(100), VIEW)).toEqual({ row: 69, px: 10 });
    expect(placedRows(endOf(even(100), VIEW), even(100), VIEW).at(-1)).toEqual({ row: 99, y: 590 });
    expect(endOf(even(3), VIEW)).toEqual({ row: 0, px: 0 });
    expect(placedRows({ row: 0, px: 0 }, even(0), VIEW)).toEqual([]);
  });

  it('reaches every one of ten million rows, though no element can be that high', () => {
    const heights = even(10_000_000);
    expect(scrollHeight(heights)).toBe(TALLEST_PX);
    const most = TALLEST_PX - VIEW;
    expect(topOfScroll(most, heights, VIEW, most)).toEqual(endOf(heights, VIEW));
    for (const row of [0, 1, 4_999_999, 7_654_321, 9_999_960]) {
      const scroll = scrollOf({ row, px: 0 }, heights, VIEW, most);
      expect(Math.abs(topOfScroll(scroll, heights, VIEW, most).row - row)).toBeLessThanOrEqual(1);
    }
    const near = movedBy(topOfScroll(most / 2, heights, VIEW, most), 20, heights, VIEW);
    expect(near.row - topOfScroll(most / 2, heights, VIEW, most).row).toBe(1);
  });

  it('brings a row into sight with as little movement as asked', () => {
    const heights = even(1_000);
    const top = { row: 100, px: 0 };
    expect(showing(110, top, heights, VIEW, 'nearest')).toBe(top);
    expect(showing(99, top, heights, VIEW, 'nearest')).toEqual({ row: 99, px: 0 });
    expect(placedRows(showing(131, top, heights, VIEW, 'nearest'), heights, VIEW).at(-1)).toEqual({ row: 131, y: 590 });
    expect(showing(500, top, heights, VIEW, 'middle').row).toBeLessThan(490);
    expect(showing(0, top, heights, VIEW, 'middle')).toEqual({ row: 0, px: 0 });
  });
});

describe('the heights of rows', () => {
  it('make room for opened JSON, and forget the oldest of too many', () => {
    const sizes = createRowHeights();
    sizes.open(5, 4);
    expect(sizes.of(10).height(5)).toBe(80);
    expect(sizes.close(5)).toBe(true);
    expect(sizes.close(5)).toBe(false);
    for (let row = 0; row < 60; row += 1) sizes.open(row, 2);
    expect(sizes.isOpened(0)).toBe(false);
    expect(sizes.isOpened(59)).toBe(true);
  });

  it('are those that were measured while lines are wrapped, and say what was off', () => {
    const sizes = createRowHeights();
    sizes.setWrap(true);
    expect([
      ...sizes.measured([
        [3, 60],
        [4, 20],
      ]),
    ]).toEqual([[3, 40]]);
    expect(sizes.of(10).height(3)).toBe(60);
    expect(sizes.measured([[3, 60]]).size).toBe(0);
    sizes.setWrap(false);
    expect(sizes.of(10).height(3)).toBe(20);
  });
});

describe('the cache of rows', () => {
  it('asks only for what is missing, in questions of an allowed size', () => {
    const cache = createRowCache();
    cache.put(10, lines(5));
    expect(cache.missing(0, 20)).toEqual([
      { from: 0, count: 10 },
      { from: 15, count: 5 },
    ]);
    expect(cache.missing(0, 1_200).map(({ count }) => count)).toEqual([10, 500, 500, 185]);
    cache.forgetFrom(12);
    expect(cache.missing(10, 15)).toEqual([{ from: 12, count: 3 }]);
    expect(cache.missing(5, 5)).toEqual([]);
  });

  it('stays within its bound, and keeps what came last', () => {
    const cache = createRowCache(100);
    for (let from = 0; from < 10_000; from += 10) cache.put(from, lines(10));
    expect(cache.size()).toBeLessThanOrEqual(100);
    expect(cache.get(9_999)).toEqual(line(10));
    expect(cache.get(0)).toBeUndefined();
  });
});
