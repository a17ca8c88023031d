import { z } from 'zod';

/** What was found across files, or in one that loads; each is found once and cleared once. */
export const problemEvents = {
  'problem.found': z.object({
    problemId: z.string(),
    rule: z.string(),
    /** Absent where a part of the folder cannot be watched. */
    level: z.enum(['error', 'warning']).optional(),
    /** The definition it was found in. */
    definition: z.string().optional(),
    path: z.string(),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
    message: z.string(),
    hint: z.string(),
    /** What is named there: kinds it may belong to, the name as written, and the known name that was probably meant. */
    refersTo: z.object({ kinds: z.array(z.string()), name: z.string(), near: z.string().optional() }).optional(),
  }),
  'problem.cleared': z.object({ problemId: z.string() }),
};
