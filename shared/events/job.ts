import { z } from 'zod';
import { ENDED_STATUSES } from '../job-state.ts';
import { wireError } from './fields.ts';

/** What became of jobs. The subject is `job:<id>`. */
export const jobEvents = {
  'job.accepted': z.object({
    tool: z.string(),
    command: z.string(),
    /** Hash of the stored arguments, secret ones hidden; null where nothing can be stored. */
    argsBlob: z.string().nullable(),
    by: z.string(),
    /** The job that it repeats. */
    rerunOf: z.string().optional(),
  }),
  /** It waits for others to end; `ahead` is how many wait before it. */
  'job.queued': z.object({ ahead: z.number().int() }),
  'job.started': z.object({ runId: z.string(), host: z.string(), pid: z.number().int(), executable: z.string() }),
  /** Its processes are being stopped. */
  'job.stop-asked': z.object({ why: z.enum(['cancelled', 'timed-out', 'closing']) }),
  'job.ended': z.object({
    status: z.enum(ENDED_STATUSES),
    exitCode: z.number().int().nullable(),
    signal: z.string().optional(),
    ms: z.number(),
    stdoutBytes: z.number(),
    stderrBytes: z.number(),
    truncated: z.boolean(),
    error: wireError.optional(),
    attempt: z.number().int(),
    /** What is known of a job whose host died: nothing of it was told in this epoch. Times are epoch ms. */
    lost: z
      .object({
        tool: z.string(),
        command: z.string(),
        by: z.string(),
        acceptedAt: z.number(),
        startedAt: z.number().nullable(),
      })
      .optional(),
  }),
};
