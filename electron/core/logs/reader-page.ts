import type { LogPlace, LogRow } from '../../../shared/log.ts';
import { formatCursor, type PageCursor, parseCursor } from './reader-cursor.ts';
import type { LineReader } from './reader-lines.ts';
import { findEntry, lastEntryOf, newestOrder, orderOfLine } from './reader-places.ts';
import type { Page, PageRequest } from './reader-protocol.ts';
import type { Table, Tables } from './reader-table.ts';
import { filterOf } from './search-filter.ts';
import type { Searcher } from './search-window.ts';
import { showsMark } from './view-filter.ts';
import { createViewMarks, type PlacedMark, type ViewMarks } from './view-marks.ts';
import { mergeHits } from './view-merge.ts';
import { createNovelty } from './view-novelty.ts';
import { selectStreams } from './view-streams.ts';

const FIRST_WINDOW = 64 * 1024;
const MOST_WINDOW = 2 ** 20;

/** What a page is read from. */
export interface PageSource {
  readonly tables: Tables;
  readonly searcher: Searcher;
  readonly reader: LineReader;
  /** Lets others work in between. Throws when nobody waits for the page any more. */
  readonly pause: () => Promise<void>;
}

interface Element {
  readonly order: number;
  /** 0 for a mark. */
  readonly n: number;
  readonly table: Table;
  readonly mark: PlacedMark['mark'] | null;
  readonly template: number;
  /** How many lines it stands for, of which it is the last. */
  readonly count: number;
  /** The first of them. */
  readonly first: number;
}

/** Reads one page. @throws AppError INVALID_INPUT for a cursor that is none, SyntaxError for a pattern that is none */
export async function readPage(source: PageSource, request: PageRequest): Promise<Page> {
  const page = await findPage(source, request);
  const { unlike, streams } = request.spec;
  // What was before is read only where there is a line to compare with it: a page may be waited for for long.
  if (!unlike || !page.rows.some(({ kind }) => kind === 'line')) return page;
  const { tables, searcher, pause } = source;
  const novelty = createNovelty(tables, selectStreams(tables.present, streams), searcher, unlike);
  while (novelty.step()) await pause();
  const isFresh = (row: LogRow) => row.kind === 'line' && novelty.isFresh(row.text, row.seq, row.run);
  return { ...page, rows: page.rows.map((row) => (isFresh(row) ? { ...row, fresh: true } : row)) };
}

async function findPage(source: PageSource, request: PageRequest): Promise<Page> {
  const { tables, searcher, reader, pause } = source;
  const { spec, limit } = request;
  const filter = filterOf(spec);
  const streams = selectStreams(tables.present, spec.streams);
  const marks = createViewMarks((mark) => showsMark(filter, mark));
  marks.refresh(streams);
  function elementsIn(low: number, high: number): Element[] {
    const out: Element[] = [];
    const found = streams.map((table) => ({ table, hits: searcher.search(table, low, high, filter, spec.fold) }));
    let next = marks.before(low);
    const takeMarks = (to: number) => {
      for (let placed = marks.at(next); placed && placed.mark.order < to; placed = marks.at(++next))
        out.push(elementOf(placed.mark.order, 0, placed.table, placed.mark, Number.NaN));
    };
    mergeHits(found, (order, table, n, template) => {
      takeMarks(order);
      out.push(elementOf(order, n, table, null, template));
    });
    takeMarks(high);
    return out;
  }

  async function forward(from: PageCursor, count: number, skipsOpen: boolean): Promise<Element[]> {
    let out: Element[] = [];
    const end = Math.max(marks.lastOrder, newestOrder(tables, streams)) + 1;
    for (let low = from.order, bytes = FIRST_WINDOW; low < end && out.length <= count; ) {
      const high = Math.min(end, searcher.windowEnd(streams, low, bytes));
      const found = elementsIn(low, high).filter(
        (one) => isAfter(one, from) && !(skipsOpen && one.n > one.table.lines),
      );
      out = joined(out, found, spec.fold);
      low = high;
      bytes = Math.min(MOST_WINDOW, bytes * 2);
      await pause();
    }
    return out;
  }

  async function backward(to: PageCursor, count: number): Promise<Element[]> {
    let out: Element[] = [];
    for (let high = to.order + 1, bytes = FIRST_WINDOW; high > 0 && out.length <= count; ) {
      const low = Math.max(0, searcher.windowStart(streams, high, bytes));
      const found = elementsIn(low, high).filter((one) => !isAfter(one, to) && !isAt(one, to));
      out = joined(found, out, spec.fold);
      high = low;
      bytes = Math.min(MOST_WINDOW, bytes * 2);
      await pause();
    }
    return out;
  }

  function rowsOf(elements: readonly Element[]): LogRow[] {
    return elements.flatMap(({ table, mark, n, count }): LogRow[] => {
      if (mark) return [{ kind: 'mark', stream: table.stream, ...pick(mark) }];
      const row = reader.row(table, n);
      return row ? [{ ...row, ...(count > 1 ? { count } : {}) }] : [];
    });
  }

  function answer(elements: readonly Element[], begin: PageCursor, end: PageCursor, more: boolean): Page {
    const [first] = elements;
    const last = elements.at(-1);
    const passed = streams
      .filter((table) => tables.isOpen(table))
      .map((table): [string, number] => [table.stream, table.lines + 1]);
    const stop = last ? { order: last.order, n: last.n } : end;
    const open = passed.filter(([stream, n]) => {
      const table = tables.get(stream);
      return table !== undefined && orderOfLine(tables, table, n) <= stop.order;
    });
    return {
      rows: rowsOf(elements),
      begin: formatCursor(first ? { order: first.order, n: first.mark ? 0 : first.first, open: [] } : begin),
      end: formatCursor({ ...stop, open }),
      more,
    };
  }

  /** Lines that had no end when an earlier page passed them, and have one now. */
  function completed({ open }: PageCursor): Element[] {
    return open.flatMap(([stream, n]) => {
      const table = tables.get(stream);
      if (!table || !streams.includes(table) || n > table.lines || n < table.firstLine) return [];
      const order = orderOfLine(tables, table, n);
      const { lines } = searcher.search(table, order, order + 1, filter, false);
      return lines.includes(n) ? [elementOf(order, n, table, null, Number.NaN)] : [];
    });
  }

  if (request.after !== undefined) {
    const from = parseCursor(request.after);
    const late = completed(from);
    const found = await forward(from, limit, true);
    const rest = found.slice(0, limit);
    const end = found.length > limit ? from : endCursor(tables, streams, marks, from);
    const page = answer(rest, from, end, found.length > limit);
    return late.length === 0 ? page : { ...page, rows: [...rowsOf(late), ...page.rows] };
  }
  const newest = endCursor(tables, streams, marks, { order: -1, n: 0, open: [] });
  if (request.around !== undefined) {
    const place = cursorOf(tables, streams, request.around);
    const earlier = (await backward(place, Math.floor(limit / 2))).slice(-Math.floor(limit / 2) || Infinity);
    const kept = limit === 1 ? [] : earlier;
    const later = await forward({ ...place, n: place.n - 0.5 }, limit - kept.length, false);
    return answer([...kept, ...later.slice(0, limit - kept.length)], place, place, later.length > limit - kept.length);
  }
  const to = request.before === undefined ? { ...newest, n: Number.POSITIVE_INFINITY } : parseCursor(request.before);
  const found = await backward(to, limit);
  const shown = found.slice(-limit);
  return answer(
    shown,
    request.before === undefined ? newest : to,
    request.before === undefined ? newest : to,
    found.length > limit,
  );
}

function elementOf(order: number, n: number, table: Table, mark: Element['mark'], template: number): Element {
  return { order, n, table, mark, template, count: 1, first: n };
}

/** Two lists one after another, neighbours of one template as one where that is wanted. */
function joined(one: readonly Element[], other: readonly Element[], fold: boolean): Element[] {
  if (!fold) return one.length === 0 ? [...other] : [...one, ...other];
  const out: Element[] = [];
  for (const element of [...one, ...other]) {
    const last = out.at(-1);
    if (last && !last.mark && !element.mark && last.table === element.table && last.template === element.template)
      out[out.length - 1] = { ...element, first: last.first, count: last.count + element.count };
    else out.push(element);
  }
  return out;
}

function isAfter({ order, n }: Element, cursor: PageCursor): boolean {
  return order > cursor.order || (order === cursor.order && n > cursor.n);
}

function isAt({ order, n }: Element, cursor: PageCursor): boolean {
  return order === cursor.order && n === cursor.n;
}

/** The place behind everything there is; `from` when that is further. */
function endCursor(tables: Tables, streams: readonly Table[], marks: ViewMarks, from: PageCursor): PageCursor {
  let end = from;
  for (const table of streams) {
    const order = lastEntryOf(tables, table)?.order ?? -1;
    if (order > end.order || (order === end.order && table.lines > end.n)) end = { order, n: table.lines, open: [] };
  }
  return marks.lastOrder > end.order ? { order: marks.lastOrder, n: 0, open: [] } : end;
}

function cursorOf(tables: Tables, streams: readonly Table[], place: LogPlace): PageCursor {
  if ('stream' in place) {
    const table = streams.find(({ stream }) => stream === place.stream);
    return { order: table ? orderOfLine(tables, table, place.n) : 0, n: table ? place.n : 0, open: [] };
  }
  let found: PageCursor = { order: 0, n: 0, open: [] };
  for (const table of streams) {
    const entry = findEntry(tables, table, 'at' in place ? 'at' : 'seq', 'at' in place ? place.at : place.seq);
    if (entry && entry.order >= found.order) found = { order: entry.order, n: entry.endLine - 1, open: [] };
  }
  return found;
}

function pick({ at, seq, run, what }: PlacedMark['mark']) {
  return { at, seq, run, what };
}
