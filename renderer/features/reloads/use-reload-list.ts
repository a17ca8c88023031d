import { useDeferredValue, useMemo, useState } from 'react';
import { useHistory } from '../../stores/history.ts';
import { selectFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import type { OutcomeGroup } from '../../words/outcomes.ts';
import {
  countGroups,
  createReloadRows,
  filterRows,
  foldScans,
  type ListItem,
  newerThan,
  nextFailure,
  RELOAD_KEYS,
} from './reload-list.ts';

/** A list that lags by more than this many events is a flood. */
const LIVE_EVENTS = 50;

/** The lines of the screen's list and everything that is said about them. */
export interface ReloadList {
  readonly items: readonly ListItem[];
  readonly total: number;
  readonly found: number;
  readonly counts: Readonly<Record<OutcomeGroup, number>>;
  readonly filterError: string | null;
  /** Rows that came since the reader left the live edge, and are not in `items`. */
  readonly newer: number;
  /** Tells whether the list stands at its live edge: only there new rows appear. */
  readonly setLive: (isLive: boolean) => void;
  readonly toggleScan: (id: string) => void;
  readonly nextFailureAfter: (id: string | null) => string | null;
}

/** Follows the history and the filter. Away from the live edge the list stands still, so that nothing jumps. */
export function useReloadList(): ReloadList {
  const [rowsOf] = useState(createReloadRows);
  const [topSeq, setTopSeq] = useState<number | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const history = useHistory();
  const settled = useDeferredValue(history);
  // A save is painted in the next frame; only a flood may wait for a quieter moment.
  const events = lastSeq(history) - lastSeq(settled) <= LIVE_EVENTS ? history : settled;
  const filter = useDeferredValue(useUi(selectFilter('reloads')));
  const { terms, error } = useFilterTerms(filter, RELOAD_KEYS);
  const all = rowsOf(events);
  const counts = useMemo(() => countGroups(all), [all]);
  const found = useMemo(() => filterRows(all, terms), [all, terms]);
  const newer = newerThan(found, topSeq);
  const items = useMemo(() => foldScans(newer === 0 ? found : found.slice(newer), open), [found, newer, open]);

  return {
    items,
    total: all.length,
    found: found.length,
    counts,
    filterError: error,
    newer,
    setLive: (isLive) => setTopSeq(isLive ? null : (all[0]?.seq ?? null)),
    toggleScan: (id) => {
      const next = new Set(open);
      if (!next.delete(id)) next.add(id);
      setOpen(next);
    },
    nextFailureAfter: (id) => nextFailure(found.slice(newer), id),
  };
}

function lastSeq(events: readonly { readonly seq: number }[]): number {
  return events.at(-1)?.seq ?? 0;
}
