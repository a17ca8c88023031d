import type { Descriptor } from '../host/component.ts';
import { descriptorOf, lifeFields } from '../host/descriptor.ts';
import { span } from '../host/units.ts';
import type { Kind } from '../hotswap/kinds/kind.ts';
import { mcpKind, mcpSchema } from '../hotswap/kinds/mcp.ts';

/** Folder of the definitions of MCP servers. */
export const MCP_DIR = mcpKind.dir;
/** What a descriptor and a definition of a server say besides how it is reached. */
export const serverFields = { timeout: span.optional().meta({ example: '60s' }) };

/** Definitions of MCP servers, which may also say whether and how their server is kept running. */
export const runnableMcpKind: Kind = { ...mcpKind, schema: mcpSchema.extend({ ...lifeFields, ...serverFields }) };

/** The component of a definition `mcp/<name>`. */
export function mcpComponentName(name: string): string {
  return `${MCP_DIR}/${name}`;
}

const LIFE = Object.keys(lifeFields);

/** The descriptor that a checked definition of a server stands for. Calls in flight are waited for before it changes. */
export function mcpDescriptor(name: string, value: Record<string, unknown>, path: string): Descriptor {
  const life = Object.fromEntries(LIFE.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]])));
  const { transport, timeout } = value;
  const config = { transport, ...(timeout === undefined ? {} : { timeout }) };
  const written = { onChange: 'restart-when-idle', ...life, name: mcpComponentName(name), type: 'mcp', config };
  return descriptorOf(written, path);
}
