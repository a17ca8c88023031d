import { z } from 'zod';
import { isMap } from '../../documents/schema-shape.ts';
import { count, freeMap, name, text } from './fields.ts';
import { definitionExtensions, type Kind, type Prepared } from './kind.ts';

const price = z.number().min(0).meta({ example: '2.5' });

const optionsSchema = z.looseObject({
  provider: text.optional().meta({ example: 'openai', description: 'Who serves the model.' }),
  model: text.optional().meta({ description: 'What the provider calls it.' }),
  envKey: text.optional().meta({ description: 'The environment variable that holds the key.' }),
  apiKeyURL: text.optional(),
  credentialsURL: text.optional(),
  url: text.optional(),
  projectId: text.optional(),
  region: text.optional(),
  temperature: z.number().meta({ example: '0.7' }).optional(),
  maxTokens: count.meta({ example: '8192' }).optional(),
  topP: z.number().meta({ example: '1' }).optional(),
  meta: freeMap.optional(),
  inputTokenPrice: price.optional(),
  outputTokenPrice: price.optional(),
  cachedTokenPrice: price.optional(),
});

const modelSchema = z.looseObject({
  id: name.optional().meta({ example: 'my-model', description: 'Another name to refer to it by.' }),
  name: text.optional(),
  description: text.optional(),
  intelligence: z.number().meta({ example: '0.8' }).optional(),
  speed: z.number().meta({ example: '0.5' }).optional(),
  options: optionsSchema.meta({ example: '{ provider: openai, model: gpt-5 }' }),
});

const rootKeys = new Set(['id', 'name', 'description', 'intelligence', 'speed', 'options']);

/** Language models: `models/<name>.yaml`. Without `options`, the options stand at the root. */
export const modelKind: Kind = {
  dir: 'models',
  extensions: definitionExtensions,
  schema: modelSchema,
  prepare: (root) => gatherOptions(root, rootKeys),
  idOf: (value) => (typeof value['id'] === 'string' ? value['id'] : undefined),
  template: (id) =>
    `id: ${JSON.stringify(id)}\ndescription: ""\noptions:\n  provider: openai\n  model: ""\n  envKey: OPENAI_API_KEY\n  temperature: 0\n`,
};

/** Moves options that stand at the root below `options`; `rootKeys` (lower case) are those that stay. */
export function gatherOptions(root: Record<string, unknown>, rootKeys: ReadonlySet<string>): Prepared {
  const entries = Object.entries(root);
  const options = entries.find(([key]) => key.toLowerCase() === 'options');
  const isEmbedded = options === undefined || options[1] === null;
  if (!isEmbedded) return { value: root, moved: new Map() };
  const own = entries.filter(([key]) => rootKeys.has(key.toLowerCase()) && key.toLowerCase() !== 'options');
  const gathered = Object.fromEntries(entries.filter(([key]) => !rootKeys.has(key.toLowerCase())));
  // Nothing that could be an option: the missing `options` is the fault to report.
  if (!isMap(gathered) || Object.keys(gathered).length === 0) return { value: root, moved: new Map() };
  return { value: { ...Object.fromEntries(own), options: gathered }, moved: new Map([[gathered, []]]) };
}
