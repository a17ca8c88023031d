import { type LogRow, ROWS_AT_ONCE } from '../../../shared/log.ts';
import type { LogModel } from './log-model.ts';
import { copyLine, exportLine, type ItemWords, itemWord } from './text/row-text.ts';

/** Rows that go to the clipboard at once, and into one file, at most. */
export const COPIED_ROWS = 50_000;
export const EXPORTED_ROWS = 2_000_000;

/** What came of going through rows. */
export interface Gathered {
  readonly parts: readonly string[];
  readonly rows: number;
  /** Why it ended before the last row; null when it did not. */
  readonly ended: 'most' | 'changed' | 'lost' | 'stopped' | null;
}

interface GatherOptions {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly most: number;
  readonly line: (row: LogRow) => string;
  readonly onProgress?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** Goes through rows of a view page by page; each page becomes one text. */
export async function gatherRows(model: LogModel, options: GatherOptions): Promise<Gathered> {
  const { from, to, most, line, onProgress, signal } = options;
  const { generation } = model.state();
  const parts: string[] = [];
  const end = Math.min(to, from + most);
  let at = from;
  const done = (ended: Gathered['ended']): Gathered => ({ parts, rows: at - from, ended });
  // Long lines come in several parts, of which each is one answer: no more is asked for than came at once.
  let page = ROWS_AT_ONCE;
  while (at < end) {
    if (signal?.aborted) return done('stopped');
    const answer = await model.read(at, Math.min(page, end - at));
    if (answer === null) return done('lost');
    if (answer.generation !== generation || answer.rows.length === 0) return done('changed');
    parts.push(answer.rows.map((row) => `${line(row)}\n`).join(''));
    at += answer.rows.length;
    page = Math.min(ROWS_AT_ONCE, Math.max(20, answer.rows.length * 2));
    onProgress?.(at - from);
  }
  return done(end < to ? 'most' : null);
}

/** Everything a view shows, as it would be copied. */
export function gatherToCopy(model: LogModel): Promise<Gathered> {
  return gatherRows(model, { from: 0, to: model.state().rows, most: COPIED_ROWS, line: copyLine });
}

/** Everything a view shows, as lines of a file. */
export function gatherToExport(
  model: LogModel,
  onProgress: (rows: number) => void,
  signal: AbortSignal,
  words: ItemWords = itemWord,
): Promise<Gathered> {
  return gatherRows(model, {
    from: 0,
    to: model.state().rows,
    most: EXPORTED_ROWS,
    line: (row) => exportLine(row, words),
    onProgress,
    signal,
  });
}

/** What to say of rows that were gathered: `1 204 lines`, and why they are not all. */
export function gatheredWords({ ended }: Gathered, rows: string): string {
  switch (ended) {
    case null:
      return rows;
    case 'most':
      return `the first ${rows}: more are not taken at once`;
    case 'changed':
      return `${rows}, until the view changed`;
    case 'lost':
      return `${rows}, until the connection was lost`;
    case 'stopped':
      return `${rows}, until it was stopped`;
  }
}
