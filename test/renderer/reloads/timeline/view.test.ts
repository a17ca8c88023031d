import { describe, expect, it } from 'vitest';
import {
  endOf,
  LIVE_PART,
  liveView,
  pan,
  resize,
  reveal,
  showFrom,
  showRange,
  showSpan,
  spanOf,
  stepLive,
  timeAt,
  untilStep,
  xOf,
  zoom,
} from '../../../../renderer/features/reloads/timeline/view.ts';

const NOW = 1_795_000_000_000;
const live = liveView(1_000, 600_000, NOW);
const past = pan(live, -500, NOW);

describe('the view of a timeline', () => {
  it('begins with the live edge near its right end', () => {
    expect(xOf(live, NOW)).toBeCloseTo(LIVE_PART * 1_000);
    expect(spanOf(live)).toBeCloseTo(600_000);
    expect(live.follows).toBe(true);
  });

  it('goes back with the reader and follows again when the live edge is reached', () => {
    expect(past.follows).toBe(false);
    expect(xOf(past, NOW)).toBeCloseTo(LIVE_PART * 1_000 + 500);
    const back = pan(past, 900, NOW);
    expect(back.follows).toBe(true);
    expect(xOf(back, NOW)).toBeCloseTo(LIVE_PART * 1_000);
  });

  it('zooms around the pointer, and around the live edge while that is followed', () => {
    const at = timeAt(past, 200);
    expect(timeAt(zoom(past, 0.5, 200), 200)).toBeCloseTo(at, 3);
    expect(xOf(zoom(live, 4, 200), NOW)).toBeCloseTo(LIVE_PART * 1_000);
  });

  it('keeps to what can be shown, and stops following where an edge would run', () => {
    expect(spanOf(zoom(past, 1e-9, 0))).toBeCloseTo(1_000);
    expect(spanOf(zoom(past, 1e9, 0))).toBeCloseTo(40 * 86_400_000, -2);
    expect(zoom(live, 1 / 60, 0).follows).toBe(false);
  });

  it('shows a preset at the live edge or around the middle', () => {
    expect(xOf(showSpan(live, 60_000, NOW), NOW)).toBeCloseTo(LIVE_PART * 1_000);
    expect(timeAt(showSpan(past, 60_000, NOW), 500)).toBeCloseTo(timeAt(past, 500), 3);
  });

  it('shows everything from a time on', () => {
    const view = showFrom(past, NOW - 7_200_000, NOW);
    expect(view.from).toBeLessThan(NOW - 7_200_000);
    expect(endOf(view)).toBeGreaterThan(NOW);
    expect(view.follows).toBe(true);
  });

  it('shows a stretch that was brushed, and follows when the brush reaches the live edge', () => {
    const view = showRange(live, NOW - 100_000, NOW - 40_000, NOW);
    expect([view.from, spanOf(view), view.follows]).toEqual([NOW - 100_000, 60_000, false]);
    expect(showRange(past, NOW - 60_000, NOW + 2_000, NOW).follows).toBe(true);
  });

  it('goes to a mark out of sight, and nowhere for one in sight', () => {
    expect(reveal(live, NOW - 1_000)).toBe(live);
    const view = reveal(live, NOW - 3_600_000);
    expect(xOf(view, NOW - 3_600_000)).toBeCloseTo(500);
    expect(view.follows).toBe(false);
  });

  it('keeps the right edge and the span when the track changes its width', () => {
    const narrow = resize(live, 600);
    expect([endOf(narrow), spanOf(narrow)]).toEqual([endOf(live), spanOf(live)]);
  });
});

describe('following the live edge', () => {
  it('waits until it is a pixel ahead, then takes one pixel at a time', () => {
    expect(stepLive(live, NOW + 599)).toBe(live);
    expect(untilStep(live, NOW)).toBeCloseTo(600, 0);
    for (const late of [601, 5_000, 60_000]) {
      expect((stepLive(live, NOW + late).from - live.from) / live.msPerPx).toBeCloseTo(1, 4);
    }
  });

  it('goes at once to an edge that is further than a track away, and where nothing may move by itself', () => {
    const slept = NOW + 1_200_000;
    expect(xOf(stepLive(live, slept), slept)).toBeCloseTo(LIVE_PART * 1_000);
    expect(xOf(stepLive(live, NOW + 5_000, true), NOW + 5_000)).toBeCloseTo(LIVE_PART * 1_000);
  });

  it('moves nothing for a reader who went back', () => {
    expect(stepLive(past, NOW + 60_000)).toBe(past);
  });
});
