import { posix } from 'node:path';
import { z } from 'zod';
import { freeMap, name, text, texts } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';

const TYPES = ['stdio', 'sse', 'streaming'] as const;

/** Other words for the same transports, as they are met in the wild. */
const OTHER_WORDS = new Map([
  ['http', 'streaming'],
  ['streamable', 'streaming'],
  ['streamablehttp', 'streaming'],
  ['streamable-http', 'streaming'],
  ['streaminghttp', 'streaming'],
]);

/** A text, or where a secret one is to come from when the server is started. */
const value = z.union([
  text,
  z.looseObject({ from: z.enum(['vault', 'env', 'dotenv']).meta({ example: 'vault' }), name: name.optional() }),
]);

/** How a server is reached: started with its streams as the way in, or at an address. */
export const mcpTransport = z
  .looseObject({
    type: z.preprocess(typeWord, z.enum(TYPES)).optional().meta({ example: 'stdio' }),
    command: name.optional().meta({ example: 'my-server' }),
    arguments: texts.optional().meta({ aliases: ['args'] }),
    url: name.optional().meta({ example: 'http://127.0.0.1:8080/mcp' }),
    env: z.record(z.string(), value).optional(),
    headers: z.record(z.string(), value).optional(),
  })
  .superRefine(({ type, command, url }, context) => {
    const sort = type ?? (command === undefined ? 'streaming' : 'stdio');
    if (type === undefined && command === undefined && url === undefined)
      context.addIssue({ code: 'custom', message: 'needs `command` (stdio) or `url` (sse, streaming)' });
    else if (sort === 'stdio' && command === undefined)
      context.addIssue({ code: 'custom', message: 'is of the type stdio and needs `command`' });
    else if (sort !== 'stdio' && url === undefined)
      context.addIssue({ code: 'custom', message: `is of the type ${sort} and needs \`url\`` });
  })
  // Where the type is not written, what is written tells it.
  .transform((value) => ({ ...value, type: value.type ?? (value.command === undefined ? 'streaming' : 'stdio') }));

/** A connection to an MCP server, as a file gives it. */
export const mcpSchema = z.looseObject({
  id: name.optional(),
  name: name.optional().meta({ example: 'my-server' }),
  description: text.optional(),
  version: text.optional(),
  protocol: text.optional().meta({ aliases: ['protocolVersion'] }),
  namespace: text.optional(),
  transport: mcpTransport.meta({ example: '{ type: stdio, command: my-server }' }),
  auth: freeMap.optional(),
});

/** Connections to MCP servers: `mcp/<name>.yaml`. The name inside the file is an alias; the file's own is the key. */
export const mcpKind: Kind = {
  dir: 'mcp',
  extensions: definitionExtensions,
  schema: mcpSchema,
  finish: (value, path) => ({ ...value, name: value['name'] ?? posix.basename(path).replace(/\.[^.]*$/, '') }),
  idOf: (value) => firstText(value['id'], value['name']),
  template: (id) => `name: ${JSON.stringify(id)}\ntransport:\n  type: stdio\n  command: my-server\n  arguments: []\n`,
};

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function typeWord(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const word = value.toLowerCase();
  return OTHER_WORDS.get(word) ?? word;
}
