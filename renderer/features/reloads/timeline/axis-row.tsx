import { memo, type RefObject } from 'react';
import { classes } from '../../../lib/classes.ts';
import { formatClockMs } from '../../../lib/format.ts';
import { axisTicks } from './axis.ts';
import css from './timeline.module.css';
import { useViewPart, type ViewControl } from './use-view.ts';
import { endOf } from './view.ts';

interface AxisRowProps {
  /** Where the number of events in sight is written. */
  readonly count: RefObject<HTMLDivElement | null>;
  readonly control: ViewControl;
  /** Time of the selected mark, epoch ms. */
  readonly selectedAt: number | null;
  readonly onLive: () => void;
}

/** Px beside the track that are written too: times reach over its edges. */
const MARGIN_PX = 60;
/** Times keep their places in a layer that begins at multiples of this, in px, while the track moves. */
const LAYER_PX = 100_000;
/** Room that a time with milliseconds needs on each side of its place, px: other labels give way. */
const EXACT_PX = 76;
/** Half of that label itself, px. */
const HALF_PX = 40;
/** Room that the word at the live edge needs, px. */
const LIVE_PX = 44;

/** The times of the track, the exact one of the selected mark, and the way back to the live edge. */
export const AxisRow = memo(function AxisRow({ count, control, selectedAt, onLive }: AxisRowProps) {
  const view = useViewPart(control, (now) => now);
  const { msPerPx } = view;
  const origin = Math.floor(view.from / (LAYER_PX * msPerPx)) * LAYER_PX * msPerPx;
  const [from, to] = [view.from - MARGIN_PX * msPerPx, endOf(view) + MARGIN_PX * msPerPx];
  const shift = (view.from - origin) / msPerPx;
  const leftOf = (at: number): number => (at - origin) / msPerPx;
  // Near the ends of the track the exact time stands beside its line rather than being cut.
  const place = (at: number): number => {
    const x = leftOf(at) - shift;
    const isInSight = x >= 0 && x <= view.width;
    return isInSight ? Math.min(view.width - HALF_PX - LIVE_PX / 2, Math.max(HALF_PX, x)) : x;
  };
  const isHidden = (at: number): boolean =>
    (selectedAt !== null && Math.abs(at - selectedAt) / msPerPx < EXACT_PX) ||
    leftOf(at) - shift > view.width - LIVE_PX;
  return (
    <div className={classes(css['row'], css['axis'])}>
      <div ref={count} className={classes(css['label'], css['count'])} data-testid="timeline-count" />
      <div className={css['track']}>
        <div className={css['clip']} aria-hidden>
          <div className={css['layer']} style={{ transform: `translateX(${-shift}px)` }}>
            {axisTicks(from, to, msPerPx).map(({ at, label }) =>
              isHidden(at) ? null : (
                <span key={at} className={css['tick']} style={{ left: leftOf(at) }}>
                  {label}
                </span>
              ),
            )}
            {selectedAt === null ? null : (
              <span className={css['at']} style={{ left: shift + place(selectedAt) }} data-testid="timeline-at">
                {formatClockMs(selectedAt)}
              </span>
            )}
          </div>
        </div>
        <button
          type="button"
          className={css['live']}
          aria-pressed={view.follows}
          title={view.follows ? 'The live edge is followed' : 'Go to the live edge and follow it (L)'}
          data-testid="timeline-live"
          onClick={onLive}
        >
          live
        </button>
      </div>
    </div>
  );
});
