import { z } from 'zod';
import { isMap } from '../../documents/schema-shape.ts';
import { BUILT_IN_SERVICES } from './built-in-services.ts';
import { freeMap, name, text, texts } from './fields.ts';
import { definitionExtensions, type Kind, type NamedReference } from './kind.ts';

const match = z
  .union([
    text.transform((pattern) => ({ name: pattern })),
    z.looseObject({
      name: name.meta({ aliases: ['pattern'], example: '"github/*"' }),
      exclude: texts.optional(),
      approval: freeMap.optional(),
    }),
  ])
  .meta({ example: '{ name: "github/*" }' });

const bundleSchema = z.looseObject({
  id: name.optional(),
  name: text.optional(),
  title: text.optional(),
  description: text.optional(),
  icon: text.optional(),
  iconRef: text.optional(),
  priority: z.number().optional(),
  match: z
    .array(match)
    .default([])
    .meta({ aliases: ['tools'], example: '[{ name: "github/*" }]' }),
});

/** Tools and services that go together, named by patterns: `tools/bundles/<name>.yaml`. */
export const toolBundleKind: Kind = {
  dir: 'tools/bundles',
  extensions: definitionExtensions,
  schema: bundleSchema,
  idOf: (value) => (typeof value['id'] === 'string' ? value['id'] : undefined),
  references: toolsOf,
  template: (id) => `id: ${JSON.stringify(id)}\ntitle: ""\ndescription: ""\nmatch: []\n`,
};

/** The manifest or server that a pattern such as `github/*` begins with. */
function toolsOf(value: Record<string, unknown>): NamedReference[] {
  const list = value['match'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index): NamedReference[] => {
    const pattern = isMap(item) ? item['name'] : undefined;
    const server = typeof pattern === 'string' ? /^([\w.-]+)(?:[/:].*)?$/.exec(pattern)?.[1] : undefined;
    return server === undefined || BUILT_IN_SERVICES.has(server)
      ? []
      : [{ field: ['match', index, 'name'], kinds: ['tools', 'mcp', 'services'], name: server, loose: true }];
  });
}
