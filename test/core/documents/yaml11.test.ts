import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../electron/core/documents/parse-document.ts';
import { bytesOf } from './parsed.ts';

function read(text: string) {
  const parsed = parseDocument({ path: 'a.yaml', bytes: bytesOf(text) });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed;
}

describe('values that YAML 1.1 read differently', () => {
  test.each([
    ['yes', 'yes', 'true'],
    ['No', 'No', 'false'],
    ['ON', 'ON', 'true'],
    ['off', 'off', 'false'],
    ['y', 'y', 'true'],
    ['N', 'N', 'false'],
    ['0755', 755, '493'],
    ['-010', -10, '-8'],
    ['190:20:30', '190:20:30', '685230'],
    ['12:30', '12:30', '750'],
    ['1_000', '1_000', '1000'],
    ['0b101', '0b101', 'binary'],
  ])('%s keeps its reading of today and is warned of', (text, value, was) => {
    const { value: read12, warnings } = read(`a: x\nb: ${text}\n`);
    expect(read12).toEqual({ a: 'x', b: value });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'YAML11', path: ['b'], line: 2, column: 4 });
    expect(warnings[0]?.message).toContain(was);
  });

  test.each([
    '"yes"',
    "'0755'",
    '!!str on',
    'yes please',
    '0o755',
    '0x1F',
    '0',
    '1.5',
    '08',
    '12:75',
    '2024-01-01',
    'true',
    '~',
    '|\n  yes',
  ])('%s is not warned of', (text) => {
    expect(read(`a: ${text}\n`).warnings).toEqual([]);
  });

  test('keys are not warned of, nested values are', () => {
    expect(read('chains:\n  - on: succeeded\n    y: [a, yes]\n').warnings).toMatchObject([
      { path: ['chains', 0, 'y', 1], line: 3, column: 12 },
    ]);
  });

  test('the value of a secret key is not repeated', () => {
    const { warnings } = read('password: 012345670\n');
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).not.toContain('12345670');
  });

  test('JSON has no such values', () => {
    const parsed = parseDocument({ path: 'a.json', bytes: bytesOf('{"a": "yes"}') });
    expect(parsed.ok && parsed.warnings).toEqual([]);
  });
});
