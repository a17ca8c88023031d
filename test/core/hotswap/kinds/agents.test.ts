import { afterAll, describe, expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { agentKind } from '../../../../electron/core/hotswap/kinds/agents.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

const full = `id: coder
name: Coder
icon: https://x/icon.png
modelRef: openai_x
temperature: 0
description: text
parallelToolCalls: true
autoSummarize: true
showExecutionDetails: false
showToolFeed: false
prompt: inline text
systemPrompt: { uri: prompt/system.tmpl }
knowledge: [ { url: knowledge/, inclusionMode: full, description: d, match: { inclusions: ["*.md"], exclusions: [], maxFileSize: 1 } } ]
systemKnowledge: [ { locations: [ sys/, other/ ] } ]
tool: [ system/exec, { pattern: a/b, type: function }, { ref: x } ]
persona: { role: assistant, actor: Name }
toolCallExposure: turn
attachment: { limitMB: 32, mode: inline, ttlSec: 3600, toolCallConversionThreshold: 5 }
chains: [ { on: succeeded, target: { agentId: other }, conversation: reuse, when: { expr: e }, query: text, publish: { role: assistant }, onError: message, limits: { maxDepth: 3 } } ]
mcpResources: { enabled: true, locations: [ a ], maxFiles: 7, trimPath: p, match: { inclusions: [ b ] } }
toolExport: { expose: true, service: agentExec, method: coder, domains: [ coding ] }
`;

describe('an agent', () => {
  test('is read with every field the format knows', async () => {
    const { value, warnings } = await loaded(agentKind, full, parser, 'agents/coder/coder.yaml');
    expect(warnings).toEqual([]);
    expect(value).toEqual({
      id: 'coder',
      name: 'Coder',
      icon: 'https://x/icon.png',
      model: 'openai_x',
      temperature: 0,
      description: 'text',
      parallelToolCalls: true,
      autoSummarize: true,
      showExecutionDetails: false,
      showToolFeed: false,
      prompt: { text: 'inline text' },
      systemPrompt: { uri: 'agents/coder/prompt/system.tmpl', engine: 'go' },
      knowledge: [
        {
          url: 'agents/coder/knowledge/',
          inclusionMode: 'full',
          description: 'd',
          match: { inclusions: ['*.md'], exclusions: [], maxFileSize: 1 },
        },
      ],
      systemKnowledge: [{ url: 'agents/coder/sys/' }],
      tool: [
        { pattern: 'system/exec', type: 'function' },
        { pattern: 'a/b', type: 'function' },
        { ref: 'x', type: 'function' },
      ],
      persona: { role: 'assistant', actor: 'Name' },
      toolCallExposure: 'turn',
      attachment: { limitMB: 32, mode: 'inline', ttlSec: 3600, toolCallConversionThreshold: 5 },
      chains: [
        {
          on: 'succeeded',
          target: { agentId: 'other' },
          conversation: 'reuse',
          when: { expr: 'e' },
          query: { text: 'text' },
          publish: { role: 'assistant' },
          onError: 'message',
          limits: { maxDepth: 3 },
        },
      ],
      mcpResources: { enabled: true, locations: ['a'], maxFiles: 7, trimPath: 'p', match: { inclusions: ['b'] } },
      toolExport: { expose: true, service: 'agentExec', method: 'coder', domains: ['coding'] },
    });
    expect(agentKind.idOf(value)).toBe('coder');
  });

  test('gets the defaults of the format', async () => {
    const { value } = await loaded(
      agentKind,
      'description: x\nmcpResources: {}\nchains: [{target: {agentId: o}}]\n',
      parser,
      'agents/team/scout.yml',
    );
    expect(value).toEqual({
      description: 'x',
      name: 'scout',
      showExecutionDetails: true,
      showToolFeed: true,
      attachment: { mode: 'ref', toolCallConversionThreshold: 100_000 },
      mcpResources: { maxFiles: 5 },
      chains: [{ target: { agentId: 'o' }, conversation: 'link' }],
    });
  });

  test('may be wrapped, and is pointed into all the same', async () => {
    expect((await loaded(agentKind, 'Agent:\n  id: a\n  foo: 1\n', parser)).warnings).toMatchObject([
      { path: ['Agent', 'foo'], line: 3, column: 3 },
    ]);
    expect(await refused(agentKind, 'agent:\n  id: a\n  Tool: x\n', parser)).toMatchObject({
      at: { line: 3, column: 9 },
    });
  });

  test.each([
    ['autoSumarize: true\n', true],
    ['autosummarize: "yes"\n', true],
    ['AutoSummarize: "on"\n', true],
    ['autoSummarize: "True"\n', true],
    ['autoSummarize: "no"\n', false],
    ['autoSummarize: off\n', false],
  ])('reads %j as a switch', async (text, expected) => {
    expect((await loaded(agentKind, text, parser)).value['autoSummarize']).toBe(expected);
  });

  test('warns of a switch that YAML 1.1 read in another way, and still reads it', async () => {
    const { value, warnings } = await loaded(agentKind, 'id: a\nshowToolFeed: no\n', parser);
    expect(value['showToolFeed']).toBe(false);
    expect(warnings).toMatchObject([{ code: 'YAML11', line: 2, column: 15 }]);
  });

  test('says which of two spellings is read', async () => {
    const { value, warnings } = await loaded(agentKind, 'autoSummarize: true\nautoSumarize: false\n', parser);
    expect(value['autoSummarize']).toBe(true);
    expect(warnings).toMatchObject([
      { code: 'IGNORED', message: '`autoSumarize` is ignored because `autoSummarize` is set too.', line: 2 },
    ]);
  });

  test('names what a mistyped key was meant to be, also deep inside', async () => {
    const { value, warnings } = await loaded(
      agentKind,
      'id: a\ntempurature: 1\nknowledge:\n  - url: k\n    inclusionsMode: full\nzzz: 1\n',
      parser,
    );
    expect(value['tempurature']).toBe(1);
    expect(warnings.map(({ message, line, column }) => [message, line, column])).toEqual([
      ['unknown key `tempurature`, did you mean `temperature`?', 2, 1],
      ['unknown key `inclusionsMode`, did you mean `inclusionMode`?', 5, 5],
      ['unknown key `zzz`; it is kept, and nothing reads it.', 6, 1],
    ]);
  });

  test.each([
    ['prompt: plain\n', { text: 'plain' }],
    ['prompt: "hi {{ name }}"\n', { text: 'hi {{ name }}', engine: 'go' }],
    ['prompt: hi $name\n', { text: 'hi $name', engine: 'vm' }],
    ['prompt: {content: x, type: vm}\n', { text: 'x', engine: 'vm' }],
    ['prompt: {path: p/x.vm}\n', { uri: 'agents/p/x.vm', engine: 'vm' }],
    ['prompt: {file: ../shared/x.gotmpl}\n', { uri: 'shared/x.gotmpl', engine: 'go' }],
    ['prompt: {url: "https://h/x.tmpl"}\n', { uri: 'https://h/x.tmpl', engine: 'go' }],
    ['prompt: {uri: /abs/x.txt}\n', { uri: '/abs/x.txt' }],
  ])('reads %j', async (text, prompt) => {
    expect((await loaded(agentKind, text, parser)).value['prompt']).toEqual(prompt);
  });

  test('takes any attachment mode but inline for ref, and the older limit where the newer is missing', async () => {
    expect(
      (await loaded(agentKind, 'attachment: {mode: INLINE}\nattachmentLimitMB: 3\n', parser)).value['attachment'],
    ).toEqual({ limitMB: 3, mode: 'inline', toolCallConversionThreshold: 100_000 });
    expect(
      (await loaded(agentKind, 'attachment: {mode: other, limitMB: 1}\nattachmentLimitMB: 3\n', parser)).value[
        'attachment'
      ],
    ).toMatchObject({ limitMB: 1, mode: 'ref' });
    expect((await loaded(agentKind, 'toolExposure: Turn\n', parser)).value['toolCallExposure']).toBe('turn');
  });

  test.each([
    ['temperature: hot\n', '`temperature` expected a number, got the text “hot”.', 1, 14],
    ['temperature: "1"\n', '`temperature` expected a number, got the text “1”.', 1, 14],
    ['tool: system/exec\n', '`tool` expected a list, got the text “system/exec”.', 1, 7],
    ['tool:\n  - {type: function}\n', '`tool[1]` needs `pattern` or `ref`.', 2, 5],
    ['tool: [[a]]\n', '`tool[1]` expected a text or a map', 1, 8],
    ['knowledge:\n  - description: d\n', '`knowledge[1].url` is missing', 2, 5],
    [
      'knowledge: [{locations: []}]\n',
      '`knowledge[1].url` expected a list of at least 1 item, got an empty list.',
      1,
      25,
    ],
    ['chains:\n  - on: x\n', '`chains[1].target` is missing', 2, 5],
    ['chains:\n  - target: {}\n', '`chains[1].target.agentId` is missing', 2, 13],
    [
      'chains: [{target: {agentId: a}, conversation: new}]\n',
      '`chains[1].conversation` expected reuse or link, got the text “new”.',
      1,
      47,
    ],
    ['prompt: [a]\n', '`prompt` expected a text or a map', 1, 9],
    ['autoSummarize: maybe\n', '`autoSummarize` expected true or false, got the text “maybe”.', 1, 16],
    ['toolCallExposure: never\n', '`toolCallExposure` expected turn, conversation or semantic', 1, 19],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(agentKind, text, parser)).toMatchObject({
      code: 'SCHEMA',
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });

  test('begins from a template that loads', async () => {
    const { value, warnings } = await loaded(agentKind, agentKind.template('team/a: b'), parser);
    expect([agentKind.idOf(value), warnings]).toEqual(['team/a: b', []]);
  });
});
