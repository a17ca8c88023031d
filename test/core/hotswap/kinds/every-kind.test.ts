import { afterAll, describe, expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import type { Kind } from '../../../../electron/core/hotswap/kinds/kind.ts';
import { kinds } from '../../../../electron/core/hotswap/kinds/table.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

const DEEP = [
  'extension/forge/datasources',
  'extension/forge/dialogs',
  'extension/forge/lookups',
  'extension/forge/windows',
];
const PLAIN = [
  'tools/instructions',
  'skills',
  'templates',
  'templates/bundles',
  'prompts',
  'a2a',
  'callbacks',
  ...DEEP,
];

function kind(dir: string): Kind {
  const found = kinds.find((one) => one.dir === dir);
  if (!found) throw new Error(`There is no kind ${dir}.`);
  return found;
}

const pathOf = (one: Kind, name = 'a') => one.files?.[0] ?? `${one.dir}/${name}.yaml`;

test('the table holds every kind of the format, and the file at the root', () => {
  const known = [
    'agents',
    'models',
    'embedders',
    'mcp',
    'workflows',
    'feeds',
    'extensions',
    'oauth',
    'tools',
    'tools/bundles',
  ];
  expect(kinds.map(({ dir }) => dir).sort()).toEqual([...known, ...PLAIN, 'workspace'].sort());
});

describe.each(kinds.map((one) => [one.dir, one] as const))('the kind %s', (dir, one) => {
  test('begins from a template that loads without a warning about its keys', async () => {
    const template = one.template('my-name').replace('clientId: ""', 'clientId: "x"');
    const { warnings } = await loaded(one, template.replace('action: ""', 'action: "x"'), parser, pathOf(one));
    expect(warnings).toEqual([]);
  });

  test('takes its keys in any case, and JSON as well as YAML', async () => {
    if (PLAIN.includes(dir) || dir === 'workflows' || one.files) return;
    const { value } = await loaded(
      one,
      upperKeys(one.template('x').replace('clientId: ""', 'clientId: "x"')),
      parser,
      pathOf(one),
    );
    const { value: plain } = await loaded(
      one,
      one.template('x').replace('clientId: ""', 'clientId: "x"'),
      parser,
      pathOf(one),
    );
    expect(value).toEqual(plain);
    const json = await loaded(one, JSON.stringify(plain), parser, `${dir}/a.json`);
    expect(one.idOf(json.value)).toBe(one.idOf(plain));
  });

  test('refuses a list, and points at its beginning', async () => {
    expect(await refused(one, '# a comment\n- a\n', parser, pathOf(one))).toMatchObject({
      code: 'SCHEMA',
      message: expect.stringContaining('The document expected a map'),
      at: { line: 2, column: 1 },
    });
  });
});

describe.each(PLAIN)('the free-form kind %s', (dir) => {
  test('keeps everything and warns of nothing', async () => {
    const { value, warnings } = await loaded(kind(dir), 'ID: x\nFree: {Deep: [1, {a: b}]}\nempty:\n', parser);
    expect(value).toEqual({ id: 'x', Free: { Deep: [1, { a: 'b' }] }, empty: null });
    expect([warnings, kind(dir).idOf(value)]).toEqual([[], 'x']);
  });

  test.each([
    ['a: 1\nID: [x]\n', 2, 5],
    ['name: ""\n', 1, 7],
    ['id: {a: b}\n', 1, 5],
  ])('refuses the name in %j', async (text, line, column) => {
    expect(await refused(kind(dir), text, parser)).toMatchObject({
      message: expect.stringContaining('must be a text that is not empty'),
      at: { line, column },
    });
  });
});

describe('an embedder', () => {
  test('is read with every field, and with its options at the root', async () => {
    const text =
      'id: e\nname: n\ndescription: d\noptions: {provider: openai, model: m, envKey: K, dimensions: 3, meta: {a: 1}}\n';
    expect((await loaded(kind('embedders'), text, parser)).value).toEqual({
      id: 'e',
      name: 'n',
      description: 'd',
      options: { provider: 'openai', model: 'm', envKey: 'K', dimensions: 3, meta: { a: 1 } },
    });
    const { value, warnings } = await loaded(kind('embedders'), 'id: e\nProvider: p\nextra: 1\n', parser);
    expect(value).toEqual({ id: 'e', options: { provider: 'p', extra: 1 } });
    expect(warnings).toMatchObject([{ code: 'UNKNOWN_KEY', line: 3, column: 1 }]);
  });

  test.each([
    ['id: e\n', '`options` is missing', 1, 1],
    ['options:\n  dimensions: 1.5\n', 'expected a whole number', 2, 15],
    ['provider: p\nmeta: x\n', '`options.meta` expected a map', 2, 7],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind('embedders'), text, parser)).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });
});

describe('an MCP server', () => {
  test('is read with every field; its name is an alias, and the file gives it one when it has none', async () => {
    const text = `name: github
version: "1"
protocol: 2025-06-18
namespace: gh
transport: { type: stdio, command: gh-mcp, arguments: [--stdio, 1], env: { A: b } }
auth: { kind: none }
`;
    const { value, warnings } = await loaded(kind('mcp'), text, parser, 'mcp/hub.yaml');
    expect(warnings).toEqual([]);
    expect(value).toMatchObject({
      name: 'github',
      transport: { type: 'stdio', command: 'gh-mcp', arguments: ['--stdio', '1'], env: { A: 'b' } },
    });
    expect(kind('mcp').idOf(value)).toBe('github');
    expect((await loaded(kind('mcp'), 'transport: {command: x}\n', parser, 'mcp/team/hub.yaml')).value['name']).toBe(
      'hub',
    );
  });

  test.each([
    ['{command: x}', 'stdio'],
    ['{url: "http://h/mcp"}', 'streaming'],
    ['{type: Streamable, url: "http://h/mcp"}', 'streaming'],
    ['{type: http, url: "http://h/mcp"}', 'streaming'],
    ['{type: SSE, url: "http://h/sse"}', 'sse'],
  ])('with the transport %s speaks %s', async (transport, type) => {
    const { value } = await loaded(kind('mcp'), `transport: ${transport}\n`, parser);
    expect(value).toMatchObject({ transport: { type } });
  });

  test.each([
    ['name: x\n', '`transport` is missing', 1, 1],
    ['transport: {}\n', 'needs `command` (stdio) or `url`', 1, 12],
    ['transport:\n  type: stdio\n', 'is of the type stdio and needs `command`', 2, 3],
    ['transport: {type: sse, command: x}\n', 'is of the type sse and needs `url`', 1, 12],
    ['transport: {type: pigeon, command: x}\n', 'expected stdio, sse or streaming', 1, 19],
    ['transport: {command: x, args: -v}\n', '`transport.arguments` expected a list', 1, 31],
    ['transport: {command: ""}\n', 'a text that is not empty', 1, 22],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind('mcp'), text, parser)).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });
});

describe('a workflow', () => {
  test('keeps its graph as it is, and names what its tasks ask for in plain words', async () => {
    const text = `init: { results: [] }
Stage:
  plan: { action: "llm/core:plan", input: { model: fast, query: "\${query}" } }
  ask: { action: "llm/agents:run", input: { agentId: coder, objective: text } }
  later: { action: "llm/agents:run", input: { agentId: "\${who}" } }
  print: { action: "printer:print", input: { model: none } }
`;
    const { value, warnings } = await loaded(kind('workflows'), text, parser);
    expect(warnings).toEqual([]);
    expect(Object.keys(value)).toEqual(['init', 'Stage']);
    expect(kind('workflows').references?.(value)).toEqual([
      { field: ['Stage', 'plan', 'input', 'model'], kinds: ['models'], name: 'fast' },
      { field: ['Stage', 'ask', 'input', 'agentId'], kinds: ['agents'], name: 'coder' },
    ]);
  });
});

describe('a bundle of tools', () => {
  test('names tools by patterns, as texts or maps', async () => {
    const text =
      'id: dev\npriority: 65\nmatch:\n  - github/*\n  - name: "system/os:*"\n    approval: {mode: prompt}\n  - "*"\n';
    const { value, warnings } = await loaded(kind('tools/bundles'), text, parser);
    expect(warnings).toEqual([]);
    expect(value['match']).toEqual([
      { name: 'github/*' },
      { name: 'system/os:*', approval: { mode: 'prompt' } },
      { name: '*' },
    ]);
    expect(kind('tools/bundles').references?.(value)).toMatchObject([
      { field: ['match', 0, 'name'], name: 'github', loose: true },
    ]);
  });

  test.each([
    ['match: x\n', '`match` expected a list', 1, 8],
    ['match:\n  - {}\n', '`match[1].name` is missing', 2, 5],
    ['priority: high\n', '`priority` expected a number', 1, 11],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind('tools/bundles'), text, parser)).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });

  test('of templates names templates', () => {
    expect(kind('templates/bundles').references?.({ templates: ['a', { b: 1 }, 'c'] })).toEqual([
      { field: ['templates', 0], kinds: ['templates'], name: 'a' },
      { field: ['templates', 2], kinds: ['templates'], name: 'c' },
    ]);
  });
});

describe('the config file at the root', () => {
  test('is one definition with references for its defaults, and offers the services it lists', async () => {
    const text = `default: { model: m1, embedder: e1, agent: chat }
models: { url: models }
embedders: { url: embedders }
agents: { url: agents }
services: [system/exec, printer]
auth: { enabled: "yes", cookieName: c, ipHashKey: k, trustedProxies: [127.0.0.1/32], defaultUsername: u, local: { enabled: true } }
`;
    const config = kind('workspace');
    const { value, warnings } = await loaded(config, text, parser, 'config.yaml');
    expect(warnings).toEqual([]);
    expect(value).toMatchObject({ auth: { enabled: true, trustedProxies: ['127.0.0.1/32'] } });
    expect(config.references?.(value)).toEqual([
      { field: ['default', 'model'], kinds: ['models'], name: 'm1' },
      { field: ['default', 'embedder'], kinds: ['embedders'], name: 'e1' },
      { field: ['default', 'agent'], kinds: ['agents'], name: 'chat' },
    ]);
    expect(config.offers?.(value).map(({ name }) => name)).toEqual(['system/exec', 'system', 'printer']);
  });

  test.each([
    ['default: m1\n', '`default` expected a map', 1, 10],
    ['services: system/exec\n', '`services` expected a list', 1, 11],
    ['auth:\n  enabled: maybe\n', '`auth.enabled` expected true or false', 2, 12],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind('workspace'), text, parser, 'config.yaml')).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });
});

/** Keys at the beginning of lines and in flow maps, in capitals. */
function upperKeys(text: string): string {
  return text.replace(
    /(^|[{,]\s*|- )(\s*)([A-Za-z_]+):(?=\s|$)/gm,
    (_all, before: string, space: string, key: string) => `${before}${space}${key.toUpperCase()}:`,
  );
}
