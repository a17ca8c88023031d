import { z } from 'zod';
import { wireError } from './fields.ts';

/** The workspace's own settings (`signalbox.yaml`), most of them applied without a restart. */
export const configEvents = {
  'config.reloaded': z.object({
    changed: z.array(z.string()),
    overrides: z.array(z.string()),
    skipped: z.array(z.object({ name: z.string(), why: z.string() })),
    /** What the file and the environment say now. */
    values: z.record(z.string(), z.unknown()),
    /** Settings whose change takes effect when the workspace is opened again. */
    waiting: z.array(z.string()).optional(),
  }),
  'config.refused': z.object({ path: z.string(), error: wireError }),
};
