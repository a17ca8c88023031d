import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kindSchema } from '../../../electron/core/hotswap/kind-schema.ts';
import type { Kind, NamedReference } from '../../../electron/core/hotswap/kinds/kind.ts';

type Value = Record<string, any>;

function kindWith(schema: Kind['schema'], references?: (value: Value) => NamedReference[]): Kind {
  const base = { dir: 'things', extensions: ['.yaml'], schema, idOf: () => undefined, template: () => '' };
  return references ? { ...base, references } : base;
}

describe('which fields of a kind name definitions', () => {
  it('is found in every form a field may have, in lists and under free keys', () => {
    const step = z.union([z.string(), z.looseObject({ agent: z.string().optional() })]);
    const schema = z.looseObject({
      model: z.string().optional(),
      mode: z.enum(['one', 'two']).optional(),
      steps: z.array(step).optional(),
      routes: z.record(z.string(), z.string()).optional(),
    });
    const kind = kindWith(schema, ({ model, steps, routes }) => [
      { field: ['model'], kinds: ['models'], name: model },
      ...steps.map((each: unknown, index: number) =>
        typeof each === 'string'
          ? { field: ['steps', index], kinds: ['tools', 'mcp'], name: each }
          : { field: ['steps', index, 'agent'], kinds: ['agents'], name: (each as Value)['agent'] },
      ),
      ...Object.entries(routes).map(([key, name]) => ({
        field: ['routes', key],
        kinds: ['agents'],
        name: String(name),
      })),
    ]);
    expect(kindSchema(kind).refers).toEqual([
      { path: ['model'], kinds: ['models'] },
      { path: ['steps', '*'], kinds: ['tools', 'mcp'] },
      { path: ['routes', '*'], kinds: ['agents'] },
      { path: ['steps', '*', 'agent'], kinds: ['agents'] },
    ]);
  });

  it('is nothing for a kind that names nothing, and for one that takes no sample', () => {
    expect(kindSchema(kindWith(z.looseObject({ a: z.string() }))).refers).toEqual([]);
    const picky = kindWith(z.looseObject({ a: z.string().regex(/^x$/) }), () => [
      { field: ['a'], kinds: ['models'], name: 'x' },
    ]);
    expect(kindSchema(picky).refers).toEqual([]);
  });

  it('ends for a form that holds itself', () => {
    type Node = { name: string; below?: Node | undefined };
    const node: z.ZodType<Node> = z.lazy(() => z.object({ name: z.string(), below: node.optional() }));
    const kind = kindWith(z.looseObject({ root: node }), () => []);
    expect(kindSchema(kind).refers).toEqual([]);
  });
});
