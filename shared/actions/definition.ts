import { z } from 'zod';
import { action, query } from './row.ts';

const id = z.string().min(1);
const written = z.object({ id: z.string(), path: z.string(), hash: z.string() });
const version = z.object({
  version: z.number().int(),
  hash: z.string(),
  at: z.number(),
  size: z.number(),
  of: z.number().int().nullable(),
  loaded: z.boolean(),
});

/** Acts on definitions and on a batch that waits. */
export const definitionActions = {
  'definition.create': action(
    'Create a definition',
    z.strictObject({
      kind: z.string(),
      name: z.string().min(1),
      text: z.string().optional(),
      /** Where to write it, when not directly below the kind; the path must spell the same name. */
      path: z.string().optional(),
    }),
    written,
    { needs: 'write-files' },
  ),
  'definition.save': action(
    'Save a definition',
    z.strictObject({ id, text: z.string(), expectedHash: z.string() }),
    written,
    { needs: 'write-files' },
  ),
  'definition.rename': action('Rename a definition', z.strictObject({ id, to: z.string().min(1) }), written, {
    needs: 'write-files',
  }),
  'definition.delete': action(
    'Delete a definition',
    z.strictObject({ id, expectedHash: z.string() }),
    /** `text` is what was deleted, so that the delete can be undone with `definition.create`. */
    z.object({ id: z.string(), path: z.string(), hash: z.string(), text: z.string() }),
    { destructive: true, needs: 'write-files' },
  ),
  'definition.reload': action(
    'Load a definition from disk again',
    z.strictObject({ id }),
    z.object({ id: z.string(), version: z.number().nullable(), state: z.string() }),
  ),
  'definition.rollback': action(
    'Roll back to an earlier version',
    z.strictObject({
      id,
      version: z.number().int().positive(),
      how: z.enum(['pin', 'write']),
      expectedHash: z.string().optional(),
    }),
    z.object({ id: z.string(), version: z.number(), path: z.string(), hash: z.string() }),
  ),
  'definition.unpin': action(
    'Follow the file again',
    z.strictObject({ id }),
    z.object({ id: z.string(), version: z.number().nullable(), state: z.string() }),
  ),
  'batch.apply': action(
    'Apply what waits',
    z.strictObject({ batchId: z.string().optional(), only: z.array(id).optional() }),
    z.object({ applied: z.array(z.string()), left: z.array(z.string()) }),
  ),
  'batch.discard': action(
    'Keep what is loaded and leave the files as they are',
    z.strictObject({ batchId: z.string().optional() }),
    z.object({ discarded: z.array(z.string()) }),
    {
      destructive: true,
    },
  ),

  'definition.read': query(
    'The text of a definition, on disk or of a version',
    z.strictObject({ id, version: z.number().int().positive().optional() }),
    z.object({ id: z.string(), path: z.string(), text: z.string(), hash: z.string(), version: z.number().nullable() }),
    'write-files',
  ),
  versions: query(
    'Stored versions of a definition, newest first',
    z.strictObject({ id }),
    z.object({ id: z.string(), versions: z.array(version) }),
  ),
  diff: query(
    'Changed fields between two versions, or a version and the disk; secrets masked',
    z.strictObject({ id, from: z.number().int().positive().nullable(), to: z.number().int().positive().nullable() }),
    z.object({
      changes: z.array(z.object({ path: z.string(), old: z.unknown().optional(), new: z.unknown().optional() })),
      fields: z.number(),
    }),
  ),
  template: query(
    'A first text for a new definition',
    z.strictObject({ kind: z.string(), name: z.string().min(1) }),
    z.object({ text: z.string(), path: z.string() }),
  ),
  kinds: query(
    'Kinds of definitions this workspace watches',
    z.strictObject({}),
    z.object({ kinds: z.array(z.object({ kind: z.string(), extensions: z.array(z.string()), runs: z.boolean() })) }),
  ),
};
