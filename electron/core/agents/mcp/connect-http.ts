import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Clock } from '../../clock.ts';
import { AgentError } from '../agent-error.ts';
import type { Say, Track } from '../track.ts';
import { createConnection, type McpConnection } from './mcp-connection.ts';
import { codeOf, connectFault } from './mcp-faults.ts';
import { createMessageRing, type Mask } from './message-ring.ts';
import { recordedTransport } from './recorded-transport.ts';
import { type McpSession, openSession } from './session.ts';

/** How an MCP server that runs elsewhere is spoken to. */
export interface HttpOptions {
  readonly track: Track;
  readonly say: Say;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly name: string;
  readonly url: URL;
  /** Server-sent events of MCP 2024-11-05 instead of streamable HTTP. */
  readonly sse: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly startupTimeoutMs: number;
  readonly dialTimeoutMs: number;
  readonly version: string;
  readonly signal: AbortSignal;
}

/** Pauses between the tries to find a lost server again, ms; the last one goes on. */
const PAUSES_MS = [250, 500, 1_000, 2_500, 5_000, 10_000];

/** Connects to an MCP server over HTTP. Throws AgentError; nothing is left open then. */
export async function connectHttp(options: HttpOptions): Promise<McpConnection> {
  const { track, clock, name, url, signal, startupTimeoutMs } = options;
  const ring = createMessageRing(options.mask, clock.now);
  const closing = new AbortController();
  let current: McpSession | null = null;
  let mending: Promise<void> | null = null;
  const { connection, use, listAgain } = createConnection({
    track,
    say: options.say,
    clock,
    name,
    ring,
    async close() {
      if (closing.signal.aborted) return;
      track.to('stopping');
      closing.abort(new Error('the connection is closed'));
      await current?.close().catch(() => undefined);
      track.to('exited');
    },
    onCallFailed: (thrown) => {
      if (isLost(thrown)) mend();
    },
  });
  const until = AbortSignal.any([signal, closing.signal]);

  async function open(stop: AbortSignal): Promise<McpSession> {
    const transport = recordedTransport(await transportFor(options), ring);
    try {
      return await openSession({
        transport,
        version: options.version,
        timeoutMs: startupTimeoutMs,
        signal: stop,
        onToolsChanged: () => listAgain(),
        onClose: () => {},
      });
    } catch (error) {
      await transport.close().catch(() => undefined);
      throw error;
    }
  }

  /** Opens another conversation when the one there was is lost, until it is closed. */
  function mend(): void {
    if (closing.signal.aborted || mending !== null) return;
    const lost = current;
    current = null;
    void use(null, 0, closing.signal);
    track.to('reconnecting', { byItself: true });
    mending = (async () => {
      await lost?.close().catch(() => undefined);
      for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
        try {
          current = await open(closing.signal);
          await use(current, startupTimeoutMs, closing.signal);
          track.to('ready', { detail: 'connected again' });
          return;
        } catch {
          const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
          await delay(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
        }
      }
    })().finally(() => {
      mending = null;
    });
  }

  track.to('dialing', { endpoint: `${url.origin}${url.pathname}` });
  try {
    await reachHost(options);
    track.to('handshaking');
    current = await open(until);
    const { server, protocol } = current;
    track.to('checking', { server, ...(protocol === null ? {} : { protocol: `MCP ${protocol}` }) });
    await use(current, startupTimeoutMs, until);
    track.to('ready', { detail: `${connection.tools.length} tools` });
    return connection;
  } catch (thrown) {
    const error = connectFault(name, thrown, { over: 'http', stderr: '', timeoutMs: startupTimeoutMs, signal });
    track.to('failed', { error, diagnosis: error.diagnosis });
    closing.abort();
    await (current as McpSession | null)?.close().catch(() => undefined);
    throw error;
  }
}

async function transportFor({ url, sse, headers }: HttpOptions): Promise<Transport> {
  const requestInit = { headers: { ...headers } };
  if (!sse) {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    return new StreamableHTTPClientTransport(url, { requestInit }) as Transport;
  }
  const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js');
  const withHeaders = (input: string | URL, init?: RequestInit) =>
    fetch(input, { ...init, headers: { ...headersOf(init?.headers), ...headers } });
  return new SSEClientTransport(url, { requestInit, fetch: withHeaders });
}

function headersOf(given: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries(new Headers(given ?? {}));
}

/** Where somebody listens for the requests of an address. */
export function hostAndPort({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/** Whether somebody listens there. Throws DIAL_TIMEOUT. */
function reachHost({ name, url, dialTimeoutMs, signal }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(hostAndPort(url));
    const end = (diagnosis: string | null, cause?: unknown) => {
      socket.destroy();
      signal.removeEventListener('abort', give);
      if (diagnosis === null) return resolve();
      reject(
        new AgentError('DIAL_TIMEOUT', `${name} ${diagnosis}.`, {
          diagnosis,
          cause,
          phase: 'dialing',
          remedy: 'Check the address, and whether the server runs.',
        }),
      );
    };
    function give(): void {
      end('was not waited for any longer', signal.reason);
    }
    signal.addEventListener('abort', give, { once: true });
    socket.setTimeout(dialTimeoutMs, () => end(`does not answer at ${url.host} within ${dialTimeoutMs} ms`));
    socket.on('connect', () => end(null));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(`cannot be reached at ${url.host} (${error.code ?? error.message})`, error),
    );
    if (signal.aborted) give();
  });
}

/** Whether a failed call tells that the server, or our conversation with it, is gone. */
function isLost(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (code !== null) return code === 404 || code === 502 || code === 503;
  return thrown instanceof TypeError && /fetch failed/i.test(thrown.message);
}
