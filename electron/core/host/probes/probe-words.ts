import type { ProbeSpec } from '../component.ts';
import type { Streak } from './streak.ts';

/** One probe as it stands. */
export interface Probe {
  readonly spec: ProbeSpec;
  streak: Streak;
  /** What its last answer said, or what it waits for. */
  why: string;
  /** The reason that was told last, and how many other ones of the same failure before it. */
  told: string;
  reasons: number;
  /** Another reason is not told yet: one that never says the same twice would flood the journal. */
  isHushed: boolean;
}

/** A probe that has told nothing yet. */
export function newProbe(spec: ProbeSpec, streak: Streak): Probe {
  return { spec, streak, why: '', told: '', reasons: 0, isHushed: false };
}

/** The longest time for which a failing probe keeps another reason to itself, ms. */
const HUSH_MOST_MS = 10_000;
const HUSH_STEP_MS = 1_000;

/** For how long the next reason is kept back after so many were told of one failure, ms. */
export function hushMs(reasons: number): number {
  return Math.min(HUSH_MOST_MS, reasons * HUSH_STEP_MS);
}

/** Whether two reasons differ in more than their numbers. */
export function isOtherReason(one: string, other: string): boolean {
  return one.replace(/\d+/g, '0') !== other.replace(/\d+/g, '0');
}

/** The ceiling of its memory as a probe; nothing is asked for it. */
export const MEMORY: ProbeSpec = {
  name: 'memory',
  purpose: 'readiness',
  how: { sort: 'log', pattern: '' },
  intervalMs: 0,
  timeoutMs: 0,
  initialDelayMs: 0,
  successes: 1,
  failures: 1,
};

/** Which probe keeps a component from being ready, and why; to be read after "its". One that gave up comes first. */
export function failureWords(probes: readonly Pick<Probe, 'spec' | 'streak' | 'why'>[]): string {
  const worst =
    probes.find(({ streak }) => streak.dead) ??
    probes.find(({ streak }) => streak.state === 'failing') ??
    probes.find(({ spec, streak }) => streak.state === 'unknown' && spec.purpose !== 'liveness');
  if (!worst) return 'probes have not answered yet';
  const { spec, streak, why } = worst;
  // It is no probe of the user's, and needs no name.
  if (spec === MEMORY) return `memory is near the ceiling: it ${why}`;
  const name = `${spec.purpose} probe ${spec.name}`;
  if (streak.state === 'unknown') return `${name} ${why === '' ? 'has not answered yet' : why}`;
  return streak.dead && streak.count > 1
    ? `${name} failed ${streak.count} times in a row: ${why}`
    : `${name} ${streak.dead ? 'failed' : 'fails'}: ${why}`;
}
