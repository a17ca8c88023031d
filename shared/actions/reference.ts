import { z } from 'zod';
import { query } from './row.ts';

const place = { line: z.number().int().nullable(), column: z.number().int().nullable() };

/** Questions about what definitions name. */
export const referenceActions = {
  references: query(
    'What a definition names, and who names it',
    z.strictObject({
      id: z.string().min(1),
      /** At most this many of those who name it. */
      limit: z.number().int().min(1).max(1_000).default(200),
    }),
    z.object({
      names: z.array(
        z.object({
          field: z.string(),
          kinds: z.array(z.string()),
          name: z.string(),
          /** Id of the definition meant; null when nothing has the name. */
          found: z.string().nullable(),
          ...place,
        }),
      ),
      usedBy: z.array(z.object({ id: z.string(), field: z.string(), path: z.string(), ...place })),
      /** How many name it; `usedBy` may hold fewer. */
      users: z.number().int(),
    }),
  ),
  problem: query(
    'The lines around a problem',
    z.strictObject({ problemId: z.string().min(1) }),
    z.object({
      path: z.string(),
      ...place,
      /** Numbered lines with a mark before the one meant, secrets hidden; null when the text cannot be had. */
      frame: z.string().nullable(),
    }),
  ),
};
