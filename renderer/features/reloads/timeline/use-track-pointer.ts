import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { hostNow, type ViewControl } from './use-view.ts';
import { pan, type View, zoom } from './view.ts';

/** Px that the pointer moves before a press is a drag. */
const DRAG_PX = 3;
/** How much one turn of the wheel zooms: `e` to the power of this, per px of turning. */
const WHEEL = 0.002;

interface TrackPointer {
  readonly drags: boolean;
  /** Whether the press that just ended was a drag, and therefore no click. */
  readonly wasDrag: () => boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/** Dragging moves the track; the wheel moves it sideways, and with Ctrl zooms it around the pointer. */
export function useTrackPointer(track: RefObject<HTMLElement | null>, { get, change }: ViewControl): TrackPointer {
  const [drags, setDrags] = useState(false);
  const press = useRef<{ readonly x: number; readonly view: View } | null>(null);
  const moved = useRef(false);

  const onWheel = useEffectEvent((event: WheelEvent) => {
    const sideways = event.deltaX !== 0 ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (event.ctrlKey || event.metaKey) {
      const x = event.clientX - (track.current?.getBoundingClientRect().left ?? 0);
      change((now) => zoom(now, Math.exp(event.deltaY * WHEEL), x));
    } else if (sideways !== 0) change((now) => pan(now, sideways, hostNow()));
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const element = track.current;
    const listener = (event: WheelEvent) => onWheel(event);
    // React's own listener may not call off the page's zoom.
    element?.addEventListener('wheel', listener, { passive: false });
    return () => element?.removeEventListener('wheel', listener);
  }, [track]);

  function end(): void {
    press.current = null;
    setDrags(false);
  }

  return {
    drags,
    wasDrag: () => moved.current,
    handlers: {
      onPointerDown(event) {
        moved.current = false;
        if (event.button === 0) press.current = { x: event.clientX, view: get() };
      },
      onPointerMove(event) {
        const began = press.current;
        if (!began) return;
        const px = began.x - event.clientX;
        if (!moved.current && Math.abs(px) <= DRAG_PX) return;
        if (!moved.current) {
          moved.current = true;
          setDrags(true);
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        change((now) => pan({ ...now, from: began.view.from }, px, hostNow()));
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
