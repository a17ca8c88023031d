import { useState, useSyncExternalStore } from 'react';
import type { Envelope } from '../../../shared/envelope.ts';
import { createPace, type PaceLimits } from '../../lib/pace.ts';
import { type History, history } from '../../stores/history.ts';

/** A flood changes every line in sight each time: more often than this nobody reads any of them. */
const LIMITS: PaceLimits = { atOnce: 4, everyMs: 250 };

/** Events as they are shown. */
export interface PacedHistory {
  readonly events: () => readonly Envelope[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Follows a history for what is read: a save, or a few, shows in the next frame, and a flood four times a second. */
export function paceHistory(source: Pick<History, 'events' | 'subscribe'>, limits: PaceLimits = LIMITS): PacedHistory {
  const listeners = new Set<() => void>();
  let shown = source.events();
  let stop: (() => void) | null = null;
  const pace = createPace(() => {
    shown = source.events();
    for (const listener of listeners) listener();
  }, limits);
  return {
    events: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      stop ??= source.subscribe(pace.ask);
      // What changed before anybody listened.
      shown = source.events();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
        pace.stop();
      };
    },
  };
}

/** The events of the page's history, oldest first, drawn anew no more often than anybody can read. */
export function usePacedHistory(): readonly Envelope[] {
  const [paced] = useState(() => paceHistory(history));
  return useSyncExternalStore(paced.subscribe, paced.events);
}
