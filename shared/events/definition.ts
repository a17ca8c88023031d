import { z } from 'zod';
import { changeWord, fieldChange, timings, warning, wireError } from './fields.ts';

/** What became of a definition after its file settled or somebody acted on it. */
export const definitionEvents = {
  'definition.reloaded': z.object({
    path: z.string(),
    was: z.string().optional(),
    version: z.number().int(),
    /** The version that served before; absent for a first load. */
    from: z.number().int().optional(),
    /** The version this one brings back, when it is a rollback. */
    of: z.number().int().optional(),
    /** A stored version serves instead of the file: it is pinned, or the file's change was discarded. */
    stored: z.enum(['pinned', 'discarded']).optional(),
    hash: z.string(),
    size: z.number(),
    mtime: z.number(),
    change: changeWord,
    diff: z.array(fieldChange),
    /** How many fields changed; `diff` may hold fewer. */
    fields: z.number().int(),
    diffBlob: z.string().optional(),
    timings,
    rule: z.string(),
    /** What the change reached: subjects of what runs on it, and ids of the definitions that name it. */
    touched: z.array(z.string()),
    /** How many they are, when `touched` holds fewer. */
    touchedCount: z.number().int().optional(),
    warnings: z.array(warning),
    /** Loaded by the first scan after a start, not by a change that was watched. */
    first: z.boolean().optional(),
    /** Files beside the definition that changed and made it reload. */
    beside: z.array(z.string()).optional(),
  }),
  'definition.refused': z.object({
    path: z.string(),
    /** Its kind, where the id alone does not tell it. */
    kind: z.string().optional(),
    hash: z.string().nullable(),
    size: z.number(),
    mtime: z.number(),
    phase: z.enum(['read', 'parse', 'validate', 'conflict', 'apply', 'start']),
    error: wireError,
    /** The version that keeps serving, or null when none was ever good. */
    keeps: z.number().int().nullable(),
    /** Hash of that version, where it serves again instead of one that was loaded. */
    serves: z.string().optional(),
    timings: timings.partial(),
  }),
  'definition.removed': z.object({
    path: z.string(),
    /** Its kind, where the id alone does not tell it. */
    kind: z.string().optional(),
    version: z.number().int().nullable(),
  }),
  'definition.renamed': z.object({
    from: z.string(),
    to: z.string(),
    /** Its kind, where the id alone does not tell it. */
    kind: z.string().optional(),
    path: z.string(),
    was: z.string(),
  }),
  'definition.conflicted': z.object({
    /** Its kind, where the id alone does not tell it. */
    kind: z.string().optional(),
    paths: z.array(z.string()),
    serves: z.string().nullable(),
    error: wireError.optional(),
  }),
  'definition.unchanged': z.object({ path: z.string(), hash: z.string(), size: z.number(), mtime: z.number() }),
  'definition.pinned': z.object({
    /** Its kind, where the id alone does not tell it. */
    kind: z.string().optional(),
    version: z.number().int(),
    hash: z.string(),
  }),
  'definition.unpinned': z.object({}),
};
