import type { LogAsk, LogPlace, LogRow, LogSay, LogSpec } from '../../../shared/log.ts';
import { FRAME_CHARS } from '../../../shared/rpc.ts';
import { createLineReader } from './reader-lines.ts';
import { newestOrder, orderOfLine } from './reader-places.ts';
import type { Change, Table, Tables } from './reader-table.ts';
import { compilePattern } from './search-pattern.ts';
import type { Searcher } from './search-window.ts';
import { createViewFind, type ViewFind } from './view-find.ts';
import { type Shown, showSpec } from './view-shown.ts';

/** A view in the reader's thread. */
export interface WorkerView {
  ask(ask: LogAsk): void;
  changed(change: Change): void;
  /** Does a piece of work that may wait; false when there is none. */
  step(): boolean;
  /** Says how the view is, when that is new. */
  tell(): void;
}

/** Makes a view of nothing. `soon` asks for `step` and `tell` to be called. */
export function createView(
  tables: Tables,
  searcher: Searcher,
  say: (say: LogSay) => void,
  soon: () => void,
): WorkerView {
  const reader = createLineReader(tables);
  let shown: Shown | null = null;
  let find: ViewFind | null = null;
  let generation = 0;
  /** The generation that was told last: nothing is said of another before it. */
  let toldGeneration = 0;
  let follows = 0;
  let dirty = false;
  /** The greatest order among what was told of, and the last line of each stream then: all before them is numbered. */
  let toldTo = -1;
  const toldLines = new Map<Table, number>();

  function open(spec: LogSpec): void {
    shown = showSpec(tables, searcher, reader, spec);
    find = null;
    renumber();
  }

  function renumber(): void {
    generation += 1;
    toldTo = -1;
    toldLines.clear();
    touch();
  }

  function touch(): void {
    dirty = true;
    soon();
  }

  function noteTold(current: Shown): void {
    toldTo = Math.max(toldTo, current.marks.lastOrder, newestOrder(tables, current.streams()));
    for (const table of current.streams()) toldLines.set(table, tables.lastLine(table));
  }

  /** Streams are written one after another: lines that are told late may stand between others that are numbered. */
  function isLate(table: Table): boolean {
    const first = (toldLines.get(table) ?? table.firstLine - 1) + 1;
    return first <= tables.lastLine(table) && orderOfLine(tables, table, first) < toldTo;
  }

  function sayRows(from: number, count: number): void {
    if (shown) noteTold(shown);
    const rows = shown?.rows(from, count) ?? [];
    let start = 0;
    let chars = 0;
    for (const [index, row] of rows.entries()) {
      const size = charsOf(row);
      if (chars > 0 && chars + size > FRAME_CHARS) {
        say({ k: 'rows', generation, from: from + start, rows: rows.slice(start, index) });
        start = index;
        chars = 0;
      }
      chars += size;
    }
    say({ k: 'rows', generation, from: from + start, rows: rows.slice(start) });
  }

  /** The last rows, as many of them as one frame holds. */
  function tail(current: Shown): { from: number; rows: LogRow[] } {
    const from = Math.max(0, current.length() - follows);
    const rows = current.rows(from, follows);
    let first = rows.length;
    let chars = 0;
    while (first > 0) {
      const row = rows[first - 1];
      chars += row ? charsOf(row) : 0;
      if (chars > FRAME_CHARS && first < rows.length) break;
      first -= 1;
    }
    return { from: from + first, rows: rows.slice(first) };
  }

  function tell(): void {
    if (!shown) return;
    if (shown.listed?.takeRenumbered()) generation += 1;
    if (dirty) sayState(shown);
    const found = find?.say(generation) ?? null;
    if (found) say(found);
  }

  function sayState(current: Shown): void {
    dirty = false;
    toldGeneration = generation;
    const { listed, novelty } = current;
    const lines = current.lines();
    const scanned = listed ? Math.min(lines, listed.scanned()) : lines;
    const leftOut = listed?.list.leftOut ?? 0;
    noteTold(current);
    say({
      ...{ k: 'state', generation, rows: current.length(), scanned, lines },
      done: scanned >= lines && (novelty?.done ?? true),
      ...(leftOut > 0 ? { leftOut } : {}),
      ...(follows > 0 ? { tail: tail(current) } : {}),
    });
  }

  function sayNext(from: number, back: boolean): void {
    const next = find?.next(from, back) ?? null;
    say({ k: 'at', generation, of: 'next', row: next?.row ?? null, ...(next ? { nth: next.nth } : {}) });
  }

  function sayPlace(to: LogPlace): void {
    const length = shown?.length() ?? 0;
    const row = length === 0 ? null : (shown?.rowAt(to) ?? null);
    say({ k: 'at', generation, of: 'locate', row: row === null ? null : Math.max(0, Math.min(row, length - 1)) });
  }

  function answer(ask: Exclude<LogAsk, { k: 'open' | 'close' }>): void {
    switch (ask.k) {
      case 'rows':
        return sayRows(ask.from, ask.count);
      case 'follow':
        follows = ask.rows;
        return touch();
      case 'find':
        find = shown && ask.pattern ? createViewFind(tables, shown, shown.hits(compilePattern(ask.pattern))) : null;
        return soon();
      case 'next':
        return sayNext(ask.from, ask.back);
      case 'locate':
        return sayPlace(ask.to);
    }
  }

  return {
    tell,
    ask(ask) {
      if (ask.k === 'open') return open(ask.spec);
      if (ask.k === 'close') {
        shown = null;
        find = null;
        return;
      }
      if (shown?.listed?.takeRenumbered()) renumber();
      if (shown && generation !== toldGeneration) sayState(shown);
      answer(ask);
    },
    changed(change) {
      if (!shown) return;
      if (change.k === 'all' || change.k === 'begun') shown.selectAgain();
      if (change.k !== 'all' && !shown.streams().includes(change.table)) return;
      touch();
      const { listed, ranked, marks } = shown;
      if (change.k === 'grown') {
        listed?.grown(change.table);
        find?.lines.grown(change.table);
        if (ranked && isLate(change.table)) renumber();
        return;
      }
      const shortened = droppedBy(change);
      for (const table of shortened) {
        listed?.dropped(table);
        find?.lines.dropped(table);
      }
      const streams = shown.streams();
      const moved = change.k === 'mark' ? marks.add(change, streams) : marks.refresh(streams);
      const isLateMark = change.k === 'mark' && (listed?.hasPassed(change.mark.order) ?? change.mark.order <= toldTo);
      if (moved || isLateMark) listed?.marksChanged();
      const isAnew = moved || isLateMark || shortened.length > 0;
      if (ranked && (isAnew || (change.k === 'all' && streams.some(isLate)))) renumber();
      if (change.k === 'all') for (const table of streams) listed?.grown(table);
    },
    step() {
      if (!shown) return false;
      const { listed, novelty } = shown;
      if (novelty && !novelty.done) {
        novelty.step();
        if (novelty.done) renumber();
        return true;
      }
      if (listed?.step()) {
        dirty = true;
        return true;
      }
      return find?.lines.step() ?? false;
    },
  };
}

/** The streams that lost lines. */
function droppedBy(change: Change): readonly Table[] {
  if (change.k === 'all') return change.dropped;
  return change.k === 'dropped' ? [change.table] : [];
}

/** About how many characters a row has in a frame. */
function charsOf(row: LogRow): number {
  return 160 + (row.kind === 'line' ? row.text.length * 1.1 + row.stream.length : 200);
}
