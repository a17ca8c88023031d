import { useSyncExternalStore } from 'react';
import type { Envelope } from '../../shared/envelope.ts';
import type { EventType } from '../../shared/events/all.ts';

/** The events that tell what became of the workspace's files: what the lists of reloads are made of. */
export const HISTORY_TYPES = [
  'definition.reloaded',
  'definition.refused',
  'definition.removed',
  'definition.renamed',
  'definition.conflicted',
  'definition.pinned',
  'definition.unpinned',
  'batch.held',
  'batch.applied',
  'batch.discarded',
  'config.reloaded',
  'config.refused',
  'root.lost',
  'root.returned',
  'watch.degraded',
  'watch.recovered',
  'journal.gap',
  'journal.restored',
] as const satisfies readonly EventType[];

const TYPES: ReadonlySet<string> = new Set(HISTORY_TYPES);

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
  let older = false;
  let version = 0;
  const listeners = new Set<() => void>();

  function change(next: readonly Envelope[]): void {
    const cut = next.length > kept;
    events = cut ? next.slice(next.length - kept) : next;
    if (cut) older = true;
    version += 1;
    for (const listener of listeners) listener();
  }

  return {
    version: () => version,
    events: () => events,
    hasOlder: () => older,
    add(added) {
      const last = events.at(-1)?.seq ?? 0;
      const fresh = added.filter((event) => TYPES.has(event.type) && event.seq > last);
      if (fresh.length > 0) change([...events, ...fresh]);
    },
    addOlder(added, more) {
      const known = new Set(events.map((event) => event.seq));
      const fresh = added.filter((event) => TYPES.has(event.type) && !known.has(event.seq));
      older = more && events.length + fresh.length < kept;
      change([...fresh, ...events].sort((left, right) => left.seq - right.seq));
    },
    clear() {
      older = false;
      change([]);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The page's history. Written by `client/bind.ts`, and by `client/older-history.ts` when somebody scrolls back. */
export const history: History = createHistory();

/** The kept events, oldest first, as a component reads them. */
export function useHistory(): readonly Envelope[] {
  return useSyncExternalStore(history.subscribe, history.events);
}
