import type { ProbeSpec } from '../component.ts';
import type { ProbeAnswer } from './answer.ts';

/** Where one probe stands. */
export interface Streak {
  readonly state: 'unknown' | 'passing' | 'failing';
  /** Answers of one sort in a row. */
  readonly count: number;
  readonly ok: boolean | null;
  /** It has failed so often in a row that what it looks at is given up. */
  readonly dead: boolean;
}

/** Nothing was answered yet. */
export const NO_ANSWERS: Streak = { state: 'unknown', count: 0, ok: null, dead: false };

/**
 * Counts one answer in. A readiness probe that passed must fail `failures` times to be believed; all others tell their
 * first failure at once, and startup and liveness probes give up after `failures` of them.
 */
export function countAnswer(spec: ProbeSpec, before: Streak, { ok }: ProbeAnswer): Streak {
  const count = before.ok === ok ? before.count + 1 : 1;
  if (ok) return { state: count >= spec.successes ? 'passing' : before.state, count, ok, dead: false };
  const patient = spec.purpose === 'readiness' && before.state === 'passing';
  const state = !patient || count >= spec.failures ? 'failing' : before.state;
  return { state, count, ok, dead: spec.purpose !== 'readiness' && count >= spec.failures };
}

/** What all probes of a component say together. Startup probes that have passed count no more. */
export function verdictOf(
  probes: readonly { readonly spec: ProbeSpec; readonly streak: Streak }[],
): 'ready' | 'not-ready' | 'dead' {
  if (probes.some(({ streak }) => streak.dead)) return 'dead';
  const isGood = ({ spec, streak }: (typeof probes)[number]) =>
    // A liveness probe that has not answered yet keeps nobody waiting.
    streak.state === 'passing' || (spec.purpose === 'liveness' && streak.state === 'unknown');
  return probes.every(isGood) ? 'ready' : 'not-ready';
}
