import { MARK_OUTCOMES } from '../../../../shared/timeline.ts';
import { formatClock, formatClockMs, formatCount } from '../../../lib/format.ts';
import type { MarkLane } from '../../../stores/mark-lane.ts';
import { outcomeAt } from '../../../stores/mark-log.ts';
import type { GlyphName } from '../../../ui/glyph.tsx';
import { type MarkShape, OUTCOMES } from '../../../words/outcomes.ts';

/** How one or several marks are drawn and named. */
export interface ClusterLook {
  readonly shape: MarkShape;
  readonly glyph: GlyphName;
  readonly title: string;
}

const WEIGHTS = Uint8Array.from(MARK_OUTCOMES, (outcome) => OUTCOMES[outcome].weight);

const HEAVIEST = WEIGHTS.reduce((most, weight) => Math.max(most, weight), 0);

/** The weightiest outcome of the marks from `first` up to `end`, as its place in `MARK_OUTCOMES`. */
export function heaviestOutcome({ outcomes }: Pick<MarkLane, 'outcomes'>, first: number, end: number): number {
  let found = outcomes[first] ?? 0;
  let most = WEIGHTS[found] ?? 0;
  for (let place = first + 1; place < end && most < HEAVIEST; place += 1) {
    const weight = WEIGHTS[outcomes[place] ?? 0] ?? 0;
    if (weight <= most) continue;
    most = weight;
    found = outcomes[place] ?? 0;
  }
  return found;
}

/** The look of the marks from `first` up to `end`: the shape of the weightiest, and all of them in words. */
export function clusterLook(
  lane: MarkLane,
  first: number,
  end: number,
  nameAt: (place: number) => string,
): ClusterLook {
  const counts = new Uint32Array(MARK_OUTCOMES.length);
  const heaviest = heaviestOutcome(lane, first, end);
  for (let place = first; place < end; place += 1) {
    const outcome = lane.outcomes[place] ?? 0;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  const { shape, glyph } = OUTCOMES[outcomeAt(heaviest)];
  const at = lane.ats[first] ?? 0;
  if (end - first === 1) {
    return { shape, glyph, title: `${formatClockMs(at)} ${nameAt(lane.names[first] ?? 0)} ${outcomeAt(heaviest)}` };
  }
  const parts = [...counts.entries()]
    .filter(([, count]) => count > 0)
    .sort(([one], [other]) => (WEIGHTS[other] ?? 0) - (WEIGHTS[one] ?? 0))
    .map(([outcome, count]) => `${formatCount(count)} ${outcomeAt(outcome)}`);
  const until = formatClock(lane.ats[end - 1] ?? 0);
  const during = until === formatClock(at) ? until : `${formatClock(at)} to ${until}`;
  return { shape, glyph, title: `${during}, ${formatCount(end - first)} events: ${parts.join(', ')}` };
}
