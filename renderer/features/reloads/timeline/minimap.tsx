import { memo, type PointerEvent, useMemo, useRef } from 'react';
import { formatDuration, plural } from '../../../lib/format.ts';
import { useNow } from '../../../ui/time.tsx';
import { type MinimapBar, minimapBars, minimapRange } from './minimap-bars.ts';
import css from './timeline.module.css';
import type { Lane } from './use-lanes.ts';
import { hostNow, useViewPart, type ViewControl } from './use-view.ts';
import { endOf, pan, showRange, spanOf } from './view.ts';

interface MinimapProps {
  /** The lanes as they stand when it is called. */
  readonly lanes: () => readonly Lane[];
  readonly control: ViewControl;
}

const HOUR_MS = 3_600_000;

interface Drag {
  readonly part: 'from' | 'to' | 'whole';
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The last hour in small, with the view as a brush. For the pointer alone: whoever uses keys moves and zooms the timeline
 * itself. Its bars are counted once a second, whatever arrives.
 */
export const Minimap = memo(function Minimap({ lanes, control }: MinimapProps) {
  const { change } = control;
  const view = useViewPart(control, (now) => now);
  const drag = useRef<Drag | null>(null);
  const second = useNow();
  const now = Math.max(hostNow(), second - 1_000);
  const range = minimapRange(view.from, now);
  const { width } = view;
  const msPerPx = (range.to - range.from) / width;
  const place = (at: number): number => Math.min(width, Math.max(0, (at - range.from) / msPerPx));
  const isLong = range.to - range.from > HOUR_MS * 1.01;
  const seconds = Math.floor(range.from / 1_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lanes change in place; a second is often enough
  const bars = useMemo(() => {
    const columns = lanes().map((lane) => lane.marks);
    return minimapBars(columns, range, width).map((bar) => <Bar key={bar.x} bar={bar} />);
  }, [lanes, seconds, second, width]);

  function onDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const edge = event.target instanceof HTMLElement ? event.target.dataset['edge'] : undefined;
    const part = edge === 'from' || edge === 'to' ? edge : 'whole';
    let { from } = view;
    if (part === 'whole' && (x < place(view.from) || x > place(endOf(view)))) {
      // A press beside the brush brings it there.
      from = range.from + x * msPerPx - spanOf(view) / 2;
      change((before) => pan(before, (from - before.from) / before.msPerPx, hostNow()));
    }
    drag.current = { part, x: event.clientX, from, to: from + spanOf(view) };
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function onMove(event: PointerEvent<HTMLElement>): void {
    const held = drag.current;
    if (!held) return;
    const by = (event.clientX - held.x) * msPerPx;
    if (held.part === 'whole')
      change((before) => pan(before, (held.from + by - before.from) / before.msPerPx, hostNow()));
    else {
      const from = held.part === 'from' ? Math.min(held.from + by, held.to - msPerPx) : held.from;
      const to = held.part === 'to' ? Math.max(held.to + by, held.from + msPerPx) : held.to;
      change((before) => showRange(before, from, to, hostNow()));
    }
  }
  function onUp(): void {
    drag.current = null;
  }

  const left = place(view.from);
  return (
    <div className={`${css['row']} ${css['mini']}`} aria-hidden data-testid="timeline-minimap">
      <div className={css['label']}>{isLong ? `last ${formatDuration(range.to - range.from)}` : 'last hour'}</div>
      <div className={css['track']}>
        <div
          className={css['bars']}
          onPointerDown={onDown}
          onPointerMove={onMove}
          onPointerUp={onUp}
          onPointerCancel={onUp}
        >
          {bars}
          <span className={css['brush']} style={{ left, width: Math.max(0, place(endOf(view)) - left) }}>
            <span className={css['edge']} data-edge="from" />
            <span className={css['edge']} data-edge="to" />
          </span>
        </div>
      </div>
    </div>
  );
});

function Bar({ bar }: { readonly bar: MinimapBar }) {
  return (
    <span
      className={css['bar']}
      data-failed={bar.hasFailure || undefined}
      title={plural(bar.count, 'event')}
      style={{ left: bar.x, height: bar.height }}
    />
  );
}
