import { z } from 'zod';
import { count, freeMap, name, text } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';
import { gatherOptions } from './models.ts';

const options = z.looseObject({
  provider: text.optional().meta({ example: 'openai' }),
  model: text.optional(),
  envKey: text.optional(),
  apiKeyURL: text.optional(),
  credentialsURL: text.optional(),
  url: text.optional(),
  projectId: text.optional(),
  region: text.optional(),
  dimensions: count.optional(),
  meta: freeMap.optional(),
});

const embedderSchema = z.looseObject({
  id: name.optional().meta({ example: 'my-embedder' }),
  name: text.optional(),
  description: text.optional(),
  options: options.meta({ example: '{ provider: openai, model: text-embedding-3-small }' }),
});

const rootKeys = new Set(['id', 'name', 'description', 'options']);

/** Embedding models: `embedders/<name>.yaml`. Without `options`, the options stand at the root, as in a model. */
export const embedderKind: Kind = {
  dir: 'embedders',
  extensions: definitionExtensions,
  schema: embedderSchema,
  prepare: (root) => gatherOptions(root, rootKeys),
  idOf: (value) => (typeof value['id'] === 'string' ? value['id'] : undefined),
  template: (id) =>
    `id: ${JSON.stringify(id)}\ndescription: ""\noptions:\n  provider: openai\n  model: ""\n  envKey: OPENAI_API_KEY\n`,
};
