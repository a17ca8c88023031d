import type { LogAsk, LogPattern, LogPlace, LogRow, LogSay, LogSpecInput } from '../../../shared/log.ts';
import { logSpec, ROWS_AT_ONCE } from '../../../shared/log.ts';
import type { LogView, LogViewer } from '../../client/log-views.ts';
import { createRowCache } from './list/row-cache.ts';
import { createWaiters, type Waiters } from './waiters.ts';

/** How a view stands. */
export interface ModelState {
  readonly generation: number;
  readonly rows: number;
  readonly scanned: number;
  readonly lines: number;
  /** The oldest rows that a view of so many does not hold. */
  readonly leftOut: number;
  /** Everything was looked at. */
  readonly done: boolean;
  /** Whether anything was heard of it yet. */
  readonly known: boolean;
  /** Without a connection, what is here is the last that was known. */
  readonly isUp: boolean;
  readonly found: { readonly generation: number; readonly count: number; readonly done: boolean } | null;
  readonly refused: { readonly where: string; readonly message: string } | null;
}

/** A row that was asked for. */
export interface FoundRow {
  readonly row: number;
  /** Which of what is looked for it is, from 1. */
  readonly nth: number | null;
}

/** Rows as they were in one generation of the view. */
export interface RowsAnswer {
  readonly generation: number;
  readonly rows: readonly LogRow[];
}

/** One view of the log as the page holds it: how many rows there are, and those of them that are needed. */
export interface LogModel {
  state(): ModelState;
  /** Calls after each change, many times a second while lines arrive. Answers how to stop. */
  subscribe(listener: () => void): () => void;
  row(index: number): LogRow | undefined;
  /** Shows other lines from now on. */
  open(spec: LogSpecInput): void;
  /** These rows are in sight (`last` not included): what is missing of them is asked for. */
  see(first: number, last: number): void;
  /** From now on the last rows come by themselves; 0 ends that. */
  follow(rows: number): void;
  find(pattern: LogPattern | null): void;
  /** The next row with what is looked for; null when there is none, or nobody to ask. */
  next(from: number, back: boolean): Promise<FoundRow | null>;
  /** The row at a place, or the nearest before it. */
  locate(place: LogPlace): Promise<FoundRow | null>;
  /** Rows that are not kept: for what goes through all of them. Null without a connection. */
  read(from: number, count: number): Promise<RowsAnswer | null>;
  close(): void;
}

/** Rows that did not come within this time are asked for again, in ms. */
const AGAIN_MS = 2_000;
/** Pages of rows, and places, are awaited for this long, in ms. */
const ANSWER_MS = 10_000;

const NOTHING: ModelState = {
  generation: 0,
  rows: 0,
  scanned: 0,
  lines: 0,
  leftOut: 0,
  done: false,
  known: false,
  isUp: false,
  found: null,
  refused: null,
};

/** Opens a view through `openView`; it lasts over lost connections until it is closed. */
export function createLogModel(openView: (viewer: LogViewer) => LogView): LogModel {
  const cache = createRowCache();
  const listeners = new Set<() => void>();
  const answers = createWaiters<FoundRow | null>(null, ANSWER_MS);
  const reads = createWaiters<RowsAnswer | null>(null, ANSWER_MS);
  /** When rows were asked for that are not here yet, epoch ms. */
  const asked = new Map<number, number>();
  let state = NOTHING;
  let spec: LogSpecInput | null = null;
  let followed = 0;
  let pattern: LogPattern | null = null;
  let view: LogView | null = null;
  let isClosed = false;
  /** What was last heard of the spec that is in force. */
  let isWhole = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  function change(next: Partial<ModelState>): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  /** An answer to a client that was behind may have been left out: who looks at the rows asks for them again. */
  function lookAgain(): void {
    again = undefined;
    if (asked.size > 0) change({});
    if (asked.size > 0 && state.isUp) again = setTimeout(lookAgain, AGAIN_MS);
  }

  function awaited<T>(waiters: Waiters<T | null>, key: string, ask: LogAsk): Promise<T | null> {
    const answer = waiters.wait(key);
    // Without a connection nobody else waits.
    if (!view?.ask(ask)) waiters.settle(key, null);
    return answer;
  }

  function begin(): void {
    asked.clear();
    if (spec === null) return;
    change({ done: false });
    view?.ask({ k: 'open', spec: logSpec.parse(spec) });
    if (followed > 0) view?.ask({ k: 'follow', rows: followed });
    if (pattern !== null) view?.ask({ k: 'find', pattern });
  }

  function stateSaid(say: Extract<LogSay, { k: 'state' }>): void {
    const { generation, rows, scanned, lines, leftOut = 0, done, tail } = say;
    if (generation !== state.generation) {
      cache.clear();
      asked.clear();
    } else if (rows <= state.rows) {
      // The last row may have grown: a line without an end, or one more of the same.
      cache.forgetFrom(rows - 1);
    } else cache.forgetFrom(state.rows - 1);
    if (tail) cache.put(tail.from, tail.rows);
    const found = generation === state.found?.generation ? state.found : null;
    isWhole = done;
    change({ generation, rows, scanned, lines, leftOut, done, known: true, found });
  }

  function rowsSaid(say: Extract<LogSay, { k: 'rows' }>): void {
    for (let at = 0; at < say.rows.length; at += 1) asked.delete(say.from + at);
    if (reads.settle(`read ${say.from}`, { generation: say.generation, rows: say.rows })) return;
    // Nothing came for a view that has just become another one: its next state leads to a new question.
    if (say.generation !== state.generation || say.rows.length === 0) return;
    cache.put(say.from, say.rows);
    change({});
  }

  function refusedSaid({ where, message }: Extract<LogSay, { k: 'refused' }>): void {
    change({ refused: { where, message }, done: isWhole });
  }

  const viewer: LogViewer = {
    said(say) {
      if (isClosed) return;
      if (say.k === 'state') stateSaid(say);
      else if (say.k === 'rows') rowsSaid(say);
      else if (say.k === 'found') change({ found: { generation: say.generation, count: say.count, done: say.done } });
      else if (say.k === 'refused') refusedSaid(say);
      else answers.settle(say.of, say.row === null ? null : { row: say.row, nth: say.nth ?? null });
    },
    up() {
      change({ isUp: true });
      begin();
    },
    down() {
      answers.settleAll(null);
      reads.settleAll(null);
      change({ isUp: false });
    },
  };

  view = openView(viewer);
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    row: cache.get,
    open(next) {
      spec = next;
      change({ refused: null, done: false });
      asked.clear();
      view?.ask({ k: 'open', spec: logSpec.parse(next) });
      if (pattern !== null) view?.ask({ k: 'find', pattern });
    },
    see(first, last) {
      const now = Date.now();
      const isAsked = (row: number): boolean => now - (asked.get(row) ?? 0) < AGAIN_MS;
      for (const ask of cache.missing(first, Math.min(last, state.rows), isAsked)) {
        for (let at = 0; at < ask.count; at += 1) asked.set(ask.from + at, now);
        if (!view?.ask({ k: 'rows', ...ask })) asked.clear();
        again ??= setTimeout(lookAgain, AGAIN_MS);
      }
    },
    follow(rows) {
      if (rows === followed) return;
      followed = rows;
      view?.ask({ k: 'follow', rows });
    },
    find(next) {
      pattern = next;
      change({ found: null, refused: null });
      view?.ask({ k: 'find', pattern: next });
    },
    next: (from, back) => awaited(answers, 'next', { k: 'next', from, back }),
    locate: (to) => awaited(answers, 'locate', { k: 'locate', to }),
    read: (from, count) => awaited(reads, `read ${from}`, { k: 'rows', from, count: Math.min(count, ROWS_AT_ONCE) }),
    close() {
      isClosed = true;
      clearTimeout(again);
      answers.settleAll(null);
      reads.settleAll(null);
      view?.close();
      listeners.clear();
    },
  };
}
