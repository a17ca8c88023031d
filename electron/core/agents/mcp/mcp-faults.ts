import { MCP_CALL_MOST_MS } from '../../../../shared/actions/agent.ts';
import { AppError } from '../../../../shared/errors.ts';
import { AgentError } from '../agent-error.ts';

/** Codes of JSON-RPC and of the SDK. */
const REQUEST_TIMEOUT = -32_001;
const CONNECTION_CLOSED = -32_000;
const INVALID_PARAMS = -32_602;

/** The code of an error of the protocol, or of an HTTP answer; null for another one. */
export function codeOf(error: unknown): number | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : null;
}

/** Whether a failure tells that the streams of a server are gone. */
export function isBroken(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown } | null)?.code;
  return (
    code === 'EPIPE' || code === CONNECTION_CLOSED || (thrown instanceof Error && /does not read/.test(thrown.message))
  );
}

/** What to do about a server that was not connected; without words, those of the code hold. */
const REMEDIES = {
  stdio: {
    late: 'Read its stderr: it must answer `initialize` on stdout, or be given more time (timeout).',
    sealed: 'Give it what it asks for as a variable: transport.env, from the vault.',
    closed: 'Read its stderr: it must keep stdout open, and answer `initialize` there.',
    odd: undefined,
  },
  http: {
    late: 'Look at its log, check the path of its address, or give it more time (timeout).',
    sealed: 'Give it a header: transport.headers.Authorization, from the vault.',
    closed: 'Look at its log: it must answer `initialize`.',
    odd: 'Check the path of its address, and whether it speaks streamable HTTP or SSE.',
  },
} as const;

/** Makes failures of a server's start, each with a diagnosis to be read after its name. */
export function faultsOf(name: string, cause: unknown, stderr: string) {
  return (code: AgentError['code'], diagnosis: string, remedy?: string): AgentError =>
    new AgentError(code, `${name} ${diagnosis}.`, {
      ...{ cause, diagnosis, stderr, phase: 'handshaking' },
      ...(remedy === undefined ? {} : { remedy }),
    });
}

/** Why a server was not connected, as a failure of an agent. */
export function connectFault(
  name: string,
  thrown: unknown,
  facts: {
    readonly over: keyof typeof REMEDIES;
    readonly stderr: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): AgentError {
  const { over, stderr, timeoutMs, signal } = facts;
  if (thrown instanceof AgentError) return thrown;
  const remedies = REMEDIES[over];
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const fail = faultsOf(name, thrown, stderr);
  if (signal.aborted)
    return fail('HANDSHAKE_TIMEOUT', 'did not answer initialize before its start was called off', 'Start it again.');
  const code = codeOf(thrown);
  if (code === REQUEST_TIMEOUT)
    return fail('HANDSHAKE_TIMEOUT', `did not answer initialize within ${timeoutMs} ms`, remedies.late);
  if (/protocol version is not supported/i.test(message))
    return fail(
      'VERSION_MISMATCH',
      `speaks a version of MCP that this app does not: ${message.split(': ').at(-1)}`,
      'Update the server or this app: they have no version of MCP in common.',
    );
  if (code === 401 || code === 403 || /unauthorized/i.test(message))
    return fail('MCP_PROTOCOL', 'asks for authorization', remedies.sealed);
  if (over === 'http' && code !== null && code >= 400 && code < 600)
    return fail('MCP_PROTOCOL', `answers initialize with HTTP ${code}`, remedies.odd);
  if (code === CONNECTION_CLOSED) {
    const what = over === 'http' ? 'ended the conversation' : 'closed its stdout';
    return fail('MCP_PROTOCOL', `${what} before it was initialized`, remedies.closed);
  }
  return fail('MCP_PROTOCOL', `does not answer initialize as MCP asks for: ${message.slice(0, 300)}`, remedies.odd);
}

/** Why a call did not succeed, and which of the three ways that was. */
export interface CallFault {
  readonly error: AppError;
  readonly outcome: 'failed' | 'cancelled' | 'timed-out';
}

/** Why a call that was called off ended: somebody cancelled it, or it had gone on for as long as any act may. */
export function calledOff(server: string, tool: string, reason: unknown): CallFault {
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    const text = `${tool} of ${server} did not answer within ${wordsOf(MCP_CALL_MOST_MS)}, the longest a call may take.`;
    return { error: new AppError('DEADLINE', text, { cause: reason, hint: TOLD }), outcome: 'timed-out' };
  }
  const why = reason instanceof AppError ? `: ${reason.message}` : '.';
  const error = new AppError('CANCELLED', `${tool} of ${server} was cancelled${why}`, { cause: reason, hint: TOLD });
  return { error, outcome: 'cancelled' };
}

/** Holds for every call that was given up while it went on. */
const TOLD = 'The server was told not to go on; what it had done by then stays done.';

/** Why a call failed that nobody called off. */
export function callFault(server: string, tool: string, thrown: unknown, timeoutMs: number): CallFault {
  if (thrown instanceof AppError) return { error: thrown, outcome: 'failed' };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = codeOf(thrown);
  if (code === REQUEST_TIMEOUT) {
    const text = `${tool} of ${server} did not answer within ${wordsOf(timeoutMs)}.`;
    return { error: new AppError('DEADLINE', text, { cause: thrown, hint: TOLD }), outcome: 'timed-out' };
  }
  if (code === CONNECTION_CLOSED) {
    const text = `${server} went away while ${tool} was being called.`;
    return {
      error: new AgentError('MCP_PROTOCOL', text, { cause: thrown, remedy: 'Look at its log, and start it again.' }),
      outcome: 'failed',
    };
  }
  if (code === INVALID_PARAMS)
    return {
      error: new AppError('INVALID_INPUT', `${server}: ${plain(message)}`, {
        cause: thrown,
        hint: 'Compare the arguments with the schema of the tool.',
      }),
      outcome: 'failed',
    };
  return {
    error: new AgentError('MCP_PROTOCOL', `${server}: ${plain(message)}`, {
      cause: thrown,
      remedy: 'Look at the messages of the server.',
    }),
    outcome: 'failed',
  };
}

/** A time in ms as it is written in a sentence. */
function wordsOf(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

/** The words of the server, without what the SDK puts before them. */
function plain(message: string): string {
  return message.replace(/^MCP error -?\d+: /, '').slice(0, 1_000);
}
