import { z } from 'zod';
import { markColumns } from '../timeline-columns.ts';
import { query } from './row.ts';
import { explanationAnswer, watchHealthAnswer } from './watch-answers.ts';

const envelopes = z.array(z.record(z.string(), z.unknown()));

/** Questions about history and about the watcher. */
export const journalActions = {
  snapshot: query(
    'What is true now',
    z.strictObject({ parts: z.array(z.string()).optional() }),
    z.record(z.string(), z.unknown()),
  ),
  events: query(
    'Events of the journal, in order',
    z.strictObject({
      /** Position (`epoch:seq`) after which to begin; without it, the newest. */
      since: z.string().optional(),
      /** Sequence number before which to end, to page backwards. */
      before: z.number().int().positive().optional(),
      types: z.array(z.string()).optional(),
      subject: z.string().optional(),
      limit: z.number().int().min(1).max(5_000).default(200),
    }),
    z.object({ events: envelopes, position: z.string(), oldest: z.number().nullable(), more: z.boolean() }),
  ),
  timeline: query(
    'Events of the journal as marks of a timeline, by column',
    z.strictObject({
      /** Sequence number before which to end, to page backwards; without it, the newest. */
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(20_000).default(5_000),
    }),
    z.object({ columns: markColumns, position: z.string(), more: z.boolean() }),
  ),
  chain: query(
    'Why an event happened, and what followed from it',
    z.strictObject({ position: z.string() }),
    z.object({
      causes: envelopes,
      event: z.record(z.string(), z.unknown()).nullable(),
      effects: envelopes,
      older: z.boolean(),
    }),
  ),
  blob: query(
    'A stored body by its hash',
    z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    z.object({ hash: z.string(), text: z.string() }),
    'write-files',
  ),
  explain: query(
    'Why a path was, or was not, reloaded',
    z.strictObject({ path: z.string().min(1) }),
    explanationAnswer,
  ),
  watchHealth: query('How the watcher is doing', z.strictObject({}), watchHealthAnswer),
  actions: query(
    'Every act, with its input',
    z.strictObject({}),
    z.object({ actions: z.array(z.record(z.string(), z.unknown())) }),
  ),
};
