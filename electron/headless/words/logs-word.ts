import { once } from 'node:events';
import { AppError } from '../../../shared/errors.ts';
import type { LogRow, LogSpecInput } from '../../../shared/log.ts';
import { logJson, logLine } from '../log-line.ts';
import { specOf } from '../log-query.ts';
import { type LogPage, type LogSource, logsOfApp, logsOnDisk } from '../log-source.ts';
import { NothingRuns } from '../running-app.ts';
import type { CliIo } from '../terminal.ts';
import { APP_OPTIONS, type Args, findApp, homeFor, type Word, wholeNumber } from './word.ts';

/** Lines that are printed when nothing says how many. */
const LINES = 1_000;
/** Lines that are printed before those that are followed. */
const FOLLOWED_LINES = 10;
const MOST_LINES = 1_000_000;
const PAGE = 500;
/** How long one question waits for a line, milliseconds. */
const WAIT_MS = 20_000;

/** `logs`: what processes wrote, also those that have ended. */
export const logsWord: Word = {
  usage: 'logs [STREAM] [--follow] [--grep RE] [--exclude RE] [--level L] [--since T] [--run N] [--tail N] [--json]',
  summary: 'Print what processes wrote, oldest first; without a running app, what is on disk.',
  details: [
    'STREAM        one of them, e.g. component:api/stderr; all of an item, e.g. component:api, or just api',
    '--follow      go on as lines are written',
    '--grep RE     only lines in which this is found; --exclude RE: only those in which it is not. Both can be given',
    '              several times. Case counts where the expression has a capital letter.',
    '--level L     only lines of this level and above: trace, debug, info, warn, error',
    '--since T     from a time on: 10m, 2h, 1d ago, or a date such as 2026-11-21T10:00',
    '--run N       only lines of the run with this number',
    '--tail N      at most the newest N (1000, unless --since or --run is given)',
    '--json        one row a line: lines, and the rulers between them',
    'Colours are printed on a terminal only; nothing else that a line could say to a terminal ever is.',
  ],
  options: {
    ...APP_OPTIONS,
    follow: { type: 'boolean' },
    grep: { type: 'string', multiple: true },
    exclude: { type: 'string', multiple: true },
    level: { type: 'string' },
    since: { type: 'string' },
    run: { type: 'string' },
    tail: { type: 'string' },
  },
  operands: [0, 1],
  async run(args, io) {
    const tail = wholeNumber(args, 'tail', MOST_LINES);
    const source = await sourceFor(args, io);
    const spec = specOf(args, await source.streams(), Date.now());
    const print = printer(args, io, spec);
    const isPart = spec.from !== undefined || spec.runs !== undefined;
    const wanted = tail ?? (isPart ? undefined : args.has('follow') ? FOLLOWED_LINES : LINES);
    const end =
      wanted === undefined ? await printAll(source, spec, print) : await printNewest(source, spec, wanted, print, io);
    if (args.has('follow')) await follow(source, spec, end, print, io);
    return 0;
  },
};

type Print = (rows: readonly LogRow[]) => Promise<void>;

/** A running app; what lies on disk where none has the workspace open. */
async function sourceFor(args: Args, io: CliIo): Promise<LogSource> {
  try {
    return logsOfApp(await findApp(args, io));
  } catch (error) {
    const isNone = error instanceof NothingRuns || (error instanceof AppError && error.code === 'NOT_FOUND');
    if (!isNone || args.has('follow')) throw error;
    const named = args.text('workspace');
    try {
      return logsOnDisk(homeFor(args, io.env), named ?? io.folder, named !== undefined, io.env);
    } catch {
      throw error;
    }
  }
}

function printer(args: Args, io: CliIo, spec: LogSpecInput): Print {
  const isTerminal = 'isTTY' in io.stdout && io.stdout.isTTY === true;
  const colours = isTerminal && !io.env['NO_COLOR'];
  const named = spec.streams.length !== 1 || spec.streams[0] === '*';
  return async (rows) => {
    const text = rows.map((row) => (args.has('json') ? logJson(row) : logLine(row, named, colours))).join('');
    if (text !== '' && !io.stdout.write(text)) await once(io.stdout, 'drain');
  };
}

/** Prints the newest rows; answers where they end. */
async function printNewest(source: LogSource, spec: LogSpecInput, count: number, print: Print, io: CliIo) {
  let page: LogPage = await source.page({ spec, limit: Math.max(1, Math.min(PAGE, count)) });
  const { end } = page;
  const pages = count === 0 ? [] : [page.rows];
  let got = page.rows.length;
  while (page.more && got < count) {
    page = await source.page({ spec, before: page.begin, limit: Math.min(PAGE, count - got) });
    pages.push(page.rows);
    got += page.rows.length;
  }
  for (const rows of pages.reverse()) await print(rows);
  if (page.more && count === LINES) io.stderr.write(`There are more: --tail N or --since T shows them.\n`);
  return end;
}

/** Prints every row there is; answers where they end. */
async function printAll(source: LogSource, spec: LogSpecInput, print: Print): Promise<string> {
  let page = await source.page({ spec, around: { at: (spec.from ?? 0) - 1 }, limit: PAGE });
  await print(page.rows);
  while (page.more) {
    page = await source.page({ spec, after: page.end, limit: PAGE });
    await print(page.rows);
  }
  return page.end;
}

async function follow(source: LogSource, spec: LogSpecInput, from: string, print: Print, io: CliIo): Promise<void> {
  let end = from;
  for (;;) {
    let page: LogPage;
    try {
      page = await source.page({ spec, after: end, limit: PAGE, wait: WAIT_MS });
    } catch (error) {
      const isOver = error instanceof AppError && (error.code === 'HOST_LOST' || error.code === 'CANCELLED');
      if (!isOver) throw error;
      io.stderr.write('Signalbox ended.\n');
      return;
    }
    await print(page.rows);
    end = page.end;
  }
}
