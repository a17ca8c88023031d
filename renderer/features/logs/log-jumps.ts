import type { LogLineRow, LogRow, LogSpecInput } from '../../../shared/log.ts';
import { ROWS_AT_ONCE } from '../../../shared/log.ts';
import type { LogModel } from './log-model.ts';

/** How many rows are looked at, page by page, for the next ruler of a run. */
const LOOKED_AT = 200 * ROWS_AT_ONCE;
/** A view that is not whole by then is not waited for any more, in ms: lines may come faster than they are looked at. */
const WAIT_MS = 20_000;

/** Nobody can tell: without a connection, or as long as not everything was looked at. */
export type NotKnown = 'not known';

/** The row of the next (or previous) beginning of a run after `from`; null when there is none within reach. */
export async function nextRun(model: LogModel, from: number, back: boolean): Promise<number | null | NotKnown> {
  const isRun = (row: LogRow): boolean => row.kind === 'mark' && row.what.is === 'run-started';
  const found = await nextRow(model, from, back, isRun);
  const { isUp, known, done } = model.state();
  return found === null && !(isUp && known && done) ? 'not known' : found;
}

/**
 * The row of the next (or previous) error line after `from`, wrapping around once. `errors` is a view of the same lines
 * at level error only, so that ten million lines need not come here to be looked at. Both are awaited until they are
 * whole: before that neither tells that there is no error, nor where it is.
 */
export async function nextError(
  model: LogModel,
  errors: LogModel,
  from: number,
  back: boolean,
): Promise<number | null | NotKnown> {
  if (!(await isWhole(errors)) || !(await isWhole(model))) return 'not known';
  const here = await lineAt(model, from, back);
  const at = here === null ? null : await errors.locate({ stream: here.stream, n: here.n });
  const begin = at === null ? (back ? errors.state().rows : -1) : at.row;
  const isHere = here !== null && here.level === 'error';
  // `locate` answers the row itself or the one before: going back, that one counts unless it is where we are.
  const start = back && !isHere ? begin + 1 : begin;
  const found =
    (await errorRow(errors, start, back)) ?? (await errorRow(errors, back ? errors.state().rows : -1, back));
  if (found === null || found === 'not known') return found;
  return (await model.locate({ stream: found.stream, n: found.n }))?.row ?? 'not known';
}

/** What to say of a jump that leads nowhere. */
export function nowhereWords(kind: 'run' | 'error', back: boolean, why: null | NotKnown, isUp: boolean): string {
  if (why === null)
    return kind === 'error' ? 'No errors' : `No ${back ? 'run begins before' : 'later run begins'} here`;
  const what = `Where the ${back ? 'previous' : 'next'} ${kind === 'error' ? 'error' : 'run'} is, is not known`;
  return isUp ? `${what} yet: the lines are still being looked through` : `${what}: there is no connection`;
}

/** Waits until everything of a view was looked at; false when its connection goes, or it takes too long. */
function isWhole(model: LogModel): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = model.subscribe(look);
  const timer = setTimeout(() => end(false), WAIT_MS);
  function end(whole: boolean): void {
    stop();
    clearTimeout(timer);
    resolve(whole);
  }
  function look(): void {
    const { isUp, known, done } = model.state();
    if (!isUp) end(false);
    else if (known && done) end(true);
  }
  look();
  return promise;
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

async function errorRow(errors: LogModel, from: number, back: boolean): Promise<LogLineRow | null | NotKnown> {
  const row = await nextRow(errors, from, back, (one) => one.kind === 'line');
  if (row === null || row === 'not known') return row;
  const found = (await errors.read(row, 1))?.rows[0];
  return found?.kind === 'line' ? found : 'not known';
}

async function nextRow(
  model: LogModel,
  from: number,
  back: boolean,
  wanted: (row: LogRow) => boolean,
): Promise<number | null | NotKnown> {
  const { rows } = model.state();
  let at = back ? Math.min(from, rows) : from + 1;
  let looked = 0;
  while (looked < LOOKED_AT && (back ? at > 0 : at < rows)) {
    const first = back ? Math.max(0, at - ROWS_AT_ONCE) : at;
    const page = (await model.read(first, back ? at - first : Math.min(ROWS_AT_ONCE, rows - at)))?.rows ?? [];
    if (page.length === 0) return 'not known';
    const index = back ? page.findLastIndex(wanted) : page.findIndex(wanted);
    if (index !== -1) return first + index;
    looked += page.length;
    at = back ? first : first + page.length;
  }
  return null;
}
