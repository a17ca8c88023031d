import { describe, expect, it } from 'vitest';
import { axisTicks, tickLabel } from '../../../../renderer/features/reloads/timeline/axis.ts';
import { clusterLook } from '../../../../renderer/features/reloads/timeline/cluster-words.ts';
import { nextFailureSeq } from '../../../../renderer/features/reloads/timeline/failures.ts';
import { createLaneFilter, type MarkTest } from '../../../../renderer/features/reloads/timeline/filter-lanes.ts';
import { laneOrder } from '../../../../renderer/features/reloads/timeline/lane-order.ts';
import { minimapBars, minimapRange } from '../../../../renderer/features/reloads/timeline/minimap-bars.ts';
import { moveMark } from '../../../../renderer/features/reloads/timeline/moves.ts';
import { drawnSpans } from '../../../../renderer/features/reloads/timeline/spans.ts';
import { createLane } from '../../../../renderer/stores/mark-lane.ts';
import { placeOfOutcome } from '../../../../renderer/stores/mark-log.ts';
import { laneAt } from './lanes.ts';

describe('the axis', () => {
  it('stands at round times, far enough apart to be read', () => {
    const ticks = axisTicks(1_795_000_000_000, 1_795_000_600_000, 600);
    for (const [index, { at }] of ticks.entries()) {
      expect(at % 60_000).toBe(0);
      const next = ticks[index + 1];
      if (next) expect((next.at - at) / 600).toBeGreaterThanOrEqual(64);
    }
    expect(ticks.length).toBeGreaterThan(3);
  });

  it('writes times as finely as its lines stand', () => {
    const at = new Date(2026, 10, 21, 2, 48, 52, 31).getTime();
    expect([86_400_000, 60_000, 1_000, 100, 10].map((step) => tickLabel(at, step))).toEqual([
      '21 Nov',
      '02:48',
      '02:48:52',
      '48:52.0',
      '48:52.031',
    ]);
  });
});

describe('lanes', () => {
  it('stand by kind, then those of what is about no definition', () => {
    expect(laneOrder(['models', 'tools/bundles'], ['watch', 'agents', 'batches', 'models'])).toEqual([
      'agents',
      'models',
      'tools/bundles',
      'batches',
      'watch',
    ]);
  });

  it('are narrowed step by step as they would be at once, also when time went back', () => {
    const filter = createLaneFilter();
    const odd: MarkTest = (lane, place) => (lane.seqs[place] ?? 0) % 2 === 1;
    const lane = createLane();
    for (const [index, at] of [10, 20, 30, 15, 40, 5, 50].entries()) {
      lane.add(at, index + 1, 0, 0);
      const step = filter('a', lane, odd);
      const once = createLaneFilter()('a', lane, odd);
      expect([...step.seqs.slice(0, step.length)]).toEqual([...once.seqs.slice(0, once.length)]);
    }
    expect(filter('a', lane, null)).toBe(lane);
  });
});

describe('keys between marks', () => {
  const lanes = [
    { name: 'agents', marks: laneAt([100, 200, 205, 300]) },
    { name: 'config', marks: laneAt([]) },
    { name: 'models', marks: laneAt([190, 290]) },
  ];
  const at = (lane: string, place: number) => ({ lane, place });

  it('go along a lane, past what is drawn as one', () => {
    expect(moveMark(lanes, at('agents', 1), 'right', 12)).toEqual(at('agents', 3));
    expect(moveMark(lanes, at('agents', 3), 'left', 12)).toEqual(at('agents', 2));
    expect(moveMark(lanes, at('agents', 2), 'first')).toEqual(at('agents', 0));
    expect(moveMark(lanes, at('agents', 2), 'last')).toEqual(at('agents', 3));
    expect(moveMark(lanes, at('agents', 0), 'left')).toEqual(at('agents', 0));
  });

  it('go to the nearest mark of the next lane that has any', () => {
    expect(moveMark(lanes, at('agents', 1), 'down')).toEqual(at('models', 0));
    expect(moveMark(lanes, at('models', 1), 'up')).toEqual(at('agents', 3));
    expect(moveMark(lanes, at('models', 1), 'down')).toEqual(at('models', 1));
  });

  it('begin at the newest mark of all', () => {
    expect(moveMark(lanes, null, 'left')).toEqual(at('agents', 3));
    expect(moveMark([], null, 'left')).toBeNull();
  });
});

describe('the next failure', () => {
  it('is the next older one, whatever lane it is in, and then the newest again', () => {
    const refused = placeOfOutcome('refused');
    const lanes = [laneAt([1, 2, 3]), laneAt([1, 2, 3, 4], refused)];
    expect(nextFailureSeq([], lanes, Number.POSITIVE_INFINITY)).toBe(4);
    expect(nextFailureSeq([], lanes, 4)).toBe(3);
    expect(nextFailureSeq([], lanes, 1)).toBe(4);
    expect(nextFailureSeq([], [laneAt([1])], 5)).toBeNull();
  });
});

describe('a mark in words', () => {
  it('names one event, and counts several with the weightiest first', () => {
    const lane = createLane();
    const at = new Date(2026, 10, 21, 2, 48, 52, 31).getTime();
    for (const [index, outcome] of (['reloaded', 'refused', 'reloaded'] as const).entries())
      lane.add(at + index, index + 1, placeOfOutcome(outcome), 0);
    const name = () => 'agents/coder';
    expect(clusterLook(lane, 0, 1, name)).toEqual({
      shape: 'tick',
      glyph: 'reloaded',
      title: '02:48:52.031 agents/coder reloaded',
    });
    expect(clusterLook(lane, 0, 3, name)).toEqual({
      shape: 'glyph',
      glyph: 'refused',
      title: '02:48:52, 3 events: 1 refused, 2 reloaded',
    });
  });
});

describe('lines of what differs, as drawn', () => {
  it('end with the track while they last, and join where less than a pixel lies between them', () => {
    const spans = [
      { from: 0, to: 50, why: 'refused' },
      { from: 100, to: 200, why: 'refused' },
      { from: 205, to: 300, why: 'refused' },
      { from: 302, to: 400, why: 'waits' },
      { from: 500, to: null, why: 'refused' },
    ] as const;
    expect(drawnSpans(spans, 60, 1_000, 10)).toEqual([
      { from: 100, to: 300, why: 'refused' },
      { from: 302, to: 400, why: 'waits' },
      { from: 500, to: 1_000, why: 'refused' },
    ]);
  });
});

describe('the minimap', () => {
  it('stands for the last hour, or for more when the view does', () => {
    expect(minimapRange(9_000_000, 10_000_000)).toEqual({ from: 6_400_000, to: 10_000_000 });
    expect(minimapRange(1_000, 10_000_000)).toEqual({ from: 1_000, to: 10_000_000 });
  });

  it('counts every mark in one bar, and tells those with a failure', () => {
    const lanes = [laneAt([0, 100, 599, 600, 1_200]), laneAt([1_199], placeOfOutcome('refused'))];
    const bars = minimapBars(lanes, { from: 0, to: 1_200 }, 12);
    expect(bars.map(({ count, hasFailure }) => [count, hasFailure])).toEqual([
      [3, false],
      [3, true],
    ]);
  });
});
