import type { Envelope } from '../../../shared/envelope.ts';
import { AppError } from '../../../shared/errors.ts';
import { eventLine, eventRow } from '../event-line.ts';
import { readEvents } from '../event-reader.ts';
import type { RunningApp } from '../running-app.ts';
import { type CliIo, columns } from '../terminal.ts';
import { APP_OPTIONS, type Args, findApp, type Word, wholeNumber } from './word.ts';

/** `events`: the journal, a page of it or as it grows. */
export const eventsWord: Word = {
  usage: 'events [--since P] [--types a,b] [--subject S] [--limit N] [--follow] [--json] [--workspace PATH]',
  summary: 'Print what happened, oldest first; --follow goes on as it happens.',
  details: [
    '--since P     begin after a position (epoch:seq); without it, the newest events (with --follow: from now on)',
    '--types a,b   only these types, e.g. definition.reloaded,definition.refused',
    '--subject S   only about this one, e.g. definition:agents/scout',
    '--limit N     at most this many (200; 5000 at most)',
    '--json        one event a line, as the journal holds it',
  ],
  options: {
    ...APP_OPTIONS,
    since: { type: 'string' },
    types: { type: 'string' },
    subject: { type: 'string' },
    limit: { type: 'string' },
    follow: { type: 'boolean' },
  },
  operands: [0, 0],
  async run(args, io) {
    const query = queryOf(args);
    const app = await findApp(args, io);
    return args.has('follow') ? follow(app, query, args.has('json'), io) : list(app, query, args.has('json'), io);
  },
};

function queryOf(args: Args): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['since', 'types', 'subject']) {
    const value = args.text(name);
    if (value !== undefined) query.set(name, value);
  }
  const limit = wholeNumber(args, 'limit', 5_000);
  if (limit !== undefined) query.set('limit', String(limit));
  return query;
}

async function list(app: RunningApp, query: URLSearchParams, json: boolean, io: CliIo): Promise<number> {
  const response = await app.get(`events?${query}`);
  const { events, more } = (await response.json()) as { events: Envelope[]; more: boolean };
  if (json) io.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  else io.stdout.write(columns(events.map(eventRow)));
  const last = events.at(-1);
  if (more && last && query.has('since')) io.stderr.write(`There are more: --since ${last.epoch}:${last.seq}\n`);
  return 0;
}

async function follow(app: RunningApp, query: URLSearchParams, json: boolean, io: CliIo): Promise<number> {
  query.set('follow', '1');
  const response = await app.get(`events?${query}`);
  if (response.body === null) throw new AppError('HOST_LOST', 'The stream of events is empty.');
  try {
    for await (const { event, data } of readEvents(response.body)) {
      if (event === 'message') io.stdout.write(json ? `${data}\n` : eventLine(JSON.parse(data) as Envelope));
      else if (event === 'resync') {
        const { reason } = JSON.parse(data) as { reason: string };
        io.stderr.write(`Some events in between cannot be shown (${reason}); it goes on from what is true now.\n`);
      }
    }
  } catch (error) {
    throw new AppError('HOST_LOST', 'The connection to Signalbox broke.', { cause: error });
  }
  io.stderr.write('Signalbox ended.\n');
  return 0;
}
