import { expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { agentKind } from '../../../../electron/core/hotswap/kinds/agents.ts';
import { loadDefinition, loadDefinitions } from '../../../../electron/core/hotswap/kinds/load-definition.ts';
import { modelKind } from '../../../../electron/core/hotswap/kinds/models.ts';

function item(path: string, text: string) {
  return { path, bytes: new TextEncoder().encode(text) };
}

test('many definitions of several kinds load together, each with its own outcome', async () => {
  await using parser = openParser();
  const results = await loadDefinitions(
    [
      { kind: modelKind, item: item('models/a.yaml', 'id: a\noptions: {model: x}\n') },
      { kind: agentKind, item: item('agents/b.yaml', 'tool: x\n') },
      { kind: agentKind, item: item('agents/c.yaml', 'a: [\n') },
      { kind: modelKind, item: { path: 'models/d.yaml', bytes: new Uint8Array(5 * 1024 * 1024) } },
      { kind: agentKind, item: item('agents/e.yaml', '') },
    ],
    parser,
  );
  expect(results.map((result) => (result.ok ? 'ok' : `${result.phase} ${result.fault.code}`))).toEqual([
    'ok',
    'validate SCHEMA',
    'parse SYNTAX',
    'read TOO_BIG',
    'parse EMPTY',
  ]);
  expect(results[0]?.timings.validateMs).toBeGreaterThan(0);
});

test('secrets of a definition come with it, whether it loads or not', async () => {
  await using parser = openParser();
  const good = await loadDefinition(modelKind, item('models/a.yaml', 'options:\n  apiKey: planted-1\n'), parser);
  const bad = await loadDefinition(
    modelKind,
    item('models/a.yaml', 'options:\n  apiKey: planted-1\n  temperature: planted-1\n'),
    parser,
  );
  expect(good).toMatchObject({ ok: true, secrets: ['planted-1'] });
  expect(bad).toMatchObject({ ok: false, secrets: ['planted-1'] });
});

test('a secret that also stands under another key is not repeated in the message', async () => {
  await using parser = openParser();
  const bad = await loadDefinition(
    modelKind,
    item('models/a.yaml', 'options:\n  apiKey: planted-1\n  temperature: planted-1\n'),
    parser,
  );
  expect(JSON.stringify(bad.ok ? null : bad.fault)).not.toContain('planted-1');
});

test('a secret key that is not known is warned of without its value', async () => {
  await using parser = openParser();
  const result = await loadDefinition(
    modelKind,
    item('models/a.yaml', 'options:\n  model: x\n  password: planted-1\n'),
    parser,
  );
  expect(result.warnings).toMatchObject([{ code: 'UNKNOWN_KEY', path: ['options', 'password'], line: 3, column: 3 }]);
  expect(JSON.stringify(result.warnings)).not.toContain('planted-1');
});

test('at most fifty unknown keys are warned of', async () => {
  await using parser = openParser();
  const result = await loadDefinition(
    agentKind,
    item('agents/a.yaml', Array.from({ length: 80 }, (_, index) => `zz${index}q: 1`).join('\n')),
    parser,
  );
  expect(result.warnings).toHaveLength(50);
});
