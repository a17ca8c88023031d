import { useSyncExternalStore } from 'react';
import type { Envelope } from '../../shared/envelope.ts';
import { TIMELINE_TYPES } from '../../shared/timeline.ts';
import { marks } from './marks.ts';

const TYPES: ReadonlySet<string> = new Set(TIMELINE_TYPES);

/** Events that are kept; when there are more, the oldest leave. */
export const HISTORY_KEPT = 20_000;

/** Past events, oldest first, outside React: what happens at a thousand a second must not re-render a thousand times. */
export interface History {
  /** Counts up with every change. */
  version(): number;
  /** The events, oldest first. The same array until the next change. */
  events(): readonly Envelope[];
  /** Whether the journal holds older ones than these. */
  hasOlder(): boolean;
  /** Adds what just happened; types that no list shows are left out. */
  add(events: readonly Envelope[]): void;
  /** Adds a page from the past; `more` tells whether the journal holds still older ones. */
  addOlder(events: readonly Envelope[], more: boolean): void;
  /** Forgets everything: another journal, or another workspace. */
  clear(): void;
  subscribe(listener: () => void): () => void;
}

/** Makes an empty history. */
export function createHistory(kept: number = HISTORY_KEPT): History {
  let events: readonly Envelope[] = [];
  // What came since somebody last looked: a copy of everything for each batch would cost more than the batch.
  let fresh: Envelope[] = [];
  let last = 0;
  let older = false;
  let version = 0;
  const listeners = new Set<() => void>();

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  function look(): readonly Envelope[] {
    if (fresh.length === 0) return events;
    const over = events.length + fresh.length - kept;
    events = (over > 0 ? events.slice(over) : events).concat(over > events.length ? fresh.slice(-kept) : fresh);
    fresh = [];
    return events;
  }

  return {
    version: () => version,
    events: look,
    hasOlder: () => older,
    add(added) {
      const before = fresh.length;
      for (const event of added) {
        if (!TYPES.has(event.type) || event.seq <= last) continue;
        fresh.push(event);
        last = event.seq;
      }
      if (fresh.length === before) return;
      if (events.length + fresh.length > kept) older = true;
      // Nobody may be looking: what would leave at once is not kept for that.
      if (fresh.length > kept) look();
      changed();
    },
    addOlder(added, more) {
      const held = look();
      const known = new Set(held.map((event) => event.seq));
      const missing = added.filter((event) => TYPES.has(event.type) && !known.has(event.seq));
      older = more && held.length + missing.length < kept;
      const next = [...missing, ...held].sort((left, right) => left.seq - right.seq);
      if (next.length > kept) older = true;
      events = next.slice(-kept);
      last = events.at(-1)?.seq ?? 0;
      changed();
    },
    clear() {
      older = false;
      events = [];
      fresh = [];
      last = 0;
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The page's history. Written by `client/bind.ts`, and by `client/older-history.ts` when somebody scrolls back. */
export const history: History = withMarks(createHistory());

/** What just happened goes into the marks of the timeline too, and both forget at once. */
function withMarks(kept: History): History {
  return {
    ...kept,
    add(events) {
      kept.add(events);
      marks.add(events);
    },
    clear() {
      kept.clear();
      marks.clear();
    },
  };
}

/** The kept events, oldest first, as a component reads them. */
export function useHistory(): readonly Envelope[] {
  return useSyncExternalStore(history.subscribe, history.events);
}
