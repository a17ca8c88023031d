import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openParser } from '../../../electron/core/documents/parser.ts';
import { schemaFault } from '../../../electron/core/documents/schema-fault.ts';
import { bytesOf, parsedValue } from './parsed.ts';

const parser = openParser();
afterAll(() => parser.close());

const schema = z.strictObject({
  name: z.string().min(1),
  port: z.int().min(1).max(65535).optional(),
  mode: z.enum(['fast', 'slow', 'off']).optional(),
  temperature: z.number().meta({ example: '0.7' }).optional(),
  apiKey: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  args: z.array(z.union([z.string(), z.strictObject({ flag: z.string() })])).optional(),
});

async function fault(text: string) {
  const value = parsedValue(text);
  const { error } = schema.safeParse(value);
  return schemaFault(parser, { path: 'a.yaml', bytes: bytesOf(text) }, error?.issues ?? [], { value, schema });
}

describe('a value of the wrong form', () => {
  test.each([
    [
      'name: x\ntemperature: hot\n',
      2,
      14,
      '`temperature` expected a number, got the text “hot”.',
      'Write 0.7, or remove the line.',
    ],
    [
      'name: x\nport: http\n',
      2,
      7,
      '`port` expected a number, got the text “http”.',
      'Write a number, or remove the line.',
    ],
    [
      'name: x\nport: 1.5\n',
      2,
      7,
      '`port` expected a whole number, got the number 1.5.',
      'Write a whole number, or remove the line.',
    ],
    [
      'name: x\nport: 70000\n',
      2,
      7,
      '`port` expected a number of at most 65535, got the number 70000.',
      'Write a number of at most 65535, or remove the line.',
    ],
    [
      'name: x\nmode: quick\n',
      2,
      7,
      '`mode` expected fast, slow or off, got the text “quick”.',
      'Write fast, slow or off, or remove the line.',
    ],
    ['name: [a]\n', 1, 7, '`name` expected a text, got a list.', 'Write a text.'],
    [
      'name: ""\n',
      1,
      7,
      '`name` expected a text that is not empty, got the text “”.',
      'Write a text that is not empty.',
    ],
    ['port: 1\n', 1, 1, '`name` is missing; a text is required.', 'Add `name`.'],
    ['name: x\nargs: [a, {flag: 1}]\n', 2, 18, '`args[2].flag` expected a text, got the number 1.', 'Write a text.'],
    [
      'name: x\nargs: [a, 3]\n',
      2,
      11,
      '`args[2]` expected a text or a map (key: value lines), got the number 3.',
      'Write one of these.',
    ],
    [
      'name: x\nprot: 1\n',
      2,
      7,
      'The document has a key that is not known: `prot`.',
      'Correct its spelling, or remove it.',
    ],
    ['- a\n', 1, 1, 'The document expected a map (key: value lines), got a list.', 'Write a map (key: value lines).'],
    [
      'just text\n',
      1,
      1,
      'The document expected a map (key: value lines), got the text “just text”.',
      'Write a map (key: value lines).',
    ],
  ])('%j is said in plain words at its place', async (text, line, column, message, hint) => {
    expect(await fault(text)).toMatchObject({ code: 'SCHEMA', message, hint, at: { path: 'a.yaml', line, column } });
  });

  test('several faults are told in the order of the file, the first as the fault', async () => {
    const all = await fault('port: x\nmode: y\nname: 3\n');
    expect([all, ...(all.detail ?? [])].map(({ at }) => at.line)).toEqual([1, 2, 3]);
    expect(all.detail?.[0]?.at.frame).toContain('> 2 | mode: y');
  });

  test('at most twenty further faults are told', async () => {
    const text = `name: x\nheaders:\n${Array.from({ length: 60 }, (_, index) => `  h${index}: [x]`).join('\n')}\n`;
    expect((await fault(text)).detail).toHaveLength(20);
  });

  test.each([
    ['a secret key', 'name: x\napiKey: 12345678901\n', '12345678901'],
    ['a key inside a secret map', 'name: x\nheaders: {authorization: 12345678901}\n', '12345678901'],
    ['a token under a harmless key', 'name: x\nport: sk-abcdefghijkl12345678\n', null],
    ['an address with a password', 'name: x\nport: redis://me:pw-planted@h\n', 'pw-planted'],
  ])('the value of %s is not repeated', async (_, text, planted) => {
    const found = await fault(text);
    expect(found.message).toMatch(/got a (?:text|number)\.$/);
    if (planted !== null) expect(JSON.stringify(found)).not.toContain(planted);
  });

  test('long and many-lined texts are cut where they are repeated', async () => {
    expect((await fault(`name: x\nport: ${'long '.repeat(100)}\n`)).message.length).toBeLessThan(150);
    expect((await fault('name: x\nport: |\n  one\n  two\n')).message).toBe(
      '`port` expected a number, got the text “one…”.',
    );
  });
});
