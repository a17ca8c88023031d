import { useDeferredValue, useMemo, useState } from 'react';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import { selectProblems, useWorkspace } from '../../stores/workspace-store.ts';
import { filterProblems, PROBLEM_KEYS, type ProblemItem, problemItems, problemOrder } from './problem-list.ts';

/** The lines of the screen's list, and what its filter says about itself. */
export interface ProblemList {
  readonly items: readonly ProblemItem[];
  readonly total: number;
  readonly found: number;
  readonly filterError: string | null;
  readonly toggleFile: (id: string) => void;
}

/** Follows the problems and the filter. */
export function useProblemList(): ProblemList {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const problems = useWorkspace(selectProblems);
  const filter = useDeferredValue(useUi(selectFilter('problems')));
  const { terms, error } = useFilterTerms(filter, PROBLEM_KEYS);
  const order = useMemo(() => problemOrder(problems), [problems]);
  const found = useMemo(() => filterProblems(order, terms), [order, terms]);
  const items = useMemo(() => problemItems(found, closed), [found, closed]);
  const toggleFile = (id: string): void => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  return { items, total: order.length, found: found.length, filterError: error, toggleFile };
}
