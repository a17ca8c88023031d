import { z } from 'zod';
import type { Kind } from './kinds/kind.ts';
import { type Refers, refersOf } from './refers.ts';

/** The form of a kind, for whoever helps to write its definitions. */
export interface KindSchema {
  readonly kind: string;
  readonly schema: Record<string, unknown>;
  readonly wrapper: string | null;
  readonly refers: readonly Refers[];
}

const made = new WeakMap<Kind, KindSchema>();

/** Form of a kind's definitions as people write them, with aliases, examples and defaults. Made once for a kind. */
export function kindSchema(kind: Kind): KindSchema {
  const known = made.get(kind);
  if (known) return known;
  const schema = inputSchema(kind);
  const answer = { kind: kind.dir, schema, wrapper: kind.unwrap ?? null, refers: refersOf(kind, schema) };
  made.set(kind, answer);
  return answer;
}

function inputSchema(kind: Kind): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(kind.schema, {
    io: 'input',
    unrepresentable: 'any',
    // The input side leaves defaults out where a value is brought to another form first.
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      if (def.type === 'default' && jsonSchema.default === undefined) {
        const value: unknown = def.defaultValue;
        if (['string', 'number', 'boolean'].includes(typeof value)) jsonSchema.default = value as string;
      }
    },
  });
  return schema;
}
