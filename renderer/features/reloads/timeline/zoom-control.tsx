import { Minus, Plus } from 'lucide-react';
import { memo } from 'react';
import { loadOlderMarks } from '../../../client/older-history.ts';
import { formatDuration } from '../../../lib/format.ts';
import { marks } from '../../../stores/marks.ts';
import { Menu } from '../../../ui/menu.tsx';
import { hostNow, useViewPart, type ViewControl } from './use-view.ts';
import { showFrom, showSpan, spanOf, zoom } from './view.ts';
import css from './zoom-control.module.css';

/** Stretches of time that are one press away, ms. */
const PRESETS = [
  { id: 'minute', label: '1 min', ms: 60_000 },
  { id: 'ten-minutes', label: '10 min', ms: 600_000 },
  { id: 'hour', label: '1 h', ms: 3_600_000 },
] as const;

/** How much time one press of + or − adds or takes. */
export const ZOOM_STEP = 2;

/** Shows all marks up to the live edge; what is not loaded yet is fetched, and the view grows with it. */
export function showAll({ change }: Pick<ViewControl, 'change'>): void {
  const now = hostNow();
  change((view) => showFrom(view, marks.oldest()?.at ?? now - spanOf(view), now));
  if (!marks.wantsOlder()) return;
  const { generation } = marks;
  const began = generation();
  // Why a page could not be read is said by the screen, which asks for the same ones.
  loadOlderMarks().then(
    () => {
      if (generation() === began) showAll({ change });
    },
    () => {},
  );
}

/** How much time the timeline shows, with less, more, and the usual stretches. */
export const ZoomControl = memo(function ZoomControl({ control }: { readonly control: ViewControl }) {
  const { change } = control;
  const span = useViewPart(control, (view) => formatSpan(spanOf(view)));
  const zoomBy = (factor: number) => change((now) => zoom(now, factor, now.width / 2));
  return (
    <fieldset className={css['control']} aria-label="Time shown">
      <button
        type="button"
        title="Show more time (−)"
        aria-label="Show more time"
        data-testid="timeline-out"
        onClick={() => zoomBy(ZOOM_STEP)}
      >
        <Minus aria-hidden />
      </button>
      <Menu
        align="end"
        trigger={
          <button type="button" className={css['span']} data-testid="timeline-span" title="How much time is shown">
            {span}
          </button>
        }
        entries={[
          ...PRESETS.map(({ id, label, ms }) => ({
            id,
            label,
            onSelect: () => change((now) => showSpan(now, ms, hostNow())),
          })),
          { id: 'all', label: 'All', keys: '0', onSelect: () => showAll(control) },
        ]}
      />
      <button
        type="button"
        title="Show less time (+)"
        aria-label="Show less time"
        data-testid="timeline-in"
        onClick={() => zoomBy(1 / ZOOM_STEP)}
      >
        <Plus aria-hidden />
      </button>
    </fieldset>
  );
});

/** A stretch of time in few characters. */
export function formatSpan(ms: number): string {
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`;
  return formatDuration(ms);
}
