import { z } from 'zod';
import { changeWord } from './fields.ts';

/** What the watcher observed. Raw events are not journaled; `explain` answers from the watcher's ring. */
export const watchEvents = {
  'watch.started': z.object({
    root: z.string(),
    backend: z.enum(['native', 'polling', 'off']),
    dirs: z.number().int(),
    files: z.number().int(),
    ms: z.number(),
  }),
  'watch.degraded': z.object({ path: z.string(), reason: z.string(), fallback: z.string() }),
  'watch.recovered': z.object({ path: z.string() }),
  'watch.rescanned': z.object({
    reason: z.enum(['start', 'directory', 'error', 'wake', 'overflow', 'timer', 'asked']),
    files: z.number().int(),
    found: z.number().int(),
    ms: z.number(),
  }),
  'root.lost': z.object({ root: z.string() }),
  'root.returned': z.object({ root: z.string() }),
  'file.settled': z.object({
    path: z.string(),
    change: changeWord,
    hash: z.string().nullable(),
    size: z.number(),
    mtime: z.number(),
    rawCount: z.number().int(),
    ms: z.number(),
    /** Id of the definition this file is, or belongs to; null where it is neither. */
    definition: z.string().nullable(),
    /** The kind of that definition, where the id alone does not tell it. */
    kind: z.string().optional(),
    role: z.enum(['definition', 'beside', 'config']),
  }),
};
