import { z } from 'zod';
import { changeWord } from '../events/fields.ts';

/** Why a path was, or was not, reloaded. Times in ms; positions are `epoch:seq`. */
export const explanationAnswer = z.object({
  /** Relative to the root, with `/`; as it was asked for when it lies outside. */
  path: z.string(),
  watched: z.boolean(),
  /** One plain sentence. */
  why: z.string(),
  /** The rule (the directory of a kind, or `config`) under which the path falls. */
  rule: z.string().optional(),
  role: z.enum(['definition', 'beside']).optional(),
  /** The glob or built-in name that excludes the path. */
  ignoredBy: z.string().optional(),
  /** Last raw events, oldest first. */
  raw: z.array(z.object({ at: z.number(), steadyMs: z.number(), event: z.string() })).readonly(),
  /** An event came and the path has not come to rest since. */
  dirty: z.boolean(),
  lastSettled: z
    .object({
      at: z.number(),
      change: changeWord,
      hash: z.string().nullable(),
      /** Raw events that became this one change. */
      mergedRaw: z.number().int(),
      /** From the first of them to the moment the file was read. */
      settleMs: z.number(),
    })
    .optional(),
  /** Why the file is known but has no content: its size, its sort, its permissions. */
  problem: z.string().optional(),
  /** What a symbolic link says, and where that leads when it can be reached. */
  link: z.object({ says: z.string(), real: z.string().nullable() }).optional(),
  /** The limit that keeps the path out, when it is that. */
  limit: z.object({ what: z.enum(['paths', 'bytes']), limit: z.number() }).optional(),
  /** Known files that have this name elsewhere, when there is none at this place. */
  elsewhere: z.array(z.string()).readonly().optional(),
  /** What became of the file's content. */
  became: z
    .object({
      /** The definition that the file is. */
      definition: z.string(),
      state: z.string(),
      /** The version that serves, when one does. */
      version: z.number().nullable(),
      /** Whether what serves is what is on disk. */
      isOnDisk: z.boolean(),
      /** Why the file on disk does not serve. */
      fault: z.string().optional(),
    })
    .optional(),
});
export type ExplanationAnswer = z.infer<typeof explanationAnswer>;

const health = z.object({
  backend: z.enum(['native', 'polling']),
  root: z.string(),
  /** False while the root is missing. */
  rootPresent: z.boolean(),
  dirs: z.number().int(),
  files: z.number().int(),
  rawEvents: z.number().int(),
  /** Raw events that did not become a change of their own. */
  merged: z.number().int(),
  /** Changes that no event announced and a scan found. */
  dropped: z.number().int(),
  rescans: z.number().int(),
  restarts: z.number().int(),
  lastEventAt: z.number().nullable(),
  lastRescan: z.object({ at: z.number(), reason: z.string(), ms: z.number(), found: z.number().int() }).nullable(),
  degraded: z.array(z.object({ path: z.string(), reason: z.string(), fallback: z.string() })).readonly(),
  limits: z.object({
    /** Watches of the system that one user may have; null where there is no such limit. */
    maxUserWatches: z.number().nullable(),
    inUse: z.number().int(),
    /** Watchers of the system (each with any number of watches) that one user may have. */
    maxUserInstances: z.number().nullable(),
    instancesInUse: z.number().int().nullable(),
    maxPaths: z.number().int(),
  }),
  /** Paths that are dirty and not yet at rest. */
  queue: z.number().int(),
  /** Longest time the watcher itself was held up, ms. */
  blockedMs: z.number(),
  /** Last paths that something happened to and nobody asked for, newest first. */
  passedOver: z.array(z.object({ path: z.string(), at: z.number(), ignoredBy: z.string().nullable() })).readonly(),
  /** Messages the watcher has sent. */
  messages: z.number().int(),
});

/** How the watcher is doing; only the number of messages when it is switched off. */
export const watchHealthAnswer = z.discriminatedUnion('backend', [
  z.object({ backend: z.literal('off'), messages: z.number().int() }),
  health,
]);
export type WatchHealthAnswer = z.infer<typeof watchHealthAnswer>;
/** The health of a watcher that runs. */
export type RunningHealth = z.infer<typeof health>;
