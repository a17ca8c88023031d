import { z } from 'zod';
import { action, query } from './row.ts';

const id = z.string().min(1).max(500);
const times = z.number().int().min(1).max(3_600_000);
/** Time a call of a tool has to be answered unless it was given another, ms. */
export const MCP_CALL_MS = 60_000;
/** The longest time a call can be given, ms: no act goes on for longer. */
export const MCP_CALL_MOST_MS = 600_000;

/** One tool of an MCP server, as it lists it. */
const mcpTool = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** JSON schema of the arguments. */
  inputSchema: z.unknown(),
  outputSchema: z.unknown().optional(),
  annotations: z.unknown().optional(),
});
export type McpTool = z.infer<typeof mcpTool>;

/** One message between us and an MCP server; secrets masked. */
const mcpMessage = z.object({
  /** Counts from 1 within the connection. */
  n: z.number().int(),
  /** Epoch ms. */
  at: z.number(),
  direction: z.enum(['in', 'out']),
  kind: z.enum(['request', 'response', 'error', 'notification', 'noise']),
  method: z.string().optional(),
  /** Id of the request it is or answers. */
  request: z.string().optional(),
  /** From request to answer, ms; on answers only. */
  ms: z.number().optional(),
  bytes: z.number().int(),
  /** JSON, or what it was instead; cut where `bytes` is larger. */
  text: z.string(),
});
export type McpMessage = z.infer<typeof mcpMessage>;

/** Acts on agents and MCP servers. What belongs to a component is deployed and undeployed by its acts. */
export const agentActions = {
  'agent.load': action(
    'Load an agent',
    z.strictObject({
      ref: z.string().max(500),
      options: z
        .strictObject({
          kind: z.string().max(100).optional(),
          workDir: z.string().max(4_096).optional(),
          env: z.record(z.string().regex(/^[^=\0]+$/), z.string()).optional(),
          startupTimeoutMs: times.optional(),
          dialTimeoutMs: times.optional(),
        })
        .default({}),
    }),
    z.object({
      id: z.string(),
      key: z.string(),
      pid: z.number().int(),
      endpoint: z.string(),
      protocol: z.string(),
      path: z.string(),
    }),
    { runs: true },
  ),
  'agent.close': action(
    'Close what an act loaded',
    z.strictObject({ key: id }),
    z.object({ closed: z.array(z.string()) }),
    { destructive: true },
  ),
  'mcp.call': action(
    'Call a tool of an MCP server',
    z.strictObject({
      /** Name of its definition or of its component. */
      server: id,
      tool: z.string().min(1).max(500),
      arguments: z.record(z.string(), z.unknown()).default({}),
      /** Time in which an answer, or a sign of progress, must come. */
      timeoutMs: z.number().int().min(1).max(MCP_CALL_MOST_MS).default(MCP_CALL_MS),
    }),
    z.object({
      server: z.string(),
      tool: z.string(),
      /** The tool says itself that it failed. */
      isError: z.boolean(),
      ms: z.number(),
      /** JSON of what the server answered: `content`, and `structuredContent` where there is some. */
      body: z.string(),
    }),
    { runs: true },
  ),
  'agent.handshake': query(
    'How a connection was made: phases and the first bytes of its stdout, secrets masked',
    z.strictObject({ id }),
    z.object({
      id: z.string(),
      phases: z.array(z.object({ state: z.string(), at: z.number(), ms: z.number().nullable() })),
      /** Base64 of the first 4 KiB. */
      raw: z.string(),
      /** Bytes that came before and with the handshake line. */
      bytes: z.number().int(),
      /** When the first of them came, epoch ms. */
      firstByteAt: z.number().nullable(),
      /** The line that was taken for the handshake; null when there was none. */
      line: z.string().nullable(),
      diagnosis: z.string().nullable(),
    }),
  ),
  'agent.stderr': query(
    'The last 64 KiB an agent wrote to stderr, secrets masked',
    z.strictObject({ id }),
    z.object({ text: z.string() }),
  ),
  'mcp.server': query(
    'What an MCP server said of itself when it was connected',
    z.strictObject({ server: id }),
    z.object({
      id: z.string(),
      protocol: z.string().nullable(),
      server: z.unknown(),
      capabilities: z.unknown(),
      instructions: z.string().nullable(),
    }),
  ),
  'mcp.tools': query(
    'Tools of an MCP server',
    z.strictObject({ server: id }),
    z.object({ id: z.string(), tools: z.array(mcpTool), listedAt: z.number().nullable() }),
  ),
  'mcp.messages': query(
    'Messages between us and an MCP server, oldest first; secrets masked',
    z.strictObject({
      server: id,
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(200),
      /** Where `after` is the newest one, the next is waited for, at most so many ms. */
      waitMs: z.number().int().min(0).max(30_000).default(0),
    }),
    z.object({
      id: z.string(),
      messages: z.array(mcpMessage),
      /** Number of the newest message there was, kept or not. */
      newest: z.number().int(),
      /** Messages that are kept no more. */
      dropped: z.number().int(),
    }),
  ),
};
