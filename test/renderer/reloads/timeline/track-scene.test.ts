import { describe, expect, it } from 'vitest';
import { hitTrack, LANE_PX, layTrack } from '../../../../renderer/features/reloads/timeline/track-scene.ts';
import type { Lane } from '../../../../renderer/features/reloads/timeline/use-lanes.ts';
import type { View } from '../../../../renderer/features/reloads/timeline/view.ts';
import { placeOfOutcome } from '../../../../renderer/stores/mark-log.ts';
import { laneAt } from './lanes.ts';

const view: View = { from: 0, msPerPx: 1, width: 1_000, follows: false };
const lanes: Lane[] = [
  {
    name: 'agents',
    marks: laneAt([100, 105, 400], placeOfOutcome('refused')),
    holds: [
      { at: 600, seq: 90, count: 3 },
      { at: 610, seq: 91, count: 2 },
    ],
  },
  { name: 'models', marks: laneAt([5_000]), holds: [] },
];
const facts = {
  now: 970,
  selected: null,
  unknownBefore: null,
  spansOf: (lane: string) => (lane === 'agents' ? [{ from: 400, to: null, why: 'refused' as const }] : []),
};
const middle = LANE_PX / 2;

describe('a track as it is drawn', () => {
  it('counts the events in sight, and ends a line that lasts at the live edge', () => {
    const scene = layTrack(lanes, view, facts);
    expect(scene.count).toBe(3);
    expect(scene.nowX).toBe(970);
    expect(scene.lanes[0]?.spans).toEqual([{ from: 400, to: 970, why: 'refused' }]);
    expect(scene.lanes[1]?.marks).toEqual([]);
  });

  it('shows as one what began to be held at about the same time', () => {
    expect(layTrack(lanes, view, facts).lanes[0]?.holds).toEqual([
      { x: 600, at: 600, seq: 91, count: 5, side: 'left' },
    ]);
  });

  it('writes the count of what is held on the other side where a mark stands', () => {
    const near: Lane[] = [{ name: 'agents', marks: laneAt([590]), holds: [{ at: 600, seq: 90, count: 3 }] }];
    expect(layTrack(near, view, facts).lanes[0]?.holds).toMatchObject([{ x: 600, side: 'right' }]);
  });

  it('writes the count of marks on the other side where something held stands, and finds it there', () => {
    const near: Lane[] = [{ name: 'agents', marks: laneAt([610, 612]), holds: [{ at: 600, seq: 90, count: 3 }] }];
    const scene = layTrack(near, view, facts);
    expect(scene.lanes[0]).toMatchObject({
      marks: [{ x: 610, side: 'right' }],
      holds: [{ x: 600, side: 'left' }],
    });
    expect(hitTrack(scene, 625, middle)).toMatchObject({ sort: 'mark' });
    expect(hitTrack(scene, 590, middle)).toMatchObject({ sort: 'hold' });
  });

  it('finds marks by their signs and by the counts on their left, and the line below them', () => {
    const scene = layTrack(lanes, view, facts);
    expect(hitTrack(scene, 100, middle)).toMatchObject({ sort: 'mark', mark: { first: 0, end: 2 } });
    expect(hitTrack(scene, 85, middle)).toMatchObject({ sort: 'mark', mark: { first: 0 } });
    expect(hitTrack(scene, 600, middle)).toMatchObject({ sort: 'hold', hold: { count: 5 } });
    expect(hitTrack(scene, 500, LANE_PX - 4)).toMatchObject({ sort: 'span', span: { why: 'refused' } });
    expect(hitTrack(scene, 500, middle)).toBeNull();
    expect(hitTrack(scene, 100, 5 * LANE_PX)).toBeNull();
  });

  it('knows where the selected mark is, also while it is out of sight', () => {
    expect(layTrack(lanes, view, { ...facts, selected: 2 }).selected).toMatchObject({
      lane: 'agents',
      place: 1,
      cluster: { first: 0, end: 2 },
    });
    const away = layTrack(lanes, { ...view, from: 10_000 }, { ...facts, selected: 2 }).selected;
    expect(away).toEqual({ lane: 'agents', place: 1, at: 105, cluster: null });
    expect(layTrack(lanes, view, { ...facts, selected: 77 }).selected).toBeNull();
  });
});
