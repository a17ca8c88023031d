import { z } from 'zod';
import { finishAgent } from './agent-files.ts';
import { agentOffers, agentReferences } from './agent-references.ts';
import { count, flag, freeMap, name, text, texts } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';

const promptMap = z.looseObject({
  text: text.optional().meta({ aliases: ['content'] }),
  uri: text.optional().meta({ aliases: ['url', 'path', 'file'], example: 'prompt/system.tmpl' }),
  engine: text.optional().meta({ aliases: ['type'], example: 'go' }),
});

/** Inline text, or a map that holds or names it; both become the map. */
const prompt = z.union([text.transform((inline) => ({ text: inline })), promptMap]);

const match = z.looseObject({
  inclusions: texts.optional(),
  exclusions: texts.optional(),
  maxFileSize: count.optional(),
});

/** A list keeps only its first item, as the reference does. */
const knowledgeUrl = z.union([text, texts.min(1).transform((list) => list[0] ?? '')]);

const knowledge = z.looseObject({
  url: knowledgeUrl.meta({ aliases: ['locations'], example: 'knowledge/' }),
  inclusionMode: text.optional(),
  description: text.optional(),
  match: match.optional(),
});

const toolMap = z
  .looseObject({ pattern: text.optional(), ref: text.optional(), type: text.default('function') })
  .refine((tool) => tool.pattern !== undefined || tool.ref !== undefined, { message: 'needs `pattern` or `ref`' });

const tool = z
  .union([text.transform((pattern) => ({ pattern, type: 'function' })), toolMap])
  .meta({ example: 'system/exec' });

const chain = z.looseObject({
  on: text.optional(),
  target: z
    .looseObject({ agentId: name.meta({ example: 'other-agent' }) })
    .meta({ example: '{ agentId: other-agent }' }),
  conversation: z.preprocess(lower, z.enum(['reuse', 'link'])).default('link'),
  when: z.union([text.transform((expr) => ({ expr })), z.looseObject({ expr: text.optional() })]).optional(),
  query: prompt.optional(),
  publish: z.looseObject({ role: text.optional() }).optional(),
  onError: text.optional(),
  limits: z.looseObject({ maxDepth: count.optional() }).optional(),
});

const attachment = z.looseObject({
  limitMB: z.number().min(0).optional(),
  // Anything but "inline" means ref.
  mode: z
    .preprocess(
      (value) => (typeof value === 'string' && value.toLowerCase() === 'inline' ? 'inline' : 'ref'),
      z.enum(['ref', 'inline']),
    )
    .default('ref'),
  ttlSec: count.optional(),
  toolCallConversionThreshold: count.default(100_000),
});

const mcpResources = z.looseObject({
  enabled: flag.optional(),
  locations: texts.optional(),
  maxFiles: count.default(5),
  trimPath: text.optional(),
  match: match.optional(),
});

const toolExport = z.looseObject({
  expose: flag.optional(),
  service: text.optional(),
  method: text.optional(),
  domains: texts.optional(),
});

const agentSchema = z.looseObject({
  id: name.optional().meta({ example: 'my-agent', description: 'Another name to refer to it by.' }),
  name: text.optional(),
  icon: text.optional(),
  model: text
    .optional()
    .meta({ aliases: ['modelRef'], example: 'my-model', description: 'The model that answers for it.' }),
  temperature: z.number().meta({ example: '0.7', description: 'How freely the model chooses its words.' }).optional(),
  description: text.optional().meta({ description: 'What it is for, in a sentence.' }),
  parallelToolCalls: flag.optional(),
  autoSummarize: flag.optional().meta({ aliases: ['autoSumarize'] }),
  showExecutionDetails: flag.default(true),
  showToolFeed: flag.default(true),
  prompt: prompt.optional().meta({ description: 'What is said for each turn: text, or a file beside it.' }),
  systemPrompt: prompt.optional().meta({ description: 'What is said first: text, or a file beside it.' }),
  knowledge: z.array(knowledge).optional().meta({ description: 'Files it may look things up in.' }),
  systemKnowledge: z.array(knowledge).optional(),
  tool: z.array(tool).meta({ example: '[system/exec]' }).optional(),
  persona: z.looseObject({ role: text.optional(), actor: text.optional() }).optional(),
  toolCallExposure: z
    .preprocess(lower, z.enum(['turn', 'conversation', 'semantic']))
    .optional()
    .meta({ aliases: ['toolExposure'] }),
  attachment: attachment.prefault({}),
  attachmentLimitMB: z.number().min(0).optional(),
  chains: z.array(chain).optional().meta({ description: 'Other agents that go on from its answers.' }),
  mcpResources: mcpResources.optional(),
  toolExport: toolExport.optional(),
  orchestrationFlow: z.union([text, freeMap]).optional(),
});

/** Agents: `agents/<name>.yaml` or `agents/<name>/<name>.yaml`, with prompts and knowledge beside them. */
export const agentKind: Kind = {
  dir: 'agents',
  extensions: definitionExtensions,
  schema: agentSchema,
  unwrap: 'agent',
  finish: finishAgent,
  idOf: (value) => (typeof value['id'] === 'string' ? value['id'] : undefined),
  references: agentReferences,
  offers: agentOffers,
  template: (id) =>
    `id: ${JSON.stringify(id)}\ndescription: ""\nmodelRef: ""\nprompt: |\n  Say what this agent does.\ntool: []\n`,
};

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
