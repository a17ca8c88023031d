import {
  endOf,
  type Heights,
  inside,
  isSame,
  movedBy,
  scrollHeight,
  scrollOf,
  type Top,
  topOfScroll,
} from './geometry.ts';

/** How long nobody may have scrolled before the scroll bar is put where it belongs, in ms. */
const REST_MS = 200;

/** While the newest row is followed, the scroll bar follows it this often, in ms: each time costs a layout. */
const FOLLOW_MS = 250;

/** The scroll bar of a list, and what stands at the upper edge because of it. */
export interface Scroller {
  top(): Top;
  /** Puts another place at the upper edge; the scroll bar follows with the next `settle`. */
  moveTo(top: Top): void;
  /** Keeps the place inside the list, and makes the scroll bar fit its length. */
  settle(heights: Heights, follows: boolean): void;
  /** What was scrolled before this moment, and the browser has not told yet, no longer counts. */
  forgetScroll(): void;
  view(): number;
  close(): void;
}

/**
 * Binds the scroll bar of `host`, in which `spacer` has the height of the whole list. A small step moves by px; a jump
 * goes to the same part of the list, which is all that a scroll bar can mean where a px stands for many rows.
 */
export function createScroller(
  host: HTMLElement,
  spacer: HTMLElement,
  heightsNow: () => Heights,
  onScroll: (atEnd: boolean) => void,
  redraw: () => void,
): Scroller {
  let top: Top = { row: 0, px: 0 };
  let view = host.clientHeight;
  let last = host.scrollTop;
  let isDirty = false;
  let height = -1;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let settledAt = 0;
  let owed: ReturnType<typeof setTimeout> | undefined;

  const most = (): number => Math.max(0, Math.max(height, view) - view);

  /** Takes a new height; the browser may have moved the bar for it, which is nobody's scroll. */
  function isResized(): boolean {
    if (host.clientHeight === view) return false;
    view = host.clientHeight;
    last = host.scrollTop;
    isDirty = true;
    settledAt = 0;
    redraw();
    return true;
  }

  const isMoved = (): boolean => Math.abs(host.scrollTop - last) >= 0.5;

  function scrolled(): void {
    if (isResized() || !isMoved()) return;
    const at = host.scrollTop;
    const by = at - last;
    last = at;
    const heights = heightsNow();
    const end = endOf(heights, view);
    if (Math.abs(by) > view * 2) top = topOfScroll(at, heights, view, most());
    else {
      top = movedBy(top, by, heights, view);
      const near = (by < 0 ? at <= 0 : at >= most() - 1) && isNear(top, by < 0 ? { row: 0, px: 0 } : end, heights);
      if (near) top = by < 0 ? { row: 0, px: 0 } : end;
      // The bar has reached its end before the list has: it goes back to where it belongs.
      else if (at <= 0 || at >= most() - 1) isDirty = true;
    }
    clearTimeout(rest);
    rest = setTimeout(() => {
      isDirty = true;
      onScroll(isSame(top, endOf(heightsNow(), view)));
    }, REST_MS);
    onScroll(isSame(top, end));
  }

  function isNear(one: Top, other: Top, heights: Heights): boolean {
    return Math.abs(one.row - other.row) * heights.base <= view * 2;
  }

  host.addEventListener('scroll', scrolled, { passive: true });
  const resizes = new ResizeObserver(isResized);
  resizes.observe(host);

  return {
    top: () => top,
    view: () => view,
    moveTo(next) {
      if (isSame(next, top)) return;
      top = next;
      isDirty = true;
    },
    settle(heights, follows) {
      const wanted = follows ? endOf(heights, view) : inside(top, heights, view);
      if (!isSame(wanted, top)) {
        top = wanted;
        isDirty = true;
      }
      const tall = scrollHeight(heights);
      const now = performance.now();
      const wait = settledAt + FOLLOW_MS - now;
      if (follows && tall > view && height > view && wait > 0) {
        owed ??= setTimeout(redraw, wait);
        return;
      }
      clearTimeout(owed);
      owed = undefined;
      settledAt = now;
      // The browser tells of a scroll with the next frame, and a list that is drawn by a timer may be earlier: putting
      // the bar back to the end would undo what somebody did just now.
      if (follows && !isResized() && isMoved()) return scrolled();
      if (tall !== height) {
        height = tall;
        spacer.style.height = `${tall}px`;
        isDirty ||= follows;
      }
      if (!isDirty) return;
      isDirty = false;
      host.scrollTop = scrollOf(top, heights, view, most());
      last = host.scrollTop;
    },
    forgetScroll() {
      last = host.scrollTop;
    },
    close() {
      clearTimeout(rest);
      clearTimeout(owed);
      resizes.disconnect();
      host.removeEventListener('scroll', scrolled);
    },
  };
}
