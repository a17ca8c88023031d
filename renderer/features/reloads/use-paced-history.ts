import { useState, useSyncExternalStore } from 'react';
import type { Envelope } from '../../../shared/envelope.ts';
import { type History, history } from '../../stores/history.ts';

/** Changes that are shown at once; after them one more each time this many ms have passed. */
const AT_ONCE = 4;
const EVERY_MS = 120;

interface Paced {
  readonly events: () => readonly Envelope[];
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * Follows a history for what a reader reads: a save, or a few, shows in the next frame, and a flood shows some eight times a
 * second. What came last always arrives.
 */
export function paceHistory(source: Pick<History, 'events' | 'subscribe'>, now: () => number = performance.now): Paced {
  let shown = source.events();
  let left = AT_ONCE;
  let filledAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  let stop: (() => void) | null = null;

  function show(): void {
    clearTimeout(timer);
    timer = undefined;
    shown = source.events();
    for (const listener of listeners) listener();
  }

  function changed(): void {
    if (timer !== undefined) return;
    const at = now();
    const gained = Math.floor((at - filledAt) / EVERY_MS);
    if (gained > 0) {
      left = Math.min(AT_ONCE, left + gained);
      filledAt = left === AT_ONCE ? at : filledAt + gained * EVERY_MS;
    }
    if (left > 0) {
      left -= 1;
      show();
      return;
    }
    timer = setTimeout(show, Math.max(0, filledAt + EVERY_MS - at));
    filledAt += EVERY_MS;
  }

  return {
    events: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      stop ??= source.subscribe(changed);
      // What changed before anybody listened.
      shown = source.events();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}

/** The events of the page's history, oldest first, drawn anew no more often than anybody can read. */
export function usePacedHistory(): readonly Envelope[] {
  const [paced] = useState(() => paceHistory(history, () => performance.now()));
  return useSyncExternalStore(paced.subscribe, paced.events);
}
