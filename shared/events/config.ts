import { z } from 'zod';
import { wireError } from './fields.ts';

/** The workspace's own settings (`signalbox.yaml`), applied without a restart. */
export const configEvents = {
  'config.reloaded': z.object({
    changed: z.array(z.string()),
    overrides: z.array(z.string()),
    skipped: z.array(z.object({ name: z.string(), why: z.string() })),
    values: z.record(z.string(), z.unknown()),
  }),
  'config.refused': z.object({ path: z.string(), error: wireError }),
};
