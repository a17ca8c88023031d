/** What part of time a track shows. Times are epoch ms. */
export interface View {
  /** Time at the left edge. */
  readonly from: number;
  readonly msPerPx: number;
  /** Width of the track in px. */
  readonly width: number;
  /** Whether it moves on with the live edge. */
  readonly follows: boolean;
}

/** The part of the track that lies before the live edge while it is followed; the rest is future. */
export const LIVE_PART = 0.97;
/** The least and the most that one track shows, ms. */
export const LEAST_SPAN_MS = 1_000;
export const MOST_SPAN_MS = 40 * 86_400_000;
/** Below this scale, in ms per px, the live edge moves by more than a pixel a frame: it cannot be followed calmly. */
export const FOLLOW_MS_PER_PX = 17;

/** Where a time stands, in px from the left edge. */
export function xOf(view: View, at: number): number {
  return (at - view.from) / view.msPerPx;
}

/** The time at a place, in px from the left edge. */
export function timeAt(view: View, x: number): number {
  return view.from + x * view.msPerPx;
}

/** Time at the right edge. */
export function endOf(view: View): number {
  return timeAt(view, view.width);
}

/** How much time the track shows, ms. */
export function spanOf(view: View): number {
  return view.width * view.msPerPx;
}

/** A track of this span (ms) with the live edge near its right end. */
export function liveView(width: number, spanMs: number, now: number): View {
  const msPerPx = scaleFor(spanMs, width);
  return { width, msPerPx, from: now - LIVE_PART * width * msPerPx, follows: msPerPx >= FOLLOW_MS_PER_PX };
}

/** The same time over another width: what stood at the right edge stays there. */
export function resize(view: View, width: number): View {
  if (width === view.width) return view;
  const msPerPx = scaleFor(spanOf(view), width);
  return { ...view, width, msPerPx, from: endOf(view) - width * msPerPx };
}

/** Shows `factor` times as much time, around a place that stays where it is; at the live edge it is the edge that stays. */
export function zoom(view: View, factor: number, x: number): View {
  const msPerPx = scaleFor(spanOf(view) * factor, view.width);
  const still = view.follows ? LIVE_PART * view.width : x;
  return {
    ...view,
    msPerPx,
    from: timeAt(view, still) - still * msPerPx,
    follows: view.follows && msPerPx >= FOLLOW_MS_PER_PX,
  };
}

/** Shows this much time (ms): up to the live edge when it is followed, else around the middle. */
export function showSpan(view: View, spanMs: number, now: number): View {
  return view.follows ? liveView(view.width, spanMs, now) : zoom(view, spanMs / spanOf(view), view.width / 2);
}

/** Moves by px, to the past for negative ones; reaching the live edge follows it again. */
export function pan(view: View, px: number, now: number): View {
  const from = view.from + px * view.msPerPx;
  const live = now - LIVE_PART * spanOf(view);
  if (px > 0 && from >= live) return { ...view, from: live, follows: view.msPerPx >= FOLLOW_MS_PER_PX };
  return { ...view, from, follows: false };
}

/** Shows everything from a time on, with a little room before it, at the live edge. */
export function showFrom(view: View, oldest: number, now: number): View {
  return liveView(view.width, ((now - oldest) * 1.02) / LIVE_PART, now);
}

/** Shows exactly this stretch of time, as a brush was drawn. */
export function showRange(view: View, from: number, to: number, now: number): View {
  const msPerPx = scaleFor(to - from, view.width);
  const end = from + view.width * msPerPx;
  const isLive = end >= now && msPerPx >= FOLLOW_MS_PER_PX;
  return isLive ? liveView(view.width, view.width * msPerPx, now) : { ...view, msPerPx, from, follows: false };
}

/** Goes to a time that is out of sight, and leaves the live edge for it; what is in sight moves nothing. */
export function reveal(view: View, at: number): View {
  const x = xOf(view, at);
  if (x >= 8 && x <= view.width - 8) return view;
  return { ...view, from: at - spanOf(view) / 2, follows: false };
}

/**
 * One step after the live edge: at most a pixel, so that nothing jumps; none while the edge is less than a pixel ahead.
 * When it is further away than a whole track (the page slept), or `isCalm` is asked for, it is gone to at once.
 */
export function stepLive(view: View, now: number, isCalm = false): View {
  if (!view.follows) return view;
  const lagPx = (now - LIVE_PART * spanOf(view) - view.from) / view.msPerPx;
  if (Math.abs(lagPx) < 1) return view;
  const px = isCalm || Math.abs(lagPx) > view.width ? lagPx : Math.sign(lagPx);
  return { ...view, from: view.from + px * view.msPerPx };
}

/** How long until the live edge is a pixel ahead, ms: 0 when it is already. */
export function untilStep(view: View, now: number): number {
  const lagMs = now - LIVE_PART * spanOf(view) - view.from;
  return Math.max(0, view.msPerPx - lagMs);
}

function scaleFor(spanMs: number, width: number): number {
  return Math.min(MOST_SPAN_MS, Math.max(LEAST_SPAN_MS, spanMs)) / Math.max(1, width);
}
