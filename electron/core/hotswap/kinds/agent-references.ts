import { isMap } from '../../documents/schema-shape.ts';
import type { FieldPath } from '../../documents/types.ts';
import { BUILT_IN_SERVICES } from './built-in-services.ts';
import type { NamedReference, OfferedName } from './kind.ts';

/** Kinds whose definitions carry tools, and the services that others bring along. */
const TOOL_KINDS = ['tools', 'mcp', 'services'];

/**
 * What an agent names: its model, the agents it goes on with, the tools it may call, the servers whose resources it
 * reads, the flow that steers it. What is only known when it runs (a template) and what no file defines (a wildcard, a
 * built-in service, an address) is no name.
 */
export function agentReferences(agent: Record<string, unknown>): NamedReference[] {
  return [
    ...named(['model'], agent['model'], ['models']),
    ...listOf(agent['chains']).flatMap((chain, index) => {
      const target = isMap(chain) ? chain['target'] : undefined;
      return named(['chains', index, 'target', 'agentId'], isMap(target) ? target['agentId'] : undefined, ['agents']);
    }),
    ...listOf(agent['tool']).flatMap((tool, index) => (isMap(tool) ? toolReferences(tool, ['tool', index]) : [])),
    ...['knowledge', 'systemKnowledge'].flatMap((key) =>
      listOf(agent[key]).flatMap((entry, index) =>
        serverOf([key, index, 'url'], isMap(entry) ? entry['url'] : undefined),
      ),
    ),
    ...resourceReferences(agent['mcpResources']),
    ...flowReference(agent['orchestrationFlow']),
  ];
}

/** The service under which an agent offers itself to others. */
export function agentOffers(agent: Record<string, unknown>): OfferedName[] {
  const exported = agent['toolExport'];
  const service = isMap(exported) ? exported['service'] : undefined;
  return typeof service === 'string' && service !== '' ? [{ kind: 'services', name: service }] : [];
}

function toolReferences(tool: Record<string, unknown>, at: FieldPath): NamedReference[] {
  const { ref, pattern } = tool;
  const [certain] = named([...at, 'ref'], ref, ['tools', 'tools/bundles', 'mcp']);
  if (certain) {
    const owner = ownerOf(certain.name);
    return [owner === certain.name ? certain : { ...certain, also: [owner] }];
  }
  const [loose] = named([...at, 'pattern'], pattern, TOOL_KINDS);
  if (!loose) return [];
  const owner = ownerOf(loose.name);
  if (BUILT_IN_SERVICES.has(owner) || owner === '' || owner.includes('*')) return [];
  return [{ ...loose, name: owner, ...(owner === loose.name ? {} : { also: [loose.name] }), loose: true }];
}

/** `github` of `github/search`, of `github:search` and of `github/*`. */
function ownerOf(name: string): string {
  return name.split(/[/:]/)[0] ?? '';
}

function resourceReferences(resources: unknown): NamedReference[] {
  if (!isMap(resources)) return [];
  return listOf(resources['locations']).flatMap((location, index) =>
    serverOf(['mcpResources', 'locations', index], location),
  );
}

/** The server of an address such as `mcp:github:/docs` or `mcp://github/docs`. */
function serverOf(field: FieldPath, address: unknown): NamedReference[] {
  const server = typeof address === 'string' ? /^mcp:(?:\/\/)?([^/:]+)/i.exec(address)?.[1] : undefined;
  return named(field, server, ['mcp']);
}

/** A flow is named, or given as the path of a file; only a bare name is looked up. */
function flowReference(flow: unknown): NamedReference[] {
  if (typeof flow !== 'string' || flow.includes('/') || flow.includes('.')) return [];
  return named(['orchestrationFlow'], flow, ['workflows']).map((reference) => ({ ...reference, loose: true }));
}

function named(field: FieldPath, value: unknown, kinds: readonly string[]): NamedReference[] {
  if (typeof value !== 'string') return [];
  const name = value.trim();
  return name === '' || name.includes('{{') || name.includes('$') ? [] : [{ field, kinds, name }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
