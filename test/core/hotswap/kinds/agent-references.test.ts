import { describe, expect, it } from 'vitest';
import { agentOffers, agentReferences } from '../../../../electron/core/hotswap/kinds/agent-references.ts';

const names = (agent: Record<string, unknown>) =>
  agentReferences(agent).map(({ field, kinds, name, loose }) => [
    field.join('.'),
    kinds.join(' '),
    name,
    loose ? 'loose' : 'certain',
  ]);

describe('what an agent names', () => {
  it('its model, and the agents it goes on with', () => {
    expect(names({ model: 'gpt-5', chains: [{ target: { agentId: 'next' } }, {}] })).toEqual([
      ['model', 'models', 'gpt-5', 'certain'],
      ['chains.0.target.agentId', 'agents', 'next', 'certain'],
    ]);
  });

  it('the tool or server that a pattern begins with, for what it is worth', () => {
    const tool = [{ pattern: 'github/search' }, { pattern: 'notes' }, { pattern: 'jira:*' }, { pattern: 'github/*' }];
    expect(names({ tool })).toEqual([
      ['tool.0.pattern', 'tools mcp services', 'github', 'loose'],
      ['tool.1.pattern', 'tools mcp services', 'notes', 'loose'],
      ['tool.2.pattern', 'tools mcp services', 'jira', 'loose'],
      ['tool.3.pattern', 'tools mcp services', 'github', 'loose'],
    ]);
    expect(agentReferences({ tool })[0]?.also).toEqual(['github/search']);
  });

  it('a tool by `ref` for certain, by its whole name or by its server', () => {
    expect(agentReferences({ tool: [{ ref: 'github/search' }, { ref: 'notes' }] })).toEqual([
      { field: ['tool', 0, 'ref'], kinds: ['tools', 'tools/bundles', 'mcp'], name: 'github/search', also: ['github'] },
      { field: ['tool', 1, 'ref'], kinds: ['tools', 'tools/bundles', 'mcp'], name: 'notes' },
    ]);
  });

  it('servers in addresses of resources and knowledge', () => {
    const agent = {
      mcpResources: { locations: ['mcp:docs:/a', 'mcp://wiki/b', 'file:///c', 'folder/'] },
      knowledge: [{ url: 'mcp:docs:/d' }, { url: 'knowledge/' }],
    };
    expect(names(agent)).toEqual([
      ['knowledge.0.url', 'mcp', 'docs', 'certain'],
      ['mcpResources.locations.0', 'mcp', 'docs', 'certain'],
      ['mcpResources.locations.1', 'mcp', 'wiki', 'certain'],
    ]);
  });

  it.each([
    ['a built-in service', { tool: [{ pattern: 'system/exec' }, { pattern: 'resources' }, { pattern: 'llm/agents' }] }],
    ['a wildcard', { tool: [{ pattern: '*' }, { pattern: '*/search' }] }],
    ['a template', { model: '{{ .Model }}', chains: [{ target: { agentId: '$next' } }] }],
    ['nothing yet', { model: '', tool: [], chains: 'x', mcpResources: 7, orchestrationFlow: {} }],
    ['a path', { orchestrationFlow: 'workflow/main.yaml' }],
  ])('%s is no name', (_what, agent) => {
    expect(names(agent)).toEqual([]);
  });

  it('a flow by its bare name, which may also be one of the runtime', () => {
    expect(names({ orchestrationFlow: 'main' })).toEqual([['orchestrationFlow', 'workflows', 'main', 'loose']]);
  });
});

it('an agent offers the service under which it exports itself', () => {
  expect(agentOffers({ toolExport: { service: 'agentExec' } })).toEqual([{ kind: 'services', name: 'agentExec' }]);
  expect(agentOffers({})).toEqual([]);
});
