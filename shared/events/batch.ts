import { z } from 'zod';
import { changeWord } from './fields.ts';

/** How many ids or items one event carries; longer lists are told in several events, in order. */
export const BATCH_SLICE = 200;

export const batchItem = z.object({
  definition: z.string(),
  path: z.string(),
  change: changeWord,
  outcome: z.enum(['ok', 'refused']),
});
export type BatchItem = z.infer<typeof batchItem>;

const effects = { restarts: z.array(z.string()), unaffected: z.number().int() };

/** Plan before apply: what waits, and what became of it. */
export const batchEvents = {
  'batch.held': z.object({
    batchId: z.string(),
    /** `manual`: their kind is held by hand, whatever their number. */
    reason: z.enum(['size', 'git', 'manual']),
    /** What git was seen doing, e.g. `main → feat/rerank`; absent when the size alone held it. */
    git: z.string().optional(),
    items: z.array(batchItem).max(BATCH_SLICE),
    ...effects,
  }),
  /** Items that joined or changed, and ids that left; what is not named stays as it was. */
  'batch.changed': z.object({
    batchId: z.string(),
    items: z.array(batchItem).max(BATCH_SLICE),
    dropped: z.array(z.string()).max(BATCH_SLICE),
    ...effects,
  }),
  /** One slice of what was applied; `left` names the first of the `leftCount` that still wait. */
  'batch.applied': z.object({
    batchId: z.string(),
    applied: z.array(z.string()).max(BATCH_SLICE),
    left: z.array(z.string()).max(BATCH_SLICE),
    leftCount: z.number().int(),
  }),
  'batch.discarded': z.object({ batchId: z.string(), why: z.enum(['asked', 'empty', 'superseded']) }),
};
