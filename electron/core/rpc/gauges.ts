import type { Gauges } from '../../../shared/gauges.ts';

/** Latest value per key, told to those who look, at most four times a second. Never journaled, never folded. */
export interface GaugePlane {
  set(values: Partial<Gauges>): void;
  /** Hears all values at once, then each change; returns the way to stop. */
  subscribe(listener: (values: Readonly<Record<string, unknown>>) => void): () => void;
  close(): void;
}

const EVERY_MS = 250;

/** Makes the plane. */
export function createGaugePlane(): GaugePlane {
  const latest: Record<string, unknown> = {};
  const listeners = new Set<(values: Readonly<Record<string, unknown>>) => void>();
  let changed: Record<string, unknown> = {};
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer = null;
    const values = changed;
    changed = {};
    for (const listener of listeners) listener(values);
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
    close() {
      if (timer) clearTimeout(timer);
      listeners.clear();
    },
  };
}
