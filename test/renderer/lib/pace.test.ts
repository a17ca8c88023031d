import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace } from '../../../renderer/lib/pace.ts';

describe('a pace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function counted() {
    let done = 0;
    const act = () => {
      done += 1;
    };
    return { pace: createPace(act, { atOnce: 2, everyMs: 100 }), done: () => done };
  }

  it('does the first at once, and of a flood no more than was agreed', () => {
    const { pace, done } = counted();
    pace.ask();
    pace.ask();
    expect(done()).toBe(2);
    for (let ms = 0; ms < 1_000; ms += 10) {
      pace.ask();
      vi.advanceTimersByTime(10);
    }
    expect(done()).toBeGreaterThanOrEqual(11);
    expect(done()).toBeLessThanOrEqual(13);
  });

  it('always does what was asked for last', () => {
    const { pace, done } = counted();
    for (let each = 0; each < 3; each += 1) pace.ask();
    expect(done()).toBe(2);
    vi.advanceTimersByTime(100);
    expect(done()).toBe(3);
  });

  it('is fresh again after a rest, and does nothing once it is stopped', () => {
    const { pace, done } = counted();
    for (let each = 0; each < 3; each += 1) pace.ask();
    pace.stop();
    vi.advanceTimersByTime(1_000);
    expect(done()).toBe(2);
    pace.ask();
    pace.ask();
    expect(done()).toBe(4);
  });
});
