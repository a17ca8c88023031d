import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { completeByForm } from '../../../../renderer/ui/code-editor/completion.ts';
import type { EditorForm, TextFormat } from '../../../../renderer/ui/code-editor/editor-types.ts';
import { formWords, keyTemplate, plainYaml } from '../../../../renderer/ui/code-editor/form-words.ts';

const match = { type: 'object', properties: { inclusions: { type: 'array', items: { type: 'string' } } } } as const;
const tool = {
  anyOf: [
    { type: 'string' },
    { type: 'object', properties: { pattern: { type: 'string' }, type: { enum: ['function', 'other'] } } },
  ],
} as const;
const FORM: EditorForm = {
  wrapper: 'agent',
  refers: [
    { path: ['model'], kinds: ['models'] },
    { path: ['tool', '*'], kinds: ['tools'] },
  ],
  names: (kinds) => (kinds.includes('models') ? ['fast', 'slow one', '7b'] : kinds.includes('tools') ? ['shell'] : []),
  schema: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      model: { type: 'string', aliases: ['modelRef'], example: 'my-model', description: 'The model that answers.' },
      mode: { type: 'string', enum: ['turn', 'conversation'] },
      showToolFeed: { type: 'boolean', default: true },
      match,
      options: { type: 'object', required: ['provider'], properties: { provider: { type: 'string' } } },
      tool: { type: 'array', items: tool },
      node: { $ref: '#/$defs/node' },
      free: { type: 'object', additionalProperties: match },
    },
    $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, leaf: { type: 'boolean' } } } },
  },
};

async function complete(
  marked: string,
  format: TextFormat = 'yaml',
  explicit = true,
): Promise<CompletionResult | null> {
  const pos = marked.indexOf('|');
  const state = EditorState.create({
    doc: marked.replace('|', ''),
    extensions: [format === 'json' ? json() : yaml()],
  });
  return completeByForm(format, () => FORM)(new CompletionContext(state, pos, explicit));
}

async function labels(marked: string, format: TextFormat = 'yaml', explicit = true): Promise<string[]> {
  return (await complete(marked, format, explicit))?.options.map((option) => option.label) ?? [];
}

describe('what is offered while a definition is written', () => {
  it('is the keys that are not there yet, whatever spelling the others have', async () => {
    const found = await labels('modelRef: fast\nMODE: turn\nna|');
    expect(found).toEqual(['name', 'showToolFeed', 'match', 'options', 'tool', 'node', 'free']);
  });

  it('says what a key may hold, what is needed, and its other names', async () => {
    const options = (await complete('|'))?.options ?? [];
    expect(options.find(({ label }) => label === 'name')).toMatchObject({ detail: 'text, needed', boost: 1 });
    expect(options.find(({ label }) => label === 'model')).toMatchObject({
      detail: 'text',
      info: 'The model that answers.\nFor example: my-model\nAlso written: modelRef',
    });
  });

  it('is the names that exist where a field names a definition, quoted where YAML needs it', async () => {
    expect(await labels('model: |')).toEqual(['fast', 'slow one', '"7b"']);
    expect(await labels('modelRef: f|')).toEqual(['fast', 'slow one', '"7b"']);
    expect(await labels('agent:\n  name: x\n  model: |')).toEqual(['fast', 'slow one', '"7b"']);
  });

  it('is values of a choice, of a boolean, and of a default', async () => {
    expect(await labels('mode: |')).toEqual(['turn', 'conversation']);
    expect(await labels('showToolFeed: |')).toEqual(['true', 'false']);
    expect(await labels('tool:\n  - type: |')).toEqual(['function', 'other']);
  });

  it('is names and keys in a list whose items may be either', async () => {
    expect(await labels('tool:\n  - |')).toEqual(['shell', 'pattern', 'type']);
    expect(await labels('tool: [{ |')).toEqual(['pattern', 'type']);
  });

  it('follows forms that hold themselves, and maps with free keys', async () => {
    expect(await labels('node:\n  next:\n    next:\n      |')).toEqual(['next', 'leaf']);
    expect(await labels('free:\n  anything:\n    |')).toEqual(['inclusions']);
    expect(await labels('nobody:\n  knows:\n    |')).toEqual([]);
  });

  it('is quoted in JSON, with what is typed counted in', async () => {
    const result = await complete('{ "model": "f|" }', 'json');
    expect(result).toMatchObject({ from: 11, to: 14 });
    expect(result?.options.map(({ label }) => label)).toEqual(['"fast"', '"slow one"', '"7b"']);
    expect(await labels('{ "name": "x", | }', 'json')).toContain('"model"');
    expect(await labels('{ "showToolFeed": | }', 'json')).toEqual(['true', 'false']);
  });

  it('does not open by itself on an empty line, nor in comments and texts', async () => {
    expect(await labels('name: x\n|', 'yaml', false)).toEqual([]);
    expect(await labels('model: |', 'yaml', false)).toHaveLength(3);
    expect(await labels('# mo|')).toEqual([]);
    expect(await labels('name: >\n  mo|')).toEqual([]);
  });
});

describe('what choosing a key writes', () => {
  // `§{…}` stands for the place that is filled in next.
  it.each([
    ['yaml', 'name', { type: 'string' }, 0, 'name: §{}'],
    ['yaml', 'tool', { type: 'array' }, 0, 'tool:\n\t- §{}'],
    ['yaml', 'match', match, 2, 'match:\n\t  §{}'],
    ['yaml', 'options', { type: 'object', required: ['a', 'b'] }, 0, 'options:\n\ta: §{1}\n\tb: §{2}'],
    ['yaml', 'odd{', {}, 0, 'odd\\{: §{}'],
    ['json', 'name', { type: 'string' }, 0, '"name": "§{}"'],
    ['json', 'tool', { type: 'array' }, 0, '"tool": [§{}]'],
    ['json', 'match', match, 0, '"match": { §{} }'],
    ['json', 'count', { type: 'integer' }, 0, '"count": §{}'],
  ] as const)('in %s for %s', (format, key, field, shift, expected) => {
    expect(keyTemplate(format, key, field, shift)).toBe(expected.replaceAll('§', '$'));
  });

  it('quotes a text that YAML would read as something else', () => {
    for (const text of ['fast', 'a b', 'system/exec', './x', 'Überall']) expect(plainYaml(text)).toBe(text);
    for (const text of ['', '7b', 'yes', 'null', '.inf', 'a: b', 'a #b', '*x', ' a', '- a', '{a'])
      expect(plainYaml(text)).toBe(JSON.stringify(text));
  });

  it('tells types in words', () => {
    expect(formWords(tool).detail).toBe('text or map');
    expect(formWords({ enum: ['a', 'b', 'c', 'd', 'e'] }).detail).toBe('a | b | c | d | …');
    expect(formWords({}).detail).toBe('');
  });
});
