import type { Envelope } from '../../../shared/envelope.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import type { Changes } from '../host/changes.ts';
import type { Journal } from '../journal/journal.ts';

/** How long a start takes, by the starts that came to be ready. */
export interface Estimate {
  /** The middle of those it is taken from, ms. */
  readonly ms: number;
  readonly runs: number;
}

/** How long components took to be ready, kept up to date while the journal goes on. */
export interface StartTimes {
  /** Reads what earlier sessions left, once. */
  load(): Promise<void>;
  /** Null for a component that never was ready, as far as anybody knows. */
  of(component: string): Estimate | null;
}

/** Starts an estimate is taken from, the newest. */
const KEPT = 5;
const TYPES = ['component.changed', 'run.started'];
/** Events of earlier sessions that are looked at, at most. */
const LOOKED_AT = 10_000;

/**
 * Follows a host, and reads in a journal what was before it.
 *
 * @param mono monotonic clock, ms
 */
export function followStartTimes(
  { store, position }: Pick<Journal, 'store' | 'position'>,
  changes: Pick<Changes, 'onMove'>,
  mono: () => number,
): StartTimes {
  const now = countStarts();
  const before = countStarts();
  const { seq } = position();
  changes.onMove(({ name, state, run }) => now.moved(name, state, mono(), run?.adopted));
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    const query = { types: TYPES, limit: LOOKED_AT, newest: true, before: seq + 1 };
    // Without them there is no estimate; what is asked for is a plan.
    const texts = (await store?.read(query).catch(() => [])) ?? [];
    takeStarts(
      before,
      texts.map((text) => upcast(JSON.parse(text) as Envelope)),
    );
  }

  return {
    load: () => (loading ??= load()),
    of(component) {
      const all = [...before.of(component), ...now.of(component)].slice(-KEPT).sort((one, other) => one - other);
      const middle = all[Math.floor((all.length - 1) / 2)];
      return middle === undefined ? null : { ms: Math.round(middle), runs: all.length };
    },
  };
}

/** Times from the call of a start to ready, ms. */
export interface Starts {
  /** A component came into a state; `at` by a monotonic clock, ms. What was taken over was up already. */
  moved(component: string, to: string, at: number, adopted?: boolean): void;
  /** The clock began anew: what was being started then never ended. */
  broken(): void;
  of(component: string): readonly number[];
}

/** Nothing was started yet. */
export function countStarts(): Starts {
  const began = new Map<string, number>();
  const took = new Map<string, readonly number[]>();
  return {
    moved(component, to, at, adopted = false) {
      const start = began.get(component);
      began.delete(component);
      if (to === 'starting') began.set(component, at);
      if (to !== 'running' || start === undefined || adopted) return;
      took.set(component, [...(took.get(component) ?? []), at - start].slice(-KEPT));
    },
    broken: () => began.clear(),
    of: (component) => took.get(component) ?? [],
  };
}

/** Counts the starts that events tell of, in their order. */
export function takeStarts(starts: Starts, events: readonly Envelope[]): void {
  const adopted = new Set<unknown>();
  let last = '';
  for (const { type, subject, body, epoch, mono } of events) {
    if (epoch !== last) starts.broken();
    last = epoch;
    const { to, component, adopted: isAdopted } = body as Readonly<Record<string, unknown>>;
    if (type === 'run.started') {
      if (isAdopted === true) adopted.add(component);
      else adopted.delete(component);
      continue;
    }
    const name = subject.slice('component:'.length);
    if (type === 'component.changed') starts.moved(name, String(to), mono, adopted.has(name));
  }
}
