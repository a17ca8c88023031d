import { expect, test } from 'vitest';
import { readArguments } from '../bench/arguments.ts';
import { resultOf } from '../bench/result.ts';
import { droppedFrames, judge, median, quantile, ratioTo } from '../bench/statistics.ts';

test('a quantile is a sample that was taken, by nearest rank', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(samples, 0.5)).toBe(50);
  expect(quantile(samples, 0.99)).toBe(99);
  expect(quantile(samples, 1)).toBe(100);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('the median of an even count is the mean of the two middle samples', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test('samples are left in the order they came in', () => {
  const samples = [3, 1, 2];
  quantile(samples, 0.5);
  median(samples);
  expect(samples).toEqual([3, 1, 2]);
});

test('a ratio needs a reference that is not nothing', () => {
  expect(ratioTo(2, 3)).toBe(1.5);
  expect(ratioTo(null, 3)).toBeNull();
  expect(ratioTo(0, 3)).toBeNull();
});

test('what counts is judged against the target, and a ratio that is missing meets none', () => {
  expect(judge('value', 10, null, 10)).toBe('met');
  expect(judge('value', 10.1, null, 10)).toBe('missed');
  expect(judge('ratio', 500, 2, 2)).toBe('met');
  expect(judge('ratio', 1, 2.1, 2)).toBe('missed');
  expect(judge('ratio', 0, null, 2)).toBe('missed');
  expect(judge('value', Number.NaN, null, 2)).toBe('missed');
});

test('frames that were due between two drawn ones count as dropped', () => {
  expect(droppedFrames([0, 16, 33, 50], 16.7)).toEqual({ dropped: 0, due: 3 });
  expect(droppedFrames([0, 16, 66, 83], 16.7)).toEqual({ dropped: 2, due: 5 });
  expect(droppedFrames([], 16.7)).toEqual({ dropped: 0, due: 0 });
});

const frame = { goal: 'G0', what: 'a thing', unit: 'ms', target: 10, moonshot: 5, compares: 'value' } as const;

test('a result is the median of its runs, held against the median of their references', () => {
  const result = resultOf({ ...frame, compares: 'ratio' }, [
    { value: 30, reference: 3 },
    { value: 10, reference: 1 },
    { value: 20, reference: 2 },
  ]);
  expect(result).toMatchObject({ value: 20, reference: 2, ratio: 10, verdict: 'met' });
});

test('the worst run counts where something must never happen', () => {
  const result = resultOf({ ...frame, target: 0, worst: true }, [{ value: 0 }, { value: 0 }, { value: 1 }]);
  expect(result).toMatchObject({ value: 1, verdict: 'missed', reference: null, ratio: null });
});

test('the arguments name goals in the order of the table, and a mistake is said in a sentence', () => {
  expect(readArguments(['--only', 'g9,G1', '--json'])).toEqual({
    only: ['G1', 'G9'],
    json: true,
    force: false,
    runs: 5,
  });
  expect(readArguments(['--only=G2', '--runs', '7', '--force'])).toMatchObject({ only: ['G2'], runs: 7, force: true });
  expect(readArguments(['--only', 'G77'])).toMatch(/no bench of G77/);
  expect(readArguments(['--runs', '0'])).toMatch(/whole number/);
  expect(readArguments(['--fast'])).toMatch(/no option --fast/);
});
