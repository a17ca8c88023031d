import type { LogPlace, LogRow, LogSpec } from '../../../shared/log.ts';
import type { LineReader } from './reader-lines.ts';
import { findEntry, orderOfLine } from './reader-places.ts';
import type { Table, Tables } from './reader-table.ts';
import { alsoWith, choosesEntries, type Filter, filterOf } from './search-filter.ts';
import type { Matcher } from './search-pattern.ts';
import type { Searcher } from './search-window.ts';
import { templateOf } from './template.ts';
import { decode } from './view-codes.ts';
import { showsMark } from './view-filter.ts';
import { createListedRows, type ListedRows } from './view-listed.ts';
import { createViewMarks, type ViewMarks } from './view-marks.ts';
import { createNovelty, type Novelty } from './view-novelty.ts';
import { createRankedRows, type RankedRows } from './view-ranked.ts';
import { selectStreams } from './view-streams.ts';

/** What a spec shows: its rows, either found by rank in the indexes or listed by looking at every line. */
export interface Shown {
  readonly spec: LogSpec;
  readonly marks: ViewMarks;
  readonly ranked: RankedRows | null;
  readonly listed: ListedRows | null;
  readonly novelty: Novelty | null;
  streams(): readonly Table[];
  /** Takes streams in that began since. */
  selectAgain(): void;
  length(): number;
  rows(from: number, count: number): LogRow[];
  /** Whole lines of its streams. */
  lines(): number;
  /** Number of the row of a line or of the nearest before it; -1 when that is before all. */
  rowOfLine(table: Table, n: number): number;
  /** Number of the row at a place or of the nearest before it; null when there is none of its stream. */
  rowAt(place: LogPlace): number | null;
  /** The lines among what is shown that hold this too. */
  hits(matcher: Matcher): ListedRows;
}

/** A line that was dropped between the question and its answer. */
const GONE = { kind: 'line', at: 0, seq: 0, run: null, level: 'info', text: '', bytes: 0 } as const;

/** Shows what a spec asks for. @throws SyntaxError for a regular expression that cannot be read */
export function showSpec(tables: Tables, searcher: Searcher, reader: LineReader, spec: LogSpec): Shown {
  const filter = filterOf(spec);
  let selected: readonly Table[] = selectStreams(tables.present, spec.streams);
  const streams = () => selected;
  const marks = createViewMarks((mark) => showsMark(filter, mark));
  marks.refresh(selected);
  const isChosen = filter.readsText || choosesEntries(filter) || spec.fold;
  const ranked = isChosen ? null : createRankedRows(tables, streams, marks);
  const listed = isChosen ? listOf(filter, marks, spec.fold) : null;
  const novelty = spec.unlike ? createNovelty(tables, selected, searcher, spec.unlike) : null;

  function listOf(which: Filter, among: ViewMarks, fold: boolean): ListedRows {
    const template = (table: Table, n: number) => {
      const row = reader.row(table, n);
      return row ? templateOf(row.text) : Number.NaN;
    };
    return createListedRows({ tables, streams, searcher, filter: which, marks: among, fold, templateOf: template });
  }

  function rowOf(code: number, count: number, last: number): LogRow {
    const coded = decode(code);
    if (coded.k === 'mark') {
      const placed = marks.byOrder(coded.order);
      const { at = 0, seq = 0, run = null, what = { is: 'rotated', lines: 0, bytes: 0 } } = placed?.mark ?? {};
      return { kind: 'mark', stream: placed?.table.stream ?? '', at, seq, run, what };
    }
    const table = tables.list[coded.index];
    const n = count > 1 ? last : coded.n;
    const row = table ? reader.row(table, n) : null;
    if (!row) return { ...GONE, stream: table?.stream ?? '', n };
    const fresh = novelty?.isFresh(row.text, row.seq, row.run) ?? false;
    return { ...row, ...(fresh ? { fresh } : {}), ...(count > 1 ? { count } : {}) };
  }

  function rowOfLine(table: Table, n: number): number {
    return ranked ? ranked.rowOfLine(table, n) : (listed?.rowOf(orderOfLine(tables, table, n), n) ?? -1);
  }

  return {
    ...{ spec, marks, ranked, listed, novelty, streams, rowOfLine },
    selectAgain() {
      selected = selectStreams(tables.present, spec.streams);
    },
    length: () => ranked?.length() ?? listed?.list.length ?? 0,
    rows(from, count) {
      if (ranked) return ranked.codes(from, count).map((code) => rowOf(code, 1, 0));
      const end = Math.min(from + count, listed?.list.length ?? 0);
      const rows: LogRow[] = [];
      for (let index = from; listed && index < end; index += 1) {
        const folded = listed.list.folded(index);
        rows.push(rowOf(listed.list.code(index), folded.count, folded.last));
      }
      return rows;
    },
    lines: () => selected.reduce((sum, table) => sum + table.lines + 1 - table.firstLine, 0),
    rowAt(place) {
      if ('stream' in place) {
        const table = tables.get(place.stream);
        return table && selected.includes(table) ? rowOfLine(table, place.n) : null;
      }
      const latest = latestAt(tables, selected, place);
      return latest ? rowOfLine(latest.table, latest.n) : 0;
    },
    hits: (matcher) =>
      listOf(
        alsoWith(filter, matcher),
        createViewMarks(() => false),
        false,
      ),
  };
}

/** The last line of any of the streams at a moment or position of the journal; null when all are later. */
function latestAt(
  tables: Tables,
  streams: readonly Table[],
  place: Exclude<LogPlace, { stream: string }>,
): { readonly table: Table; readonly n: number } | null {
  const [key, value] = 'at' in place ? (['at', place.at] as const) : (['seq', place.seq] as const);
  let latest: { readonly table: Table; readonly n: number; readonly order: number } | null = null;
  for (const table of streams) {
    const entry = findEntry(tables, table, key, value);
    if (entry && (latest === null || entry.order > latest.order) && entry[key] <= value)
      latest = { table, n: entry.endLine - 1, order: entry.order };
  }
  return latest;
}
