import { z } from 'zod';

/** Calm notices: one per cause, raised on a change of state, cleared when it is mended. */
export const noticeEvents = {
  'notice.raised': z.object({ level: z.enum(['info', 'warning', 'error']), cause: z.string(), text: z.string() }),
  'notice.cleared': z.object({}),
};
