import { useDeferredValue, useMemo, useState } from 'react';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import { selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import {
  countPresent,
  createDefinitionOrder,
  DEFINITION_KEYS,
  type DefinitionItem,
  definitionItems,
  filterKeys,
} from './definition-order.ts';

/** The lines of the screen's list, and what its filter says about itself. */
export interface DefinitionList {
  readonly items: readonly DefinitionItem[];
  readonly total: number;
  readonly found: number;
  readonly filterError: string | null;
  readonly toggleKind: (kind: string) => void;
}

/** Follows the definitions and the filter; typing stays quick however long the list is. */
export function useDefinitionList(): DefinitionList {
  const [orderOf] = useState(createDefinitionOrder);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const definitions = useWorkspace(selectDefinitions);
  const filter = useDeferredValue(useUi(selectFilter('definitions')));
  const { terms, error } = useFilterTerms(filter, DEFINITION_KEYS);
  const keys = orderOf(definitions);
  const found = useMemo(() => filterKeys(keys, terms), [keys, terms]);
  const items = useMemo(() => definitionItems(found, closed), [found, closed]);
  const toggleKind = (kind: string): void => {
    const next = new Set(closed);
    if (!next.delete(kind)) next.add(kind);
    setClosed(next);
  };
  const total = useMemo(() => countPresent(keys), [keys]);
  return { items, total, found: found === keys ? total : countPresent(found), filterError: error, toggleKind };
}
