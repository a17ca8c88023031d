import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Heights } from '../../../renderer/features/logs/list/geometry.ts';
import { createScroller, type Scroller } from '../../../renderer/features/logs/list/scroller.ts';

const VIEW = 600;
let rows = 100;
let view = VIEW;
let host: HTMLElement;
let scroller: Scroller;
const scrolls: boolean[] = [];
const redraw = vi.fn();
const heights = (): Heights => ({ rows, base: 20, height: () => 20 });
/** The place at the upper edge, in px of the whole list. */
const atTop = (): number => scroller.top().row * 20 + scroller.top().px;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(10_000);
  vi.advanceTimersByTime(10_000);
  rows = 100;
  view = VIEW;
  scrolls.length = 0;
  redraw.mockClear();
  host = document.createElement('div');
  Object.defineProperty(host, 'clientHeight', { get: () => view });
  const spacer = document.createElement('div');
  host.append(spacer);
  document.body.append(host);
  scroller = createScroller(host, spacer, heights, (atEnd) => scrolls.push(atEnd), redraw);
  scroller.settle(heights(), true);
});
afterEach(() => {
  scroller.close();
  host.remove();
  vi.useRealTimers();
});

describe('the scroll bar of a list that is followed', () => {
  it('is not put back to the end while a scroll was not told yet', () => {
    expect(host.scrollTop).toBe(1_400);
    host.scrollTop = 1_100;
    rows += 1;
    vi.advanceTimersByTime(1_000);
    scroller.settle(heights(), true);
    expect(host.scrollTop).toBe(1_100);
    expect(scrolls).toEqual([false]);
    host.dispatchEvent(new Event('scroll'));
    expect(scrolls).toEqual([false]);
    scroller.settle(heights(), false);
    expect(atTop()).toBe(1_120);
  });

  it('goes to the end when that was asked for after the scroll', () => {
    host.scrollTop = 1_100;
    scroller.forgetScroll();
    rows += 1;
    vi.advanceTimersByTime(1_000);
    scroller.settle(heights(), true);
    expect(host.scrollTop).toBe(1_420);
    expect(scrolls).toEqual([]);
  });

  it('takes a bar that the browser moved for a new height for nobody’s scroll', () => {
    view = 800;
    host.scrollTop = 1_200;
    host.dispatchEvent(new Event('scroll'));
    expect(scrolls).toEqual([]);
    expect(redraw).toHaveBeenCalledOnce();
    scroller.settle(heights(), true);
    expect(atTop()).toBe(1_200);
    view = 500;
    vi.advanceTimersByTime(1_000);
    rows += 1;
    scroller.settle(heights(), true);
    scroller.settle(heights(), true);
    expect(scrolls).toEqual([]);
    expect(host.scrollTop).toBe(1_520);
  });

  it('is brought to the end also when nothing comes after lines that came close together', () => {
    rows += 40;
    scroller.settle(heights(), true);
    expect(host.scrollTop).toBe(1_400);
    vi.advanceTimersByTime(1_000);
    expect(redraw).toHaveBeenCalledOnce();
    scroller.settle(heights(), true);
    expect(host.scrollTop).toBe(2_200);
  });
});
