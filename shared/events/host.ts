import { z } from 'zod';

/** Facts about other hosts that serve the same workspace, and the events they wrote in their own journals. */
export const hostEvents = {
  'host.joined': z.object({ address: z.string(), build: z.string() }),
  'host.lost': z.object({ lastSeen: z.number() }),
  /** One event of another host, exactly as it was written there; appended here once per host, epoch and seq. */
  remote: z.object({
    host: z.string(),
    epoch: z.string(),
    seq: z.number().int(),
    event: z.looseObject({ type: z.string() }),
  }),
};
