import type { LogLineRow, LogMarkRow, LogRow, LogSpecInput } from '../../../shared/log.ts';
import { ROWS_AT_ONCE } from '../../../shared/log.ts';
import type { LogModel } from './log-model.ts';

/** How many rows are looked at, page by page, for the next ruler of a run. */
const LOOKED_AT = 200 * ROWS_AT_ONCE;

/** The row of the next (or previous) beginning of a run after `from`; null when there is none within reach. */
export async function nextRun(model: LogModel, from: number, back: boolean): Promise<number | null> {
  return nextRow(model, from, back, (row): row is LogMarkRow => row.kind === 'mark' && row.what.is === 'run-started');
}

/**
 * The row of the next (or previous) error line after `from`, wrapping around once. `errors` is a view of the same lines
 * at level error only, so that ten million lines need not come here to be looked at.
 */
export async function nextError(
  model: LogModel,
  errors: LogModel,
  from: number,
  back: boolean,
): Promise<number | null> {
  const here = await lineAt(model, from, back);
  const at = here === null ? null : await errors.locate({ stream: here.stream, n: here.n });
  const begin = at === null ? (back ? errors.state().rows : -1) : at.row;
  const isHere = here !== null && here.level === 'error';
  // `locate` answers the row itself or the one before: going back, that one counts unless it is where we are.
  const start = back && !isHere ? begin + 1 : begin;
  const found =
    (await errorRow(errors, start, back)) ?? (await errorRow(errors, back ? errors.state().rows : -1, back));
  if (found === null) return null;
  return (await model.locate({ stream: found.stream, n: found.n }))?.row ?? null;
}

/** The same lines, errors only. */
export function errorsOnly(spec: LogSpecInput): LogSpecInput {
  const { unlike: _, ...lines } = spec;
  return { ...lines, levels: ['error'], fold: false, foldedRuns: [] };
}

async function lineAt(model: LogModel, from: number, back: boolean): Promise<LogLineRow | null> {
  if (from < 0) return null;
  const first = back ? from : Math.max(0, from - 20);
  const rows = (await model.read(first, 21))?.rows ?? [];
  const lines = rows.filter((row): row is LogLineRow => row.kind === 'line');
  return (back ? lines[0] : lines.at(-1)) ?? null;
}

async function errorRow(errors: LogModel, from: number, back: boolean): Promise<LogLineRow | null> {
  const row = await nextRow(errors, from, back, (one): one is LogLineRow => one.kind === 'line');
  const found = row === null ? null : (await errors.read(row, 1))?.rows[0];
  return found?.kind === 'line' ? found : null;
}

async function nextRow(
  model: LogModel,
  from: number,
  back: boolean,
  wanted: (row: LogRow) => boolean,
): Promise<number | null> {
  const { rows } = model.state();
  let at = back ? Math.min(from, rows) : from + 1;
  let looked = 0;
  while (looked < LOOKED_AT && (back ? at > 0 : at < rows)) {
    const first = back ? Math.max(0, at - ROWS_AT_ONCE) : at;
    const page = (await model.read(first, back ? at - first : Math.min(ROWS_AT_ONCE, rows - at)))?.rows ?? [];
    if (page.length === 0) return null;
    const index = back ? page.findLastIndex(wanted) : page.findIndex(wanted);
    if (index !== -1) return first + index;
    looked += page.length;
    at = back ? first : first + page.length;
  }
  return null;
}
