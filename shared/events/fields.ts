import { z } from 'zod';
import { ERRORS, type ErrorCode, type WireError } from '../errors.ts';

/** The travelling form of an error, as event bodies and answers carry it. */
export const wireError: z.ZodType<WireError> = z.object({
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  hint: z.string(),
  at: z
    .object({
      path: z.string(),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
      frame: z.string().optional(),
    })
    .optional(),
  subject: z.string().optional(),
  retryable: z.boolean(),
  detail: z.unknown().optional(),
});

/** One changed field of a definition: `path` as people write it (`options.temperature`), absent sides left out. */
export const fieldChange = z.object({ path: z.string(), old: z.unknown().optional(), new: z.unknown().optional() });
export type FieldChange = z.infer<typeof fieldChange>;

/** Something worth a look in a file that loads. */
export const warning = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export type Warning = z.infer<typeof warning>;

/** Milliseconds spent in each step between the bytes changing and the definition serving. */
export const timings = z.object({
  settle: z.number(),
  read: z.number(),
  parse: z.number(),
  validate: z.number(),
  swap: z.number(),
  redeploy: z.number().optional(),
});
export type Timings = z.infer<typeof timings>;

export const changeWord = z.enum(['add', 'update', 'remove']);
export type ChangeWord = z.infer<typeof changeWord>;
