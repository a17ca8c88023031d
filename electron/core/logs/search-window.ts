import { lastDrawn } from './line-plain.ts';
import { entriesOf, entryFrom, findEntry, nextEntry } from './reader-places.ts';
import { linesOfRun } from './reader-runs.ts';
import type { Table, Tables } from './reader-table.ts';
import { type BlockReader, createBlockReader } from './search-blocks.ts';
import { advance, type Cursor, type CursorScope, cursorAt, type Span } from './search-cursor.ts';
import { choosesEntries, type Filter, letsThrough } from './search-filter.ts';
import type { Matcher } from './search-pattern.ts';
import { countLineEnds } from './segments-lines.ts';
import { templateOf } from './template.ts';

const LINE_END = 10;
const ESCAPE = 27;
const RETURN = 13;

/** Lines that were found in one stream, in order: what stands where in each list belongs together. */
export interface Hits {
  readonly orders: number[];
  readonly lines: number[];
  /** Only when asked for. */
  readonly templates: number[];
}

/** Looks through parts of streams. */
export interface Searcher {
  /**
   * Lines of a stream that stand at orders from `low` on and before `high`, and that a filter lets through.
   *
   * @param templates also says of which template each is
   */
  search(table: Table, low: number, high: number, filter: Filter, templates: boolean): Hits;
  /** The order up to which the streams together have about so many bytes each from `low` on; infinity at the end. */
  windowEnd(tables: readonly Table[], low: number, bytes: number): number;
  /** The same backwards: from which order on; minus infinity at the beginning. */
  windowStart(tables: readonly Table[], high: number, bytes: number): number;
}

/** Makes a searcher; `beat` hears before each regular expression is tried on a line. */
export function createSearcher(tables: Tables, beat: (matcher: Matcher) => void): Searcher {
  const reader: BlockReader = createBlockReader(tables);

  function search(table: Table, low: number, high: number, filter: Filter, templates: boolean): Hits {
    const hits: Hits = { orders: [], lines: [], templates: [] };
    const isWanted = entryTest(table, filter);
    for (const span of spansOf(tables, table, low, high)) {
      const run = { tables, table, span, filter, hits, templates, beat, isWanted };
      if (!filter.readsText && !templates) takeEntries(run);
      else searchText({ ...run, span: wantedPart(run) }, reader);
    }
    return hits;
  }

  return {
    search,
    windowEnd(list, low, bytes) {
      let end = Number.POSITIVE_INFINITY;
      for (const table of list) {
        const first = entryFrom(tables, table, low);
        if (!first || first.offset + bytes >= table.end) continue;
        const reached = findEntry(tables, table, 'offset', first.offset + bytes);
        const isFurther = reached !== null && reached.order > first.order;
        const order = isFurther ? reached.order : (nextEntry(tables, table, first)?.order ?? end);
        end = Math.min(end, order);
      }
      return end;
    },
    windowStart(list, high, bytes) {
      let start = Number.NEGATIVE_INFINITY;
      for (const table of list) {
        const last = findEntry(tables, table, 'order', high, true);
        if (!last || last.endOffset - bytes <= table.firstByte) continue;
        const reached = findEntry(tables, table, 'offset', last.endOffset - bytes);
        start = Math.max(start, reached?.order ?? start);
      }
      return start;
    },
  };
}

function* spansOf(tables: Tables, table: Table, low: number, high: number): Generator<Span> {
  const first = entryFrom(tables, table, low);
  if (!first || first.order >= high) return;
  const last = findEntry(tables, table, 'order', high, true);
  if (!last) return;
  for (let segment = first.segment; segment <= last.segment; segment += 1) {
    const from = segment === first.segment ? first.index : 0;
    const to = segment === last.segment ? last.index + 1 : Math.max(1, entriesOf(tables, table, segment).count);
    if (from < to) yield { segment, from, to };
  }
}

interface Run extends CursorScope {
  readonly filter: Filter;
  readonly hits: Hits;
  readonly templates: boolean;
  readonly beat: (matcher: Matcher) => void;
  /** Whether a line is wanted by when it was written and by which run; null when all are. */
  readonly isWanted: ((n: number, at: number) => boolean) | null;
}

function entryTest(table: Table, filter: Filter): Run['isWanted'] {
  if (!choosesEntries(filter)) return null;
  const { from, until } = filter;
  const ranges = (runs: ReadonlySet<string>) =>
    [...runs].map((run) => linesOfRun(table, run)).filter((range) => range !== null);
  const only = filter.runs === null ? null : ranges(filter.runs);
  const without = ranges(filter.withoutRuns);
  const isIn = (list: readonly { from: number; to: number }[], n: number) =>
    list.some((range) => n >= range.from && n < range.to);
  return (n, at) => at >= from && at <= until && (only === null || isIn(only, n)) && !isIn(without, n);
}

/** The entries of a span from the first to the last that has a line that is wanted: only these must be read. */
function wantedPart(run: Run): Span {
  const { span, isWanted } = run;
  if (isWanted === null) return span;
  const { data } = entriesOf(run.tables, run.table, span.segment);
  const cursor = cursorAt(run, span.from);
  let from = span.to;
  let to = span.to;
  do {
    let n = cursor.n;
    while (n < cursor.endLine && !isWanted(n, cursor.at)) n += 1;
    if (n >= cursor.endLine) continue;
    from = Math.min(from, cursor.index);
    to = cursor.index + 1;
  } while (advance(run, cursor, data));
  return { ...span, from, to };
}

function takeEntries(run: Run): void {
  const { orders, lines } = run.hits;
  const { data } = entriesOf(run.tables, run.table, run.span.segment);
  const cursor = cursorAt(run, run.span.from);
  do {
    for (let { n } = cursor; n < cursor.endLine; n += 1) {
      if (run.isWanted !== null && !run.isWanted(n, cursor.at)) continue;
      orders.push(cursor.order);
      lines.push(n);
    }
  } while (advance(run, cursor, data));
}

function searchText(run: Run, reader: BlockReader): void {
  const { table, tables, span, filter, templates } = run;
  const segment = table.segments[span.segment];
  if (!segment || span.from >= span.to) return;
  const { data } = entriesOf(tables, table, span.segment);
  const cursor = cursorAt(run, span.from);
  const to = cursorAt(run, span.to - 1).endOffset;
  const driver = templates ? null : driverOf(filter);
  const place = { n: cursor.n, offset: cursor.offset };
  for (const { bytes, offset } of reader.blocks(segment, cursor.offset, to)) {
    place.offset = offset;
    const wasAt = place.n;
    if (driver !== null && !bytes.includes(ESCAPE)) searchQuickly(run, bytes, place, cursor, data, driver);
    else searchLines(run, bytes, place, cursor, data);
    if (offset + bytes.length < to) place.n = wasAt + Math.max(1, countLineEnds(bytes, 0, bytes.length));
  }
}

/** Of several patterns that can be looked for in many lines at once the longest: it is probably the rarest. */
function driverOf(filter: Filter): Matcher | null {
  let driver: Matcher | null = null;
  for (const one of filter.include)
    if (one.quick !== null && (driver === null || one.key.length > driver.key.length)) driver = one;
  return driver;
}

function searchQuickly(
  run: Run,
  bytes: Buffer,
  place: { n: number; offset: number },
  cursor: Cursor,
  data: Float64Array,
  driver: Matcher,
): void {
  const { filter } = run;
  const isEnough = filter.include.length === 1 && filter.exclude.length === 0 && filter.levels === null;
  const find = finder(bytes, driver);
  /** Line starts up to here were counted: `n` is the number of the line that begins at `counted`. */
  let { n } = place;
  let counted = 0;
  for (let at = find(0); at >= 0; ) {
    const start = bytes.lastIndexOf(LINE_END, at - 1) + 1;
    const found = bytes.indexOf(LINE_END, at);
    const end = found < 0 ? bytes.length : found;
    const from = at === 0 ? 0 : start;
    while (cursor.endOffset <= place.offset + from && advance(run, cursor, data));
    const known = cursor.offset - place.offset;
    if (known > counted && known <= from) {
      counted = known;
      n = cursor.n;
    }
    n += countLineEnds(bytes, counted, from);
    counted = from;
    const wanted = run.isWanted === null || run.isWanted(n, cursor.at);
    if (wanted && (isEnough || letsThrough(filter, textOf(bytes, from, end), run.beat))) {
      run.hits.orders.push(cursor.order);
      run.hits.lines.push(n);
    }
    if (end >= bytes.length) return;
    at = find(end + 1);
  }
}

function finder(bytes: Buffer, { quick }: Matcher): (from: number) => number {
  if (quick !== null && 'bytes' in quick) return (from) => bytes.indexOf(quick.bytes, from);
  const text = bytes.toString('latin1');
  return (from) => {
    if (quick === null) return -1;
    quick.latin.lastIndex = from;
    return quick.latin.exec(text)?.index ?? -1;
  };
}

function searchLines(
  run: Run,
  bytes: Buffer,
  place: { n: number; offset: number },
  cursor: Cursor,
  data: Float64Array,
): void {
  const { filter, templates, hits } = run;
  const text = bytes.toString();
  let { n } = place;
  for (let from = 0; from < text.length || (from === 0 && bytes.length === 0); n += 1) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    while (cursor.endLine <= n && advance(run, cursor, data));
    if (run.isWanted === null || run.isWanted(n, cursor.at)) {
      let last = end;
      while (last > from && text.charCodeAt(last - 1) === RETURN) last -= 1;
      const line = text.slice(from, last);
      if (!filter.readsText || letsThrough(filter, line, run.beat)) {
        hits.orders.push(cursor.order);
        hits.lines.push(n);
        if (templates) hits.templates.push(templateOf(lastDrawn(line)));
      }
    }
    from = end + 1;
    if (found < 0) return;
  }
}

function textOf(bytes: Buffer, from: number, end: number): string {
  let last = end;
  while (last > from && bytes[last - 1] === RETURN) last -= 1;
  return bytes.toString('utf8', from, last);
}
