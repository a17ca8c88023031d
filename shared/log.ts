import { z } from 'zod';

/** How a line is taken: by words of its text where it says so, else by its channel. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What wrote a line: an output of a process, a handshake, a job, or Signalbox itself. */
export const LOG_CHANNELS = ['stdout', 'stderr', 'handshake', 'job', 'own'] as const;
export type LogChannel = (typeof LOG_CHANNELS)[number];

/** A line longer than this many bytes is cut where it is shown; on disk it is whole. */
export const LINE_SHOWN_BYTES = 16_384;
/** Rows one question may ask for. */
export const ROWS_AT_ONCE = 500;

/** Name of a stream: `<item>/<channel>`, e.g. `component:api/stderr` or `signalbox/own`. */
export function streamName(item: string, channel: LogChannel): string {
  return `${item}/${channel}`;
}

/** The item and the channel of a stream. @throws RangeError for a name that no stream can have */
export function splitStream(stream: string): { readonly item: string; readonly channel: LogChannel } {
  const at = stream.lastIndexOf('/');
  const channel = LOG_CHANNELS.find((one) => one === stream.slice(at + 1));
  if (at < 1 || channel === undefined) throw new RangeError(`No stream can be called ${JSON.stringify(stream)}.`);
  return { item: stream.slice(0, at), channel };
}

/** What a line is compared with: a text, or a regular expression of JavaScript (flags `u` and, without case, `i`). */
export const logPattern = z.strictObject({
  text: z.string().min(1).max(1_000),
  regex: z.boolean().default(false),
  case: z.boolean().default(false),
});
export type LogPattern = z.output<typeof logPattern>;

/** Which lines a view shows, and how. Lines of all its streams are merged in the order in which they arrived. */
export const logSpec = z.strictObject({
  /** Names of streams; a name that ends in `/*` means every channel of that item, `*` everything. */
  streams: z.array(z.string().min(1).max(500)).min(1).max(200),
  /** Every one of these must be found in a line. */
  include: z.array(logPattern).max(20).default([]),
  /** None of these may be found in a line. */
  exclude: z.array(logPattern).max(20).default([]),
  levels: z.array(z.enum(LOG_LEVELS)).max(LOG_LEVELS.length).optional(),
  /** Milliseconds since 1970. */
  from: z.number().optional(),
  until: z.number().optional(),
  /** Only lines of these runs; `#7` is the one of its item with that number. */
  runs: z.array(z.string()).max(100).optional(),
  /** Neighbouring lines that differ only in numbers, times and ids are one row with a count. */
  fold: z.boolean().default(false),
  /** Runs of which only the ruler is shown. */
  foldedRuns: z.array(z.string()).max(1_000).default([]),
  /** Marks lines whose like was never seen before this position of the journal, or in this run. */
  unlike: z.union([z.strictObject({ seq: z.number().int() }), z.strictObject({ run: z.string() })]).optional(),
});
export type LogSpec = z.output<typeof logSpec>;
/** As a caller writes it: fields with a default may be left out. */
export type LogSpecInput = z.input<typeof logSpec>;

/** One line, or one row of folded lines. */
export const logLineRow = z.object({
  kind: z.literal('line'),
  stream: z.string(),
  /** Counts from 1 in its stream, and never again for another line. */
  n: z.number(),
  /** When its first byte arrived, milliseconds since 1970. */
  at: z.number(),
  /** Position of the journal at that moment. */
  seq: z.number(),
  run: z.string().nullable(),
  level: z.enum(LOG_LEVELS),
  /** With its ANSI sequences; at most LINE_SHOWN_BYTES of it. Control characters are not removed. */
  text: z.string(),
  /** Bytes of the whole line; greater than what `text` holds when it was cut. */
  bytes: z.number(),
  /** It has bytes that are no text. */
  binary: z.boolean().optional(),
  /** It has no end yet: the process may still write to it. */
  open: z.boolean().optional(),
  /** Never seen before, by `unlike` of the spec. */
  fresh: z.boolean().optional(),
  /** How many neighbouring lines this row stands for; absent for one. */
  count: z.number().optional(),
});
export type LogLineRow = z.infer<typeof logLineRow>;

/** Whether only a part of a line is here. */
export function isCut({ bytes }: Pick<LogLineRow, 'bytes'>): boolean {
  return bytes > LINE_SHOWN_BYTES;
}

/** A ruler between lines. */
export const logMarkRow = z.object({
  kind: z.literal('mark'),
  stream: z.string(),
  at: z.number(),
  seq: z.number(),
  run: z.string().nullable(),
  what: z.discriminatedUnion('is', [
    z.object({ is: z.literal('run-started'), number: z.number(), after: z.string().nullable() }),
    z.object({ is: z.literal('run-ended'), number: z.number(), words: z.string(), healthy: z.boolean() }),
    /** Lines were dropped to stay within the bounds. */
    z.object({ is: z.literal('rotated'), lines: z.number(), bytes: z.number() }),
    /** The host ended in the middle of a line; what is there of it is kept. */
    z.object({ is: z.literal('repaired'), bytes: z.number() }),
    /** The process was made to wait because it wrote faster than could be stored. */
    z.object({ is: z.literal('held-back'), ms: z.number() }),
    /** Lines could not be stored. */
    z.object({ is: z.literal('lost'), lines: z.number(), bytes: z.number(), why: z.string() }),
  ]),
});
export type LogMarkRow = z.infer<typeof logMarkRow>;

export const logRow = z.discriminatedUnion('kind', [logLineRow, logMarkRow]);
export type LogRow = z.infer<typeof logRow>;

/** A place in a log: a line of a stream, a moment, or a position of the journal. */
export const logPlace = z.union([
  z.strictObject({ stream: z.string(), n: z.number() }),
  z.strictObject({ at: z.number() }),
  z.strictObject({ seq: z.number() }),
]);
export type LogPlace = z.infer<typeof logPlace>;

/**
 * What a client asks of one of its views. Rows are numbered from 0 to `rows` - 1 within a generation; a new generation
 * begins when what was numbered is numbered anew (another spec, or the oldest lines were dropped).
 */
export const logAsk = z.discriminatedUnion('k', [
  /** Opens the view, or gives it another spec. Regular expressions that cannot be read leave the old spec in force. */
  z.strictObject({ k: z.literal('open'), spec: logSpec }),
  z.strictObject({ k: z.literal('close') }),
  z.strictObject({
    k: z.literal('rows'),
    from: z.number().int().nonnegative(),
    count: z.number().int().min(1).max(ROWS_AT_ONCE),
  }),
  /** From now on each change brings the last `rows` rows along; 0 ends that. */
  z.strictObject({ k: z.literal('follow'), rows: z.number().int().min(0).max(ROWS_AT_ONCE) }),
  /** What is looked for in the rows of the view; null ends it. Counts come as they are found. */
  z.strictObject({ k: z.literal('find'), pattern: logPattern.nullable() }),
  /** The next row with what is looked for, `from` not included, wrapping around the end. */
  z.strictObject({ k: z.literal('next'), from: z.number().int().min(-1), back: z.boolean() }),
  /** The row at a place, or the nearest before it. */
  z.strictObject({ k: z.literal('locate'), to: logPlace }),
]);
export type LogAsk = z.output<typeof logAsk>;

/** What the core says of a view. */
export type LogSay =
  | {
      readonly k: 'state';
      readonly generation: number;
      /** Rows so far. */
      readonly rows: number;
      /** Lines looked at, and lines there are; the view is whole when they are the same and `done`. */
      readonly scanned: number;
      readonly lines: number;
      readonly done: boolean;
      /** Rows that had to go because a view holds no more than five million of them; absent when none had. */
      readonly leftOut?: number;
      /** The last rows, when the client follows; `from` is the number of the first of them. */
      readonly tail?: { readonly from: number; readonly rows: readonly LogRow[] };
    }
  | { readonly k: 'rows'; readonly generation: number; readonly from: number; readonly rows: readonly LogRow[] }
  /** `ended` tells that the budget was used up before everything was looked at. */
  | { readonly k: 'found'; readonly generation: number; readonly count: number; readonly done: boolean }
  /** Answer to `next` and `locate`: which row, or null for none; `nth` of what is looked for, from 1. */
  | {
      readonly k: 'at';
      readonly generation: number;
      readonly of: 'next' | 'locate';
      readonly row: number | null;
      readonly nth?: number;
    }
  /** A pattern that cannot be used: the last good spec stays in force. `where` is `include.<index>`, `exclude.<index>` or `find`; `view` when no further view can be opened. */
  | { readonly k: 'refused'; readonly where: string; readonly message: string };
