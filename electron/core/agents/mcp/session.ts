import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpTool } from '../../../../shared/actions/agent.ts';
import { AppError } from '../../../../shared/errors.ts';

/** Pages of tools that are asked for, and tools that are kept. */
const MOST_PAGES = 100;
const MOST_TOOLS = 10_000;
/** Time a call has unless it was given another, ms. */
export const CALL_TIMEOUT_MS = 60_000;

/** A conversation with an MCP server that has been opened. */
export interface McpSession {
  readonly protocol: string | null;
  readonly server: { readonly name: string; readonly version: string };
  readonly capabilities: unknown;
  readonly instructions: string | null;
  /** Asks for the tools, page by page; empty where the server offers none. */
  listTools(timeoutMs: number, signal: AbortSignal): Promise<readonly McpTool[]>;
  /** Calls a tool; answers what the server answered. */
  callTool(tool: string, given: Record<string, unknown>, timeoutMs: number, signal: AbortSignal): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** What a tool answered: content for people and models, and data where it has some. */
export interface ToolAnswer {
  readonly isError: boolean;
  readonly body: string;
}

interface SessionOptions {
  readonly transport: Transport;
  readonly version: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onToolsChanged: () => void;
  readonly onClose: () => void;
  readonly onError: (error: Error) => void;
}

/** Opens the conversation: `initialize` answered, `initialized` sent. Throws what the SDK throws. */
export async function openSession(options: SessionOptions): Promise<McpSession> {
  const { transport, timeoutMs, signal } = options;
  // Loaded when it is needed first: it is large.
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const types = await import('@modelcontextprotocol/sdk/types.js');
  const client: Client = new Client({ name: 'signalbox', version: options.version }, { capabilities: {} });
  let protocol: string | null = null;
  const agreed = transport.setProtocolVersion?.bind(transport);
  transport.setProtocolVersion = (version) => {
    protocol = version;
    agreed?.(version);
  };
  client.onclose = options.onClose;
  client.onerror = options.onError;
  client.setNotificationHandler(types.ToolListChangedNotificationSchema, () => options.onToolsChanged());
  await client.connect(transport, { timeout: timeoutMs, maxTotalTimeout: timeoutMs, signal });
  const server = client.getServerVersion() ?? { name: '', version: '' };
  const capabilities = client.getServerCapabilities() ?? {};

  return {
    protocol,
    server: { name: server.name, version: server.version },
    capabilities,
    instructions: client.getInstructions() ?? null,
    async listTools(timeout, stop) {
      if (capabilities.tools === undefined) return [];
      const tools: McpTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES && tools.length < MOST_TOOLS; page += 1) {
        const params = cursor === undefined ? {} : { cursor };
        // Asked for plainly: schemas that cannot be compiled do no harm to a list.
        const answer = await client.request({ method: 'tools/list', params }, types.ListToolsResultSchema, {
          timeout,
          signal: stop,
        });
        tools.push(...answer.tools.map(toolOf));
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return tools.slice(0, MOST_TOOLS);
    },
    async callTool(tool, given, timeout, stop) {
      const answer = await client.request(
        { method: 'tools/call', params: { name: tool, arguments: given } },
        types.CallToolResultSchema,
        { timeout, signal: stop, resetTimeoutOnProgress: true, maxTotalTimeout: MOST_CALL_MS, onprogress: () => {} },
      );
      const { content, structuredContent, isError } = answer;
      const body = JSON.stringify({ content, ...(structuredContent === undefined ? {} : { structuredContent }) });
      if (body.length > LARGEST_ANSWER)
        throw new AppError(
          'TOO_LARGE',
          `${tool} answered ${body.length} characters; at most ${LARGEST_ANSWER} are taken.`,
          {
            hint: 'Ask the tool for less at once.',
          },
        );
      return { isError: isError === true, body };
    },
    close: () => client.close(),
  };
}

/** A call that reports progress may take this long, ms. */
const MOST_CALL_MS = 3_600_000;
const LARGEST_ANSWER = 4 * 1024 * 1024;

function toolOf(tool: {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
}): McpTool {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
