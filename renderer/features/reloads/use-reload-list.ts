import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { FilterTerms } from '../../lib/filter-terms.ts';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import type { OutcomeGroup } from '../../words/outcomes.ts';
import type { ReloadRow } from '../../words/reload-row.ts';
import {
  countGroups,
  createFoldScans,
  createReloadRows,
  filterRows,
  type ListItem,
  newerThan,
  RELOAD_KEYS,
} from './reload-list.ts';
import { usePacedHistory } from './use-paced-history.ts';

/** The lines of the screen's list and everything that is said about them. */
export interface ReloadList {
  readonly items: readonly ListItem[];
  /** Every row that passes the filter, newest first. */
  readonly rows: readonly ReloadRow[];
  /** What the filter asks for. */
  readonly terms: FilterTerms;
  readonly total: number;
  readonly found: number;
  readonly counts: Readonly<Record<OutcomeGroup, number>>;
  readonly filterError: string | null;
  /** Rows that came since the reader left the live edge, and are not in `items`. */
  readonly newer: number;
  /** Tells whether the list stands at its live edge: only there new rows appear. */
  readonly setLive: (isLive: boolean) => void;
  readonly toggleScan: (id: string) => void;
}

/** Follows the history and the filter. Away from the live edge the list stands still, so that nothing jumps. */
export function useReloadList(): ReloadList {
  const [rowsOf] = useState(createReloadRows);
  const [fold] = useState(createFoldScans);
  const [topSeq, setTopSeq] = useState<number | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  // A flood is drawn in the time that frames leave over, not in the way of one.
  const events = useDeferredValue(usePacedHistory());
  const filter = useDeferredValue(useUi(selectFilter('reloads')));
  const { terms, error } = useFilterTerms(filter, RELOAD_KEYS);
  const all = rowsOf(events);
  const counts = useMemo(() => countGroups(all), [all]);
  const found = useMemo(() => filterRows(all, terms), [all, terms]);
  const newer = newerThan(found, topSeq);
  const items = useMemo(() => fold(newer === 0 ? found : found.slice(newer), open), [fold, found, newer, open]);

  const top = useRef(0);
  top.current = all[0]?.seq ?? 0;
  const setLive = useCallback((isLive: boolean) => setTopSeq(isLive ? null : top.current || null), []);
  const toggleScan = useCallback((id: string) => {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);

  return {
    items,
    rows: found,
    terms,
    total: all.length,
    found: found.length,
    counts,
    filterError: error,
    newer,
    setLive,
    toggleScan,
  };
}
