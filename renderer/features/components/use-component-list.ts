import { useDeferredValue, useMemo } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import { selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import {
  COMPONENT_KEYS,
  type ComponentItem,
  componentItems,
  componentOrder,
  filterComponents,
} from './component-order.ts';

/** The lines of the screen, and what its filter says about itself. */
export interface ComponentList {
  readonly items: readonly ComponentItem[];
  /** Those that pass the filter, worst first. */
  readonly found: readonly Component[];
  readonly total: number;
  readonly filterError: string | null;
}

/** Follows the components and the filter. */
export function useComponentList(): ComponentList {
  const components = useWorkspace(selectComponents);
  const filter = useDeferredValue(useUi(selectFilter('components')));
  const { terms, error } = useFilterTerms(filter, COMPONENT_KEYS);
  const order = useMemo(() => componentOrder(components), [components]);
  const found = useMemo(() => filterComponents(order, terms), [order, terms]);
  const items = useMemo(() => componentItems(found), [found]);
  return { items, found, total: order.length, filterError: error };
}
