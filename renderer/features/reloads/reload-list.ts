import type { Envelope } from '../../../shared/envelope.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { OUTCOMES, type OutcomeGroup } from '../../words/outcomes.ts';
import { type ReloadRow, reloadRow } from '../../words/reload-row.ts';

/** Columns a filter term can name in the list of reloads. */
export const RELOAD_KEYS = ['kind', 'outcome', 'seq'] as const;

/** What the list draws: a row, or the rows of one first scan folded into a line. */
export type ListItem =
  | { readonly sort: 'row'; readonly id: string; readonly row: ReloadRow }
  | { readonly sort: 'scan'; readonly id: string; readonly rows: readonly ReloadRow[]; readonly open: boolean };

/** Rows of a run of events (oldest first), newest first. */
export function reloadRows(events: readonly Envelope[]): ReloadRow[] {
  const rows: ReloadRow[] = [];
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    const row = event && reloadRow(event);
    if (row) rows.push(row);
  }
  return rows;
}

/**
 * `reloadRows` for a history that mostly grows at its end: only what came since the last call is looked at, so that a
 * thousand events a second cost no more than their own rows.
 */
export function createReloadRows(): (events: readonly Envelope[]) => readonly ReloadRow[] {
  let known: readonly Envelope[] = [];
  let rows: readonly ReloadRow[] = [];
  return (events) => {
    if (events === known) return rows;
    const grew = known.length > 0 && events[0] === known[0] && events[known.length - 1] === known.at(-1);
    const fresh = reloadRows(grew ? events.slice(known.length) : events);
    if (!grew) rows = fresh;
    else if (fresh.length > 0) rows = fresh.concat(rows);
    known = events;
    return rows;
  };
}

/** Rows that pass the filter; the very same array when nothing is asked for. Cuts in the history always stay in sight. */
export function filterRows(rows: readonly ReloadRow[], terms: FilterTerms): readonly ReloadRow[] {
  if (isEmptyFilter(terms)) return rows;
  return rows.filter((row) => row.outcome === 'gap' || matchesFilter(terms, columns(row), searchText(row)));
}

/** How many rows each chip stands for. */
export function countGroups(rows: readonly ReloadRow[]): Record<OutcomeGroup, number> {
  const counts: Record<OutcomeGroup, number> = { ok: 0, refused: 0, held: 0, removed: 0, watch: 0 };
  for (const row of rows) counts[OUTCOMES[row.outcome].group] += 1;
  return counts;
}

/** Folds two or more neighbouring rows of a first scan into one line, unless that line is open. */
export function foldScans(rows: readonly ReloadRow[], open: ReadonlySet<string>): ListItem[] {
  const items: ListItem[] = [];
  let index = 0;
  while (index < rows.length) {
    const end = scanEnd(rows, index);
    const run = end > index + 1 ? rows.slice(index, end) : [];
    const last = run.at(-1);
    const row = rows[index];
    if (last) {
      // Named by its oldest row: the id stays while newer rows of the same scan arrive.
      const id = `scan-${last.id}`;
      items.push({ sort: 'scan', id, rows: run, open: open.has(id) });
      if (open.has(id)) for (const member of run) items.push(plain(member));
    } else if (row) items.push(plain(row));
    index += Math.max(run.length, 1);
  }
  return items;
}

/** Id of the next failure below the selected row (older), going round to the newest; null when there is none. */
export function nextFailure(rows: readonly ReloadRow[], selected: string | null): string | null {
  const from = rows.findIndex((row) => row.id === selected);
  const order = [...rows.slice(from + 1), ...rows.slice(0, from + 1)];
  return order.find((row) => OUTCOMES[row.outcome].failure)?.id ?? null;
}

/** How many rows came after the number that stood on top when the reader left the live edge; 0 at the live edge. */
export function newerThan(rows: readonly ReloadRow[], topSeq: number | null): number {
  if (topSeq === null) return 0;
  const at = rows.findIndex((row) => row.seq <= topSeq);
  return at < 0 ? rows.length : at;
}

function scanEnd(rows: readonly ReloadRow[], from: number): number {
  const epoch = rows[from]?.event.epoch;
  let end = from;
  while (rows[end]?.first && rows[end]?.event.epoch === epoch) end += 1;
  return end;
}

const plainItems = new WeakMap<ReloadRow, ListItem>();

/** The item of a row: the same object each time, so that a line that did not change is not drawn again. */
function plain(row: ReloadRow): ListItem {
  const known = plainItems.get(row);
  if (known) return known;
  const made: ListItem = { sort: 'row', id: row.id, row };
  plainItems.set(row, made);
  return made;
}

function columns(row: ReloadRow): Record<string, readonly string[]> {
  const word = row.outcome.replaceAll(' ', '-');
  return {
    kind: row.definition ? [row.definition.kind.toLowerCase()] : [],
    outcome: [word, OUTCOMES[row.outcome].group],
    seq: [String(row.seq)],
  };
}

function searchText(row: ReloadRow): string {
  return `${row.definition?.id ?? row.label} ${row.effect}`;
}
