import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { marks } from '../../../stores/marks.ts';
import { liveView, resize, stepLive, untilStep, type View } from './view.ts';

/** What a timeline shows at first, ms. */
export const FIRST_SPAN_MS = 600_000;
/** Where nothing may move by itself, the live edge is gone to this often, ms. */
const CALM_MS = 1_000;

/** The view of a timeline, outside React: it may change with every frame, and few things are drawn by React for it. */
export interface ViewControl {
  readonly get: () => View;
  readonly change: (next: (view: View) => View) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** The host's time, epoch ms, as far as its events tell: never before the newest mark. */
export function hostNow(): number {
  return Math.max(Date.now() + marks.skewMs(), marks.newestAt());
}

/** Makes a control of a view. */
export function createView(first: View): ViewControl {
  let view = first;
  const listeners = new Set<() => void>();
  return {
    get: () => view,
    change(next) {
      const changed = next(view);
      if (changed === view) return;
      view = changed;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Makes a view that begins at the live edge; it stays the same control as long as the component. */
export function useView(): ViewControl {
  return useState(() => createView(liveView(720, FIRST_SPAN_MS, hostNow())))[0];
}

/** Reads one thing off the view; draws anew only when that changes. */
export function useViewPart<T>({ get, subscribe }: ViewControl, read: (view: View) => T): T {
  return useSyncExternalStore(subscribe, () => read(get()));
}

/** Keeps the view as wide as its track. */
export function useTrackWidth(track: RefObject<HTMLElement | null>, { change }: ViewControl): void {
  const measure = useEffectEvent(() => {
    const width = track.current?.clientWidth ?? 0;
    if (width > 0) change((view) => resize(view, width));
  });
  useLayoutEffect(() => {
    measure();
    if (!track.current) return;
    const observer = new ResizeObserver(() => measure());
    observer.observe(track.current);
    return () => observer.disconnect();
  }, [track]);
}

/** Moves the view on with the live edge, a pixel at a time, unless it is held still. */
export function useFollow({ get, change, subscribe }: ViewControl, isHeld: boolean): void {
  useEffect(() => {
    if (isHeld) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    function plan(): void {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      const view = get();
      if (!view.follows) return;
      const wait = Math.ceil(untilStep(view, hostNow())) + 1;
      timer = setTimeout(
        () => {
          // At most one step a frame, and none while the page is not seen.
          frame = requestAnimationFrame(() => {
            change((now) => stepLive(now, hostNow(), isCalm));
            if (get() === view) plan();
          });
        },
        isCalm ? Math.max(CALM_MS, wait) : wait,
      );
    }
    plan();
    const stop = subscribe(plan);
    return () => {
      stop();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [get, change, subscribe, isHeld]);
}
