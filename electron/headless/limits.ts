/** Acts one token may ask for within a second, over all its connections. */
export const ACTS_PER_SECOND = 50;
/** Sockets and event streams one token may hold open at once. */
export const CONNECTIONS_PER_TOKEN = 20;
/** Sockets that have connected and not yet shown a token. */
export const WAITING_SOCKETS = 64;

/** Counts what each token uses. */
export interface Limits {
  /** Whether one more act is within bounds; it is counted when it is. */
  act(who: string): boolean;
  /** Takes a place for a long connection; answers how to give it back (safe to call twice), or null when all are taken. */
  connection(who: string): (() => void) | null;
}

/** Limits with nothing used. `mono` is a clock in ms that never goes back. */
export function createLimits(mono: () => number): Limits {
  const acts = new Map<string, number[]>();
  const open = new Map<string, number>();
  return {
    act(who) {
      const now = mono();
      const recent = (acts.get(who) ?? []).filter((at) => now - at < 1_000);
      const allowed = recent.length < ACTS_PER_SECOND;
      if (allowed) recent.push(now);
      acts.set(who, recent);
      return allowed;
    },
    connection(who) {
      const count = open.get(who) ?? 0;
      if (count >= CONNECTIONS_PER_TOKEN) return null;
      open.set(who, count + 1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        open.set(who, (open.get(who) ?? 1) - 1);
      };
    },
  };
}
