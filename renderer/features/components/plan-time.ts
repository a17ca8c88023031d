import type { ActionOutput } from '../../../shared/actions/all.ts';
import { plural } from '../../lib/format.ts';

/** A step as a preview has it: with how long its start took before, where that is known. */
export type PlannedStep = ActionOutput<'component.plan'>['steps'][number];

/** Roughly how long something takes: `under 1 s`, `about 3 s`, `about 2 min`. */
export function aboutWords(ms: number): string {
  if (ms < 1_000) return 'under 1 s';
  const seconds = Math.round(ms / 1_000);
  return seconds < 100 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}

/**
 * How long the starts of a plan take together, by what they took before: those of one level go at once, the levels one
 * after another. Null where nothing is known.
 */
export function timeWords(steps: readonly PlannedStep[]): string | null {
  const starts = steps.filter(({ act }) => act === 'start');
  const known = starts.flatMap(({ level, estimate }) => (estimate ? [{ level, ...estimate }] : []));
  if (known.length === 0) return null;
  const longest = new Map<number, number>();
  for (const { level, ms } of known) longest.set(level, Math.max(longest.get(level) ?? 0, ms));
  const total = [...longest.values()].reduce((sum, ms) => sum + ms, 0);
  const runs = known.reduce((least, one) => Math.min(least, one.runs), Number.POSITIVE_INFINITY);
  const from = known.length === 1 ? plural(runs, 'run') : `${plural(runs, 'run')} of each`;
  const rest = starts.length - known.length;
  const unknown = rest === 0 ? '' : `; ${plural(rest, 'other')} never ran here`;
  return `Ready in ${aboutWords(total)}, from ${from}${unknown}.`;
}
