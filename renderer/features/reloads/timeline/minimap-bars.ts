import { type MarkLane, placeAtOrAfter } from '../../../stores/mark-lane.ts';
import { isFailure } from './failures.ts';

/** One bar of the minimap: how much happened in a short time. */
export interface MinimapBar {
  /** Px from the left edge. */
  readonly x: number;
  readonly count: number;
  readonly hasFailure: boolean;
  /** Px; the square root of the count, so that a flood does not flatten all else. */
  readonly height: number;
}

/** Distance of the bars, px. */
const BAR_PX = 6;
const MOST_HEIGHT = 22;
const LEAST_HEIGHT = 2;
const HOUR_MS = 3_600_000;

/** The time the minimap stands for: the last hour, or more when the view reaches further back. */
export function minimapRange(viewFrom: number, now: number): { readonly from: number; readonly to: number } {
  return { from: Math.min(now - HOUR_MS, viewFrom), to: now };
}

/** The bars of a stretch of time; stretches without marks have none. */
export function minimapBars(
  lanes: readonly Pick<MarkLane, 'ats' | 'outcomes' | 'length'>[],
  { from, to }: { readonly from: number; readonly to: number },
  width: number,
): MinimapBar[] {
  const step = ((to - from) / Math.max(1, width)) * BAR_PX;
  const counts = new Uint32Array(Math.max(1, Math.floor(width / BAR_PX)));
  const failures = new Uint8Array(counts.length);
  for (const lane of lanes) {
    let place = placeAtOrAfter(lane, from);
    for (let bar = 0; bar < counts.length && place < lane.length; bar += 1) {
      const end = bar === counts.length - 1 ? lane.length : placeAtOrAfter(lane, from + (bar + 1) * step);
      counts[bar] = (counts[bar] ?? 0) + end - place;
      for (; place < end; place += 1) if (isFailure(lane.outcomes[place] ?? 0)) failures[bar] = 1;
    }
  }
  const most = Math.sqrt(counts.reduce((best, count) => Math.max(best, count), 1));
  return [...counts.entries()]
    .filter(([, count]) => count > 0)
    .map(([bar, count]) => ({
      x: bar * BAR_PX,
      count,
      hasFailure: failures[bar] === 1,
      height: Math.max(LEAST_HEIGHT, Math.round((Math.sqrt(count) / most) * MOST_HEIGHT)),
    }));
}
