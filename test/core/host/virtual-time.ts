import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../electron/core/clock.ts';
import type { Timers } from '../../../electron/core/host/timers.ts';

/** Time that passes only when a test lets it. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Lets what can run run, without any time passing. */
  settle(): Promise<void>;
  /** Lets time pass, timer by timer, up to so many ms. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until no timer is left, or so many ms have passed. */
  drain(limitMs: number): Promise<void>;
}

/** A clock at zero. */
export function virtualTime(): VirtualTime {
  let now = 0;
  let next = 0;
  const waiting = new Map<number, { at: number; callback: () => void }>();

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  }

  async function pass(ms: number, untilEmpty = false): Promise<void> {
    const end = now + ms;
    await settle();
    for (;;) {
      const due = [...waiting].sort(([, one], [, other]) => one.at - other.at)[0];
      if (!due || due[1].at > end) break;
      waiting.delete(due[0]);
      now = Math.max(now, due[1].at);
      due[1].callback();
      await settle();
    }
    if (!untilEmpty) now = end;
  }

  return {
    clock: { now: () => 1_000_000 + now, mono: () => now },
    timers: {
      after(ms, callback) {
        next += 1;
        const id = next;
        waiting.set(id, { at: now + ms, callback });
        return () => waiting.delete(id);
      },
    },
    settle,
    pass: (ms) => pass(ms),
    drain: (limitMs) => pass(limitMs, true),
  };
}
