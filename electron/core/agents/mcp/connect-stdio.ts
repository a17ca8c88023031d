import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { AgentError } from '../agent-error.ts';
import type { AgentSpawner } from '../agent-process.ts';
import { quote } from '../handshake.ts';
import { endedWords, exitOf, type Link, startLink } from '../link.ts';
import { goOn, suspendedPid } from '../shake.ts';
import type { Say, Track } from '../track.ts';
import { createConnection, type McpConnection } from './mcp-connection.ts';
import { connectFault, faultsOf, isBroken } from './mcp-faults.ts';
import { createMessageRing, type Mask } from './message-ring.ts';
import { createRunTransport } from './run-transport.ts';
import { openSession } from './session.ts';

/** How a stdio MCP server is started and spoken to. */
export interface StdioOptions {
  readonly track: Track;
  readonly say: Say;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly spawn: AgentSpawner;
  /** How it is spoken of. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** Time it has to answer `initialize`, ms. */
  readonly startupTimeoutMs: number;
  /** Our own version, which the server is told. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** It does what cannot be borne: whoever owns the process ends it. */
  readonly onFault: (error: AgentError) => void;
  readonly onStarted?: (stderr: () => string) => void;
}

/** Time in which the end of a process is told after its streams broke, ms. */
const END_MS = 5_000;
/** Time a server has to end when it was asked, ms. */
const GRACE_MS = 10_000;
/** What to do about a server that sends too much at once, and about one that ends at once. */
const LESS = 'Let the server write shorter messages on stdout, one a line.';
const ENDED = 'Read its stderr, and check its command and its arguments: it ended by itself.';

/**
 * Starts an MCP server and opens the conversation over its stdin and stdout. Its owner stops what is left of a start that
 * failed. Throws AgentError.
 */
export async function connectStdio(options: StdioOptions): Promise<McpConnection> {
  const { track, clock, name, signal, startupTimeoutMs: timeoutMs } = options;
  const { JSONRPCMessageSchema } = await import('@modelcontextprotocol/sdk/types.js');
  const ring = createMessageRing(options.mask, clock.now);
  const log = { write: (_channel: 'stdout', _chunk: Buffer): void | Promise<void> => undefined };
  let link: Link | null = null;
  let fault: string | null = null;
  const broken = new AbortController();
  const transport = createRunTransport({
    ring,
    check: (value) => JSONRPCMessageSchema.parse(value),
    onNoise: (line) => log.write('stdout', line),
    onFault(diagnosis) {
      fault = diagnosis;
      broken.abort(new Error(diagnosis));
      if (track.state !== 'ready') return;
      options.onFault(new AgentError('MCP_PROTOCOL', `${name} ${diagnosis}.`, { diagnosis, remedy: LESS }));
    },
  });
  const { connection, use, listAgain } = createConnection({
    track,
    say: options.say,
    clock,
    name,
    ring,
    close: async (request = {}, onStep) => link?.close({ graceMs: GRACE_MS, ...request }, onStep),
  });
  track.to('spawning', { detail: [options.command, ...options.args].join(' ').slice(0, 500) });
  try {
    signal.throwIfAborted();
    link = await startLink({
      track,
      spawn: options.spawn,
      name,
      wanted: {
        command: options.command,
        args: options.args,
        cwd: options.cwd,
        env: options.env,
        secretNames: options.secretNames,
        stdin: true,
        onStdout(chunk, write) {
          log.write = write;
          return transport.consume(chunk);
        },
      },
      disconnect: () => transport.hangUp(),
    });
    const { process, over, tail } = link;
    options.onStarted?.(tail.text);
    if (process.stdin !== null) transport.attach(process.stdin);
    void over.then(() => transport.gone());
    const until = AbortSignal.any([signal, broken.signal]);
    const session = await openSession({
      transport,
      version: options.version,
      timeoutMs,
      signal: until,
      onToolsChanged: () => listAgain(),
      onClose: () => void use(null, 0, signal),
    });
    const { server, protocol } = session;
    track.to('checking', { server, ...(protocol === null ? {} : { protocol: `MCP ${protocol}` }) });
    await use(session, timeoutMs, until);
    track.to('ready', { detail: `${connection.tools.length} tools` });
    return connection;
  } catch (thrown) {
    const error = await asFault(thrown);
    const end = link?.end ?? null;
    track.to('failed', { error, diagnosis: error.diagnosis, ...(end === null ? {} : { exit: exitOf(end) }) });
    // Told before the server can end because its input did: this failure is the reason, that end only follows.
    transport.hangUp();
    throw error;
  }

  async function asFault(thrown: unknown): Promise<AgentError> {
    if (link === null) return connectFault(name, thrown, { over: 'stdio', stderr: '', timeoutMs, signal });
    // Its end explains a broken stream, and is told a little later.
    if (link.end === null && isBroken(thrown))
      await Promise.race([link.over, delay(END_MS, undefined, { ref: false })]);
    const stderr = link.tail.text();
    const { noise } = transport;
    const said = noise.first === null ? '' : `, after printing ${quote(noise.first)} to stdout`;
    const tell = faultsOf(name, thrown, stderr);
    if (fault !== null) return tell('MCP_PROTOCOL', fault, LESS);
    if (link.end !== null)
      return tell('MCP_PROTOCOL', `${endedWords(link.end)} before it was initialized${said}`, ENDED);
    const error = connectFault(name, thrown, { over: 'stdio', stderr, timeoutMs, signal });
    if (signal.aborted || error.code !== 'HANDSHAKE_TIMEOUT') return error;
    const suspended = await suspendedPid(link);
    if (suspended !== null) return tell('HANDSHAKE_TIMEOUT', `is suspended (process ${suspended})`, goOn(suspended));
    // One that writes and is never understood does not speak the protocol.
    return noise.count > 0
      ? tell('MCP_PROTOCOL', `writes no messages of MCP to stdout, but ${quote(noise.first ?? '')}`)
      : error;
  }
}
