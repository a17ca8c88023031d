import type { Problem } from '../../shared/state.ts';
import type { Table } from '../../shared/table.ts';
import { perBucket } from './per-bucket.ts';

/** How much a problem weighs: what cannot be watched weighs as much as what is wrong. */
export type ProblemLevel = 'error' | 'warning';

/** The level of a problem; one that says none is no mere hint. */
export function levelOf(problem: Pick<Problem, 'level'>): ProblemLevel {
  return problem.level ?? 'error';
}

const levelsOf = perBucket((bucket: Readonly<Record<string, Problem>>): ProblemLevel[] =>
  Object.values(bucket).map(levelOf),
);

/** How many problems there are of each level; only what changed since the last call is looked at. */
export function problemCounts(problems: Table<Problem>): Readonly<Record<ProblemLevel, number>> {
  const levels = levelsOf(problems);
  const error = levels.reduce((sum, level) => (level === 'error' ? sum + 1 : sum), 0);
  return { error, warning: levels.length - error };
}
