import type { DiskSpan } from '../../../stores/disk-spans.ts';

/** A line below a lane, as it is drawn. Times are epoch ms. */
export interface DrawnSpan {
  readonly from: number;
  readonly to: number;
  readonly why: DiskSpan['why'];
}

/**
 * The lines between two times; one that lasts ends with the track. Lines of one sort with less than a pixel between them
 * are drawn as one, so that their number is bounded by the width of the track.
 */
export function drawnSpans(spans: readonly DiskSpan[], from: number, to: number, msPerPx: number): DrawnSpan[] {
  const drawn: DrawnSpan[] = [];
  let last: { from: number; to: number; why: DiskSpan['why'] } | null = null;
  for (let place = firstReaching(spans, from); place < spans.length; place += 1) {
    const span = spans[place];
    if (!span || span.from > to) break;
    const end = Math.min(span.to ?? to, to);
    const start = Math.max(span.from, from);
    if (last && last.why === span.why && start - last.to < msPerPx) last.to = end;
    else {
      last = { from: start, to: end, why: span.why };
      drawn.push(last);
    }
  }
  return drawn;
}

/** The first line that lasts until a time at least, by halving: they follow each other. */
function firstReaching(spans: readonly DiskSpan[], at: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? Number.POSITIVE_INFINITY) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
