import { z } from 'zod';
import { LOG_CHANNELS, logPattern, logPlace, logRow, logSpec, ROWS_AT_ONCE } from '../log.ts';
import { query } from './row.ts';

const stream = z.object({
  stream: z.string(),
  item: z.string(),
  channel: z.enum(LOG_CHANNELS),
  /** Number of the oldest line that is kept, and of the newest; 0 when there is none. */
  first: z.number(),
  last: z.number(),
  bytes: z.number(),
  /** When its first kept and its last line arrived; null without lines. */
  from: z.number().nullable(),
  until: z.number().nullable(),
  /** Lines dropped to stay within the bounds. */
  dropped: z.number(),
  /** A process writes to it now. */
  live: z.boolean(),
});
export type LogStreamFacts = z.infer<typeof stream>;

/** Questions about what processes wrote. */
export const logActions = {
  'log.streams': query('Streams of lines there are', z.strictObject({}), z.object({ streams: z.array(stream) })),
  logs: query(
    'Lines that processes wrote, in the order they arrived; secrets masked',
    z.strictObject({
      ...logSpec.shape,
      grep: logPattern.optional(),
      /** Rows around this place; without one of the three, the newest. */
      around: logPlace.optional(),
      /** Cursors of an earlier answer. */
      after: z.string().optional(),
      before: z.string().optional(),
      limit: z.number().int().min(1).max(ROWS_AT_ONCE).default(200),
      /** With `after`: waits this long for a line when there is none yet, milliseconds. */
      wait: z.number().int().min(0).max(30_000).default(0),
    }),
    z.object({
      rows: z.array(logRow),
      /** Where this answer begins and ends; each is what `before` and `after` take. */
      begin: z.string(),
      end: z.string(),
      more: z.boolean(),
    }),
  ),
  'log.line': query(
    'A part of one line, as it is on disk',
    z.strictObject({
      stream: z.string(),
      n: z.number().int().positive(),
      from: z.number().int().nonnegative().default(0),
    }),
    z.object({ text: z.string(), from: z.number(), bytes: z.number() }),
  ),
};
