import { describe, expect, it } from 'vitest';
import { MERGE_PX, mergeMarks, roomOf } from '../../../../renderer/features/reloads/timeline/merge.ts';
import { chances, laneAt } from './lanes.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const all = (ats: readonly number[], msPerPx = 1) =>
  mergeMarks(laneAt(ats), Number.MIN_SAFE_INTEGER / 1e6, 1e9, msPerPx).map(({ first, end }) => [first, end]);

describe('marks that stand too close', () => {
  it('are one when they are nearer than 12 px, and two when they are not', () => {
    expect(all([100, 100 + MERGE_PX - 1])).toEqual([[0, 2]]);
    expect(all([100, 100 + MERGE_PX])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('join the sign before when their count, on its left, would cover it', () => {
    expect(roomOf(2)).toBeGreaterThan(20);
    expect(all([100, 100 + roomOf(2) - 1, 104 + roomOf(2)])).toEqual([[0, 3]]);
    expect(all([100, 100 + roomOf(2), 105 + roomOf(2)])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it('come apart when less time is shown', () => {
    expect(all([0, 100], 10)).toEqual([[0, 2]]);
    expect(all([0, 100], 5)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it(`hold every mark exactly once, and stay what they are while the track moves (SEED=${seed})`, () => {
    const random = chances(seed);
    for (let round = 0; round < 60; round += 1) {
      const length = 1 + Math.floor(random() * 400);
      const spread = 10 ** (1 + random() * 5);
      const ats = Array.from({ length }, () => Math.floor(random() * spread)).sort((one, other) => one - other);
      const lane = laneAt(ats);
      const msPerPx = 0.5 + random() * 20;
      const whole = mergeMarks(lane, 0, spread, msPerPx);
      expect(
        whole.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, index) => first + index)),
      ).toEqual(ats.map((_, index) => index));
      for (const [index, cluster] of whole.entries()) {
        const next = whole[index + 1];
        if (next) expect(next.at - cluster.at).toBeGreaterThanOrEqual(roomOf(next.end - next.first) * msPerPx);
      }
      const from = random() * spread;
      const part = mergeMarks(lane, from, from + 500 * msPerPx, msPerPx);
      const moved = mergeMarks(lane, from + 3 * msPerPx, from + 503 * msPerPx, msPerPx);
      const both = part.filter((one) => moved.some((other) => other.first === one.first));
      for (const one of both) expect(moved).toContainEqual(one);
    }
  });
});
