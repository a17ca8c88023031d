import type { Gauges, GaugeTopic } from '../../../shared/gauges.ts';

/** Latest value per key, told to those who look, at most four times a second. Never journaled, never folded. */
export interface GaugePlane {
  set(values: Partial<Gauges>): void;
  /** Hears all values at once, then each change; returns the way to stop. */
  subscribe(listener: (values: Readonly<Record<string, unknown>>) => void): () => void;
  /** Says that somebody wants values that are costly to measure; answers the way to want them no more. */
  want(topic: GaugeTopic): () => void;
  /** Hears when the first one wants a topic, and when the last one does not any more; answers the way to stop. */
  onInterest(topic: GaugeTopic, listener: (wanted: boolean) => void): () => void;
  close(): void;
}

const EVERY_MS = 250;

/** Makes the plane. */
export function createGaugePlane(): GaugePlane {
  const latest: Record<string, unknown> = {};
  const listeners = new Set<(values: Readonly<Record<string, unknown>>) => void>();
  let changed: Record<string, unknown> = {};
  let timer: NodeJS.Timeout | null = null;
  const wanting = new Map<GaugeTopic, number>();
  const interested = new Map<GaugeTopic, Set<(wanted: boolean) => void>>();

  function tell(): void {
    timer = null;
    const values = changed;
    changed = {};
    for (const listener of listeners) listener(values);
  }

  function count(topic: GaugeTopic, change: 1 | -1): void {
    const before = wanting.get(topic) ?? 0;
    wanting.set(topic, before + change);
    if (before + change === (change === 1 ? 1 : 0))
      for (const listener of interested.get(topic) ?? []) listener(change === 1);
  }

  return {
    set(values) {
      for (const [key, value] of Object.entries(values)) {
        if (Object.is(latest[key], value)) continue;
        latest[key] = value;
        changed[key] = value;
      }
      if (listeners.size > 0 && Object.keys(changed).length > 0) timer ??= setTimeout(tell, EVERY_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener({ ...latest });
      return () => listeners.delete(listener);
    },
    want(topic) {
      let wants = true;
      count(topic, 1);
      return () => {
        if (wants) count(topic, -1);
        wants = false;
      };
    },
    onInterest(topic, listener) {
      const all = interested.get(topic) ?? new Set();
      interested.set(topic, all.add(listener));
      if ((wanting.get(topic) ?? 0) > 0) listener(true);
      return () => all.delete(listener);
    },
    close() {
      if (timer) clearTimeout(timer);
      listeners.clear();
    },
  };
}
