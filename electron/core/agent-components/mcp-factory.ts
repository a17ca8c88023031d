import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Agents } from '../agents/agents.ts';
import { connectHttp, hostAndPort } from '../agents/mcp/connect-http.ts';
import { connectStdio } from '../agents/mcp/connect-stdio.ts';
import type { McpConnection } from '../agents/mcp/mcp-connection.ts';
import type { Mask } from '../agents/mcp/message-ring.ts';
import { createTrack } from '../agents/track.ts';
import type { Descriptor, ProbeSpec } from '../host/component.ts';
import { commandLine } from '../host/factories/command-line.ts';
import type { FactoryContext } from '../host/factories/factory-context.ts';
import { resolveSurroundings, surroundingFields } from '../host/factories/surroundings.ts';
import { probeSpec } from '../host/probes/probe-schema.ts';
import type { Factory } from '../host/registry.ts';
import { msOf } from '../host/units.ts';
import { mcpTransport } from '../hotswap/kinds/mcp.ts';
import { connectionComponent, type HandshakeLog } from './connection-component.ts';
import { endedBeforeUp } from './end-words.ts';
import { serverFields } from './mcp-descriptor.ts';

const { cwd, dotenv } = surroundingFields;
const config = z
  .looseObject({ transport: mcpTransport, ...serverFields, cwd, dotenv })
  .superRefine(({ transport }, context) => {
    const { url } = transport;
    if (transport.type !== 'stdio' && !/^https?:$/.test(URL.parse(url ?? '')?.protocol ?? ''))
      context.addIssue({
        code: 'custom',
        message: 'has a `transport.url` that is no address beginning with http:// or https://',
      });
  });

export type McpConfig = z.output<typeof config>;

const TYPE = 'mcp';
/** Time to answer one request while a server is being connected, ms. */
const REQUEST_MS = 30_000;
const DIAL_MS = 10_000;

/** What the factory needs besides. */
export interface McpFactoryNeeds {
  readonly agents: Agents;
  readonly mask: Mask;
  readonly handshakes: HandshakeLog;
  /** Our own version, which servers are told. */
  readonly version: string;
  /** Servers that are up, by the name of their component. */
  readonly servers: Map<string, McpConnection>;
}

/** An MCP server: started with its streams as the way in, or reached over HTTP. */
export function mcpFactory(shared: FactoryContext, needs: McpFactoryNeeds): Factory<McpConfig> {
  return {
    type: TYPE,
    title: 'An MCP server',
    config,
    example: { transport: { type: 'stdio', command: 'my-server' } },
    describe: ({ transport }) =>
      transport.type === 'stdio'
        ? `runs ${wordsOf(transport).join(' ')} as an MCP server`
        : `connects to the MCP server at ${transport.url}`,
    build({ config: value, ...rest }) {
      const descriptor = { ...rest, config: value };
      return {
        name: rest.name,
        ...(value.transport.type === 'stdio' ? stdio : http)(shared, needs, descriptor, value),
      };
    },
  };
}

function stdio(shared: FactoryContext, needs: McpFactoryNeeds, descriptor: Descriptor, value: McpConfig) {
  const { name } = descriptor;
  const { agents, servers } = needs;
  const parts = connectionComponent<McpConnection>(shared, needs.handshakes, {
    descriptor,
    explain: (end) => endedBeforeUp(agents, name, end),
    async connect(context, { spawn, lose }) {
      const { transport } = value;
      const [command = '', ...args] = wordsOf(transport);
      const track = trackOf(shared, descriptor, [command, ...args].join(' '), 'mcp-stdio', context.cause);
      agents.keep({ track, handshake: null, stderr: null });
      const where = await resolveSurroundings(shared, { cwd: value.cwd, dotenv: value.dotenv, env: transport.env });
      const connection = await connectStdio({
        track,
        say: shared.say,
        clock: shared.clock,
        mask: needs.mask,
        spawn,
        name,
        command,
        args,
        ...where,
        startupTimeoutMs: msOf(value.timeout, REQUEST_MS),
        version: needs.version,
        signal: context.signal,
        onFault: lose,
        onStarted: (stderr) => agents.keep({ track, handshake: null, stderr }),
      });
      servers.set(name, connection);
      return connection;
    },
  });
  return {
    start: parts.start,
    stop: (context: Parameters<typeof parts.stop>[0]) =>
      parts.stop(context).finally(() => forget(servers, name, parts.held)),
    killNow: () => parts.killNow?.(),
    callsInFlight: () => parts.held?.callsInFlight ?? 0,
  };
}

function http(shared: FactoryContext, needs: McpFactoryNeeds, descriptor: Descriptor, value: McpConfig) {
  const { name } = descriptor;
  const { agents, servers } = needs;
  let held: McpConnection | null = null;
  return {
    async start(context: { readonly signal: AbortSignal; readonly cause: string }) {
      const { transport } = value;
      const url = URL.parse(transport.url ?? '');
      if (url === null) throw new AppError('INVALID_INPUT', `${name} has an address that is none: ${transport.url}`);
      const track = trackOf(shared, descriptor, url.origin + url.pathname, 'mcp-http', context.cause);
      agents.keep({ track, handshake: null, stderr: null });
      held = await connectHttp({
        track,
        say: shared.say,
        clock: shared.clock,
        mask: needs.mask,
        name,
        url,
        sse: transport.type === 'sse',
        headers: await headersOf(shared, value),
        startupTimeoutMs: msOf(value.timeout, REQUEST_MS),
        dialTimeoutMs: DIAL_MS,
        version: needs.version,
        signal: context.signal,
      });
      servers.set(name, held);
    },
    async stop() {
      const own = held;
      held = null;
      forget(servers, name, own);
      await own?.close();
    },
    callsInFlight: () => held?.callsInFlight ?? 0,
  };
}

/** A server that runs elsewhere is watched by its port: nothing of ours ends when it does. */
export function watchedServer({ type, config: given }: Descriptor): ProbeSpec[] {
  if (type !== TYPE) return [];
  const { transport } = given as McpConfig;
  const url = transport.type === 'stdio' ? null : URL.parse(transport.url ?? '');
  return url === null ? [] : [probeSpec('server', { tcp: hostAndPort(url) })];
}

function trackOf(
  { say, clock }: FactoryContext,
  { name }: Descriptor,
  ref: string,
  sort: 'mcp-stdio' | 'mcp-http',
  cause: string,
) {
  const opened = {
    id: name,
    sort,
    key: `mcp::${name}`,
    ref: ref.slice(0, 500),
    component: name,
    log: `component:${name}`,
  };
  return createTrack(say, clock, opened, cause);
}

/** Headers with the secrets they ask for; what follows a scheme such as `Bearer` is a secret by itself. */
async function headersOf(
  shared: FactoryContext,
  { transport, dotenv: fromFile }: McpConfig,
): Promise<Record<string, string>> {
  const names = Object.keys(transport.headers ?? {});
  const { env } = await resolveSurroundings(shared, { env: transport.headers, dotenv: fromFile });
  const headers = Object.fromEntries(names.map((header) => [header, env[header] ?? '']));
  shared.hide(Object.values(headers).flatMap((text) => /^(?:bearer|basic|token)\s+(\S+)$/i.exec(text)?.[1] ?? []));
  return headers;
}

function wordsOf({ command = '', arguments: args = [] }: McpConfig['transport']): string[] {
  const line = commandLine({ command, args });
  return line === null ? [command, ...args] : [line.command, ...line.args];
}

function forget(servers: Map<string, McpConnection>, name: string, own: McpConnection | null): void {
  if (own === null || servers.get(name) === own) servers.delete(name);
}
