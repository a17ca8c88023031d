import { z } from 'zod';
import { warning, wireError } from '../events/fields.ts';
import { action, query } from './row.ts';

const id = z.string().min(1);
const line = z.number().int().positive();

/** What helps to write a definition: checks of a text that is not saved yet, the form of its kind, an editor outside. */
export const editingActions = {
  'definition.check': query(
    'Whether a text would load as a definition; nothing is saved or swapped',
    z
      .strictObject({
        /** The definition whose text it is; for one that does not exist yet, `kind` and `name`. */
        id: id.optional(),
        kind: z.string().optional(),
        name: z.string().min(1).optional(),
        text: z.string(),
      })
      .refine(({ id, kind, name }) => (id === undefined ? kind !== undefined && name !== undefined : true), {
        message: 'name the definition by `id`, or by `kind` and `name`',
      }),
    z.object({ faults: z.array(wireError), warnings: z.array(warning) }),
    'write-files',
  ),
  'kind.schema': query(
    'The form of a kind’s definitions as JSON Schema, and which fields name other definitions',
    z.strictObject({ kind: z.string() }),
    z.object({
      kind: z.string(),
      /** JSON Schema of the input; `aliases` and `example` of a field stand beside its type. */
      schema: z.record(z.string(), z.unknown()),
      /** A key that may wrap the whole definition. */
      wrapper: z.string().nullable(),
      /** Fields that name a definition: canonical keys, `*` for any list position or free key. */
      refers: z.array(z.object({ path: z.array(z.string()), kinds: z.array(z.string()) })),
    }),
  ),
  'editor.external': query(
    'The editor that opens files outside of the app, or why there is none',
    z.strictObject({}),
    z.object({ name: z.string().nullable(), why: z.string().nullable() }),
  ),
  'definition.openExternal': action(
    'Open a definition in your own editor, at a line',
    z.strictObject({ id, line: line.optional(), column: line.optional() }),
    z.object({ path: z.string(), name: z.string(), command: z.array(z.string()) }),
    { owns: false },
  ),
};
