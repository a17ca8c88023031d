import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { MCP_CALL_MOST_MS, type McpTool } from '../../../../shared/actions/agent.ts';
import { AppError } from '../../../../shared/errors.ts';

/** Pages of tools that are asked for, and tools that are kept. */
const MOST_PAGES = 100;
const MOST_TOOLS = 10_000;

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
  client.setNotificationHandler(types.ToolListChangedNotificationSchema, () => options.onToolsChanged());
  await during(signal, (own) =>
    client.connect(transport, { timeout: timeoutMs, maxTotalTimeout: timeoutMs, signal: own }),
  );
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
        const answer = await during(stop, (own) =>
          client.request({ method: 'tools/list', params }, types.ListToolsResultSchema, { timeout, signal: own }),
        );
        tools.push(...answer.tools.map(toolOf));
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return tools.slice(0, MOST_TOOLS);
    },
    async callTool(tool, given, timeout, stop) {
      const asked = { method: 'tools/call', params: { name: tool, arguments: given } };
      // Progress is a sign of life: the time begins anew with it.
      const patience = { resetTimeoutOnProgress: true, maxTotalTimeout: MCP_CALL_MOST_MS, onprogress: () => {} };
      const answer = await during(stop, (own) =>
        client.request(asked, types.CallToolResultSchema, { timeout, signal: own, ...patience }),
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

const LARGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Does one request under a signal of its own that follows the given one only until the request is over: the SDK listens
 * for ever, and would tell the server that something was cancelled that has long been answered.
 */
async function during<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  // The server is told the words of the reason, without the name of a class before them.
  const give = (): void => own.abort(signal.reason instanceof Error ? signal.reason.message : signal.reason);
  signal.addEventListener('abort', give);
  if (signal.aborted) give();
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

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
