import { MCP_DIR, mcpComponentName, mcpDescriptor } from '../agent-components/mcp-descriptor.ts';
import type { Descriptor } from '../host/component.ts';
import { COMPONENTS_DIR, descriptorOf } from '../host/descriptor.ts';
import type { Entry } from '../hotswap/types.ts';

type Which = Pick<Entry, 'kind' | 'name'>;

/** Whether a definition declares a component: descriptors do, and connections to MCP servers. */
export function declaresComponent({ kind }: Pick<Entry, 'kind'>): boolean {
  return kind.dir === COMPONENTS_DIR || kind.dir === MCP_DIR;
}

/** The descriptor of the component that a definition declares, completed with its defaults. */
export function descriptorFrom({ kind, name }: Which, value: unknown, path: string): Descriptor {
  const written = value as Record<string, unknown>;
  return kind.dir === MCP_DIR ? mcpDescriptor(name, written, path) : descriptorOf(written, path);
}

/** The name of the component that a definition declares as it serves; null when it declares none. */
export function componentNameOf({ kind, name, loaded }: Entry): string | null {
  if (!loaded) return null;
  if (kind.dir === MCP_DIR) return mcpComponentName(name);
  const given = kind.dir === COMPONENTS_DIR ? (loaded.value as { name?: unknown }).name : undefined;
  return typeof given === 'string' ? given : null;
}
