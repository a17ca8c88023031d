import type { Envelope } from '../../../shared/envelope.ts';
import { type FilterTerms, isEmptyFilter, matchesFilter } from '../../lib/filter-terms.ts';
import { listRow } from '../../words/list-row.ts';
import { OUTCOMES, type Outcome, type OutcomeGroup } from '../../words/outcomes.ts';
import type { ReloadRow } from '../../words/reload-row.ts';
import { indexOfSeq } from './use-event.ts';

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
    const row = event && listRow(event);
    if (row) rows.push(row);
  }
  return rows;
}

/**
 * `reloadRows` for a history that grows and is cut at its ends: only what came or left since the last call is looked at, so
 * that a thousand events a second cost no more than their own rows.
 */
export function createReloadRows(): (events: readonly Envelope[]) => readonly ReloadRow[] {
  let known: readonly Envelope[] = [];
  let rows: readonly ReloadRow[] = [];
  return (events) => {
    if (events === known) return rows;
    const [oldest, newest] = [known[0], known.at(-1)];
    // Where the oldest and newest that both hold stand now: what lies between them is the same.
    const from = Math.max(oldest?.seq ?? 0, events[0]?.seq ?? 0);
    const first = indexOfSeq(events, from);
    const last = indexOfSeq(events, newest?.seq ?? 0);
    const kept = known.length - indexOfSeq(known, from);
    const isSame = newest !== undefined && events[last] === newest && kept > 0 && kept === last - first + 1;
    if (!isSame) rows = reloadRows(events);
    else {
      const fresh = reloadRows(events.slice(last + 1));
      const older = reloadRows(events.slice(0, first));
      if (fresh.length > 0 || older.length > 0 || kept < known.length)
        rows = fresh.concat(rows.slice(0, rowsSince(rows, from)), older);
    }
    known = events;
    return rows;
  };
}

/** How many rows, newest first, are of a number or later. */
function rowsSince(rows: readonly ReloadRow[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.seq ?? 0) >= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows that pass the filter; the very same array when nothing is asked for. Cuts in the history always stay in sight. */
export function filterRows(rows: readonly ReloadRow[], terms: FilterTerms): readonly ReloadRow[] {
  if (isEmptyFilter(terms)) return rows;
  return rows.filter((row) => passes(terms, row.lane, row.outcome, row.seq, searchText(row)));
}

/** Whether an event passes the filter, in the list and on the timeline alike; `text` is what free words search. */
export function passes(terms: FilterTerms, lane: string, outcome: Outcome, seq: number, text: string): boolean {
  if (outcome === 'gap') return true;
  const columns = {
    kind: [lane.toLowerCase()],
    outcome: [outcome.replaceAll(' ', '-'), OUTCOMES[outcome].group],
    seq: [String(seq)],
  };
  return matchesFilter(terms, columns, text);
}

/** How many rows each chip stands for. */
export function countGroups(rows: readonly ReloadRow[]): Record<OutcomeGroup, number> {
  const counts: Record<OutcomeGroup, number> = {
    ok: 0,
    refused: 0,
    held: 0,
    removed: 0,
    problem: 0,
    component: 0,
    watch: 0,
  };
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

/** `foldScans` for rows that come at the beginning and leave at the end: what stays is not folded again. */
export function createFoldScans(): typeof foldScans {
  let known: readonly ReloadRow[] = [];
  let opened: ReadonlySet<string> = new Set();
  let items: ListItem[] = [];
  return (rows, open) => {
    if (rows === known && open === opened) return items;
    const newest = known[0];
    const fresh = newest ? rows.indexOf(newest) : -1;
    const left = fresh + known.length - rows.length;
    // Rows of a first scan fold with their neighbours: where one stands at a seam, all is folded anew.
    const hasScan = rows[fresh]?.first || rows[fresh - 1]?.first || known.slice(-Math.max(0, left) - 1).some(isOfScan);
    const isSame = open === opened && fresh >= 0 && left >= 0 && rows.at(-1) === known[known.length - 1 - left];
    if (isSame && !hasScan) items = foldScans(rows.slice(0, fresh), open).concat(items.slice(0, items.length - left));
    else items = foldScans(rows, open);
    known = rows;
    opened = open;
    return items;
  };
}

function isOfScan(row: ReloadRow): boolean {
  return row.first;
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

/** What free words of a filter search in a row. */
export function searchText(row: ReloadRow): string {
  return `${row.definition?.id ?? row.label} ${row.effect}`;
}
