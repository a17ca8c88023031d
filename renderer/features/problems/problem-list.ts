import { splitDefinitionId } from '../../../shared/definition-id.ts';
import type { Problem } from '../../../shared/state.ts';
import type { Table } from '../../../shared/table.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { levelOf } from '../../lib/problem-counts.ts';

/** A problem with its id. */
export interface ProblemEntry {
  readonly id: string;
  readonly problem: Problem;
}

/** A line of the list: a file with problems, or one of them. */
export type ProblemItem =
  | {
      readonly sort: 'file';
      readonly id: string;
      readonly path: string;
      readonly errors: number;
      readonly warnings: number;
      readonly closed: boolean;
    }
  | (ProblemEntry & { readonly sort: 'problem' });

/** Columns a filter term can name in the list of problems. */
export const PROBLEM_KEYS = ['level', 'rule', 'kind'] as const;

const FILE = 'file:';

const entriesOf = perBucket((bucket: Readonly<Record<string, Problem>>): ProblemEntry[] =>
  Object.entries(bucket).map(([id, problem]) => ({ id, problem })),
);

/** All problems in the order of files and lines. */
export function problemOrder(problems: Table<Problem>): readonly ProblemEntry[] {
  return [...entriesOf(problems)].sort(
    (one, other) =>
      compare(one.problem.path, other.problem.path) ||
      (one.problem.line ?? 0) - (other.problem.line ?? 0) ||
      (one.problem.column ?? 0) - (other.problem.column ?? 0) ||
      compare(one.id, other.id),
  );
}

/** Problems that pass the filter; the same list when nothing is asked for. */
export function filterProblems(entries: readonly ProblemEntry[], terms: FilterTerms): readonly ProblemEntry[] {
  if (isEmptyFilter(terms)) return entries;
  return entries.filter(({ problem }) =>
    matchesFilter(
      terms,
      { level: [levelOf(problem)], rule: [problem.rule.toLowerCase()], kind: kindsOf(problem) },
      `${problem.path} ${problem.definition ?? ''} ${problem.message}`,
    ),
  );
}

/** The lines of the list: every file with its head, and its problems unless it is closed. */
export function problemItems(entries: readonly ProblemEntry[], closed: ReadonlySet<string>): ProblemItem[] {
  const items: ProblemItem[] = [];
  for (let start = 0; start < entries.length; ) {
    const path = entries[start]?.problem.path ?? '';
    let end = start;
    while (entries[end]?.problem.path === path) end += 1;
    const own = entries.slice(start, end);
    const errors = own.filter(({ problem }) => levelOf(problem) === 'error').length;
    const id = `${FILE}${path}`;
    items.push({ sort: 'file', id, path, errors, warnings: own.length - errors, closed: closed.has(id) });
    if (!closed.has(id)) for (const entry of own) items.push({ ...entry, sort: 'problem' });
    start = end;
  }
  return items;
}

/** Whether an id is that of a file's line. */
export function isFileLine(id: string): boolean {
  return id.startsWith(FILE);
}

function kindsOf({ definition }: Problem): readonly string[] {
  return definition === undefined ? [] : [splitDefinitionId(definition).kind.toLowerCase()];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
