import { afterAll, describe, expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { modelKind } from '../../../../electron/core/hotswap/kinds/models.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

describe('a model', () => {
  test('is read with every field the format knows', async () => {
    const text = `id: m1
name: Model One
description: text
intelligence: 0.9
speed: 0.5
options:
  provider: openai
  model: gpt-5
  envKey: OPENAI_API_KEY
  apiKeyURL: file:///keys/openai
  credentialsURL: file:///keys/c
  url: https://api.example.com
  projectId: p
  region: eu
  temperature: 0.2
  maxTokens: 8192
  topP: 1
  meta: {a: 1, B: [x]}
  inputTokenPrice: 1.25
  outputTokenPrice: 10
  cachedTokenPrice: 0.1
`;
    const { value, warnings, secrets } = await loaded(modelKind, text, parser);
    expect(value).toEqual({
      id: 'm1',
      name: 'Model One',
      description: 'text',
      intelligence: 0.9,
      speed: 0.5,
      options: {
        provider: 'openai',
        model: 'gpt-5',
        envKey: 'OPENAI_API_KEY',
        apiKeyURL: 'file:///keys/openai',
        credentialsURL: 'file:///keys/c',
        url: 'https://api.example.com',
        projectId: 'p',
        region: 'eu',
        temperature: 0.2,
        maxTokens: 8192,
        topP: 1,
        meta: { a: 1, B: ['x'] },
        inputTokenPrice: 1.25,
        outputTokenPrice: 10,
        cachedTokenPrice: 0.1,
      },
    });
    expect([warnings, secrets]).toEqual([[], []]);
    expect(modelKind.idOf(value)).toBe('m1');
  });

  test('is read in any case of its keys, from JSON too', async () => {
    expect((await loaded(modelKind, 'ID: m\nOptions: {PROVIDER: p, maxtokens: 1}\n', parser)).value).toEqual({
      id: 'm',
      options: { provider: 'p', maxTokens: 1 },
    });
    expect(
      (await loaded(modelKind, '{"Id": "m", "options": {"Provider": "p"}}', parser, 'models/a.json')).value,
    ).toEqual({ id: 'm', options: { provider: 'p' } });
  });

  test('may have its options at the root', async () => {
    const { value, warnings } = await loaded(
      modelKind,
      'id: m\nname: nn\nprovider: p\nTemperature: 1\nextra: 2\n',
      parser,
    );
    expect(value).toEqual({ id: 'm', name: 'nn', options: { provider: 'p', temperature: 1, extra: 2 } });
    expect(warnings).toMatchObject([{ code: 'UNKNOWN_KEY', path: ['extra'], line: 5, column: 1 }]);
  });

  test('points into the file also where the options stand at the root', async () => {
    expect(await refused(modelKind, 'id: m\nprovider: p\nTEMPERATURE: hot\n', parser)).toMatchObject({
      message: '`options.temperature` expected a number, got the text “hot”.',
      at: { line: 3, column: 14 },
    });
  });

  test('takes a number for a text, and a key without value for none', async () => {
    expect((await loaded(modelKind, 'name: 5\ndescription:\noptions: {model: 4}\n', parser)).value).toEqual({
      name: '5',
      options: { model: '4' },
    });
  });

  test.each([
    ['id: m\n', '`options` is missing', 1, 1],
    ['options: x\n', '`options` expected a map', 1, 10],
    ['options:\n  temperature: hot\n', 'expected a number, got the text “hot”', 2, 16],
    ['options:\n  maxTokens: 8k\n', 'expected a number, got the text “8k”', 2, 14],
    ['options:\n  maxTokens: 1.5\n', 'expected a whole number', 2, 14],
    ['options:\n  inputTokenPrice: -1\n', 'at least 0', 2, 20],
    ['options: {meta: [a]}\n', '`options.meta` expected a map', 1, 17],
    ['id: [a]\noptions: {model: x}\n', '`id` expected a text', 1, 5],
    ['- id: m\n', 'The document expected a map', 1, 1],
  ])('%j is refused', async (text, message, line, column) => {
    const fault = await refused(modelKind, text, parser);
    expect(fault).toMatchObject({ code: 'SCHEMA', message: expect.stringContaining(message), at: { line, column } });
  });

  test('begins from a template that loads', async () => {
    const { value, warnings } = await loaded(modelKind, modelKind.template('my "model"'), parser);
    expect(modelKind.idOf(value)).toBe('my "model"');
    expect(warnings).toEqual([]);
  });
});
