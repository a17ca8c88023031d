import { z } from 'zod';

/** Why a path was, or was not, reloaded, as the watcher answers it. */
const explanation = z.object({
  path: z.string(),
  watched: z.boolean(),
  why: z.string(),
  rule: z.string().optional(),
  role: z.string().optional(),
  ignoredBy: z.string().optional(),
  raw: z.array(z.object({ at: z.number(), event: z.string() })).default([]),
  dirty: z.boolean().default(false),
  lastSettled: z
    .object({ at: z.number(), change: z.string(), hash: z.string().nullable(), mergedRaw: z.number() })
    .optional(),
  link: z.string().optional(),
});
export type Explanation = z.infer<typeof explanation>;

/** How the watcher is doing; what a build of the core does not say is left out of the table. */
const health = z
  .object({
    backend: z.string(),
    root: z.string(),
    rootPresent: z.boolean(),
    dirs: z.number(),
    files: z.number(),
    rawEvents: z.number(),
    merged: z.number(),
    dropped: z.number(),
    rescans: z.number(),
    restarts: z.number(),
    lastEventAt: z.number().nullable(),
    lastRescan: z.object({ at: z.number(), reason: z.string(), ms: z.number(), found: z.number() }).nullable(),
    degraded: z.array(z.object({ path: z.string(), reason: z.string(), fallback: z.string() })),
    limits: z.object({ maxUserWatches: z.number().nullable(), inUse: z.number() }),
    queue: z.number(),
    blockedMs: z.number(),
  })
  .partial();
export type Health = z.infer<typeof health>;

/** Reads the answer of `explain`; throws ZodError when it is of another shape. */
export function readExplanation(answer: unknown): Explanation {
  return explanation.parse(answer);
}

/** Reads the answer of `watchHealth`; throws ZodError when it is of another shape. */
export function readHealth(answer: unknown): Health {
  return health.parse(answer);
}
