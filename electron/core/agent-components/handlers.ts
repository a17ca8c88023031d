import type { agentActions } from '../../../shared/actions/agent.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Agents } from '../agents/agents.ts';
import type { AgentLook } from '../agents/loaded-agent.ts';
import type { McpConnection } from '../agents/mcp/mcp-connection.ts';
import type { Mask } from '../agents/mcp/message-ring.ts';
import type { HandlersOf } from '../dispatch.ts';
import type { FactoryContext } from '../host/factories/factory-context.ts';
import { resolveSurroundings } from '../host/factories/surroundings.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import { MCP_DIR, mcpComponentName } from './mcp-descriptor.ts';

interface AgentHandlersOptions {
  readonly agents: Agents;
  readonly servers: ReadonlyMap<string, McpConnection>;
  readonly shared: FactoryContext;
  readonly mask: Mask;
  readonly hotSwap: () => HotSwap;
}

/** The acts on agents and MCP servers. */
export function agentHandlers(options: AgentHandlersOptions): HandlersOf<typeof agentActions> {
  const { agents, servers, shared, mask, hotSwap } = options;

  function lookAt(id: string): AgentLook {
    const look = agents.look(id);
    if (look) return look;
    throw new AppError('NOT_FOUND', `There is no connection ${id.slice(0, 200)}.`);
  }

  /** The component of a server that was named by its definition, by a name inside that, or by the component itself. */
  function componentOf(server: string): string {
    const direct = [server, mcpComponentName(server)].find((one) => servers.has(one) || agents.look(one));
    if (direct !== undefined) return direct;
    for (const { kind, loaded, name } of hotSwap().entries.all())
      if (kind.dir === MCP_DIR && loaded?.aliases.some((alias) => alias.name === server)) return mcpComponentName(name);
    return hotSwap().entries.get(`${MCP_DIR}/${server}`)?.loaded ? mcpComponentName(server) : server;
  }

  function serverOf(written: string): { readonly id: string; readonly connection: McpConnection } {
    const id = componentOf(written);
    const connection = servers.get(id);
    if (connection) return { id, connection };
    throw new AppError('NOT_FOUND', `The MCP server ${written.slice(0, 200)} is not connected.`, {
      hint: `Deploy the component ${id.slice(0, 200)} first, and look why when it does not come up.`,
    });
  }

  return {
    async 'agent.load'({ ref, options: given }, { cause, signal }) {
      const { workDir, env, ...rest } = given;
      const { cwd, env: whole } = await resolveSurroundings(shared, { cwd: workDir, env });
      const own = Object.fromEntries(Object.keys(env ?? {}).map((name) => [name, whole[name] ?? '']));
      const loaded = await agents.load(ref, {
        ...rest,
        env: own,
        workDir: workDir === undefined ? undefined : cwd,
        cause,
        signal,
      });
      const { id, key, endpoint, path, handshake } = loaded;
      return { id, key, pid: loaded.processInfo.pid, endpoint, protocol: `agent ${handshake.protocol}`, path };
    },
    async 'agent.close'({ key }) {
      const component = agents.look(key)?.track.opened.component ?? null;
      if (component !== null)
        throw new AppError('RUNNING', `${key} belongs to the component ${component}.`, {
          hint: 'Undeploy the component.',
        });
      return { closed: await agents.cleanup(key) };
    },
    async 'mcp.call'({ server, tool, arguments: given, timeoutMs }, { cause, signal }) {
      const { id, connection } = serverOf(server);
      const { isError, ms, body } = await connection.call(tool, given, { timeoutMs, signal, cause });
      return { server: id, tool, isError, ms, body };
    },
    'agent.handshake'({ id }) {
      const { track, handshake } = lookAt(id);
      const facts = handshake?.() ?? { raw: Buffer.alloc(0), bytes: 0, firstByteAt: null, line: null };
      const raw = mask.text(facts.raw.toString('latin1'));
      return {
        id,
        phases: track.phases.map((phase) => ({ ...phase })),
        raw: Buffer.from(raw.replaceAll('•', '*'), 'latin1').toString('base64'),
        bytes: facts.bytes,
        firstByteAt: facts.firstByteAt,
        line: facts.line === null ? null : mask.text(facts.line.slice(0, 1_000)),
        diagnosis: track.diagnosis === null ? null : mask.text(track.diagnosis),
      };
    },
    'agent.stderr': ({ id }) => ({ text: mask.text(lookAt(id).stderr?.() ?? '') }),
    'mcp.server'({ server }) {
      const { id, connection } = serverOf(server);
      const { session } = connection;
      return {
        id,
        protocol: session?.protocol ?? null,
        server: mask.mask(session?.server ?? null),
        capabilities: mask.mask(session?.capabilities ?? null),
        instructions: session?.instructions ? mask.text(session.instructions) : null,
      };
    },
    'mcp.tools'({ server }) {
      const { id, connection } = serverOf(server);
      // Schemas name arguments that are secret; the names are no secrets.
      return { id, tools: connection.tools.map((tool) => ({ ...tool })), listedAt: connection.listedAt };
    },
    async 'mcp.messages'({ server, after, limit, waitMs }, { signal }) {
      const { id, connection } = serverOf(server);
      await connection.ring.changed(after, waitMs, signal);
      return { id, ...connection.ring.after(after, limit) };
    },
  };
}
