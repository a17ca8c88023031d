import type { Mark } from './format.ts';
import { isOfRun } from './reader-runs.ts';
import type { Filter } from './search-filter.ts';

/** Whether a mark is shown among the lines a filter lets through. Where something is looked for, only lines are. */
export function showsMark(filter: Filter, mark: Mark): boolean {
  const { at } = mark;
  if (filter.include.length > 0 || at < filter.from || at > filter.until) return false;
  return filter.runs === null || [...filter.runs].some((run) => isOfRun(mark, run));
}
