import { MCP_CALL_MS, type McpTool } from '../../../../shared/actions/agent.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { StopRequest, StopStep } from '../../process/types.ts';
import type { Say, Track } from '../track.ts';
import { createCalls } from './calls.ts';
import { calledOff, callFault } from './mcp-faults.ts';
import type { MessageRing } from './message-ring.ts';
import type { McpSession, ToolAnswer } from './session.ts';

/** An MCP server that is up. */
export interface McpConnection {
  readonly ring: MessageRing;
  /** Of the conversation that goes on; null while it is being opened again. */
  readonly session: McpSession | null;
  readonly tools: readonly McpTool[];
  /** When they were listed, epoch ms. */
  readonly listedAt: number | null;
  readonly callsInFlight: number;
  /**
   * Calls a tool; a signal that is aborted cancels the call, and the server is told. Throws NOT_FOUND, INVALID_INPUT,
   * DEADLINE, CANCELLED, TOO_LARGE, BUSY, AgentError MCP_PROTOCOL.
   */
  call(
    tool: string,
    given: Record<string, unknown>,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly cause: string },
  ): Promise<ToolAnswer & { readonly ms: number }>;
  /** Ends the conversation, then the process where there is one; idempotent. Throws STOP_INCOMPLETE. */
  close(request?: StopRequest, onStep?: (step: StopStep) => void): Promise<void>;
}

interface ConnectionOptions {
  readonly track: Track;
  readonly say: Say;
  readonly clock: Clock;
  readonly name: string;
  readonly ring: MessageRing;
  readonly close: McpConnection['close'];
  /** A call failed in a way that tells of a lost connection. */
  readonly onCallFailed?: (thrown: unknown) => void;
}

/** A connection whose conversation is set, and set again, from outside. */
export interface OpenConnection {
  readonly connection: McpConnection;
  /** A conversation was opened: its tools are listed before this resolves. */
  use(session: McpSession | null, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** The server said that its tools changed. */
  listAgain(): void;
}

/** Makes a connection without a conversation. */
export function createConnection(options: ConnectionOptions): OpenConnection {
  const { track, clock, name, ring } = options;
  const calls = createCalls(track.opened.id, options.say, clock);
  let session: McpSession | null = null;
  let tools: readonly McpTool[] = [];
  let listedAt: number | null = null;
  // Asking for tools again is never called off: it ends with its time or with the conversation.
  const { signal: never } = new AbortController();

  async function list(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const own = session;
    if (own === null) return;
    const found = await own.listTools(timeoutMs, signal);
    if (own !== session) return;
    const isSame = listedAt !== null && found.length === tools.length;
    tools = found;
    listedAt = clock.now();
    if (!isSame) track.say('agent.listed', { tools: found.length });
  }

  function checkTool(tool: string): void {
    if (tools.length === 0 || tools.some((one) => one.name === tool)) return;
    throw new AppError('NOT_FOUND', `${name} has no tool ${JSON.stringify(tool.slice(0, 200))}.`, {
      hint: `Tools: ${tools
        .slice(0, 20)
        .map((one) => one.name)
        .join(', ')}${tools.length > 20 ? ', …' : '.'}`,
    });
  }

  const connection: McpConnection = {
    ring,
    get session() {
      return session;
    },
    get tools() {
      return tools;
    },
    get listedAt() {
      return listedAt;
    },
    get callsInFlight() {
      return calls.inFlight;
    },
    async call(tool, given, { timeoutMs, signal, cause }) {
      const own = session;
      if (own === null) throw new AppError('BUSY', `${name} is not connected now.`);
      checkTool(tool);
      const blame = (thrown: unknown) => {
        options.onCallFailed?.(thrown);
        return signal.aborted ? calledOff(name, tool, signal.reason) : callFault(name, tool, thrown, timeoutMs);
      };
      const { value, ms } = await calls.run({ tool }, cause, () => own.callTool(tool, given, timeoutMs, signal), blame);
      return { ...value, ms };
    },
    close: options.close,
  };

  return {
    connection,
    async use(next, timeoutMs, signal) {
      session = next;
      if (next !== null) await list(timeoutMs, signal);
    },
    // What fails here fails again, and is told, when somebody calls.
    listAgain: () => void list(MCP_CALL_MS, never).catch(() => undefined),
  };
}
