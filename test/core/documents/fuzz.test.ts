import { expect, test } from 'vitest';
import { jsonOutline } from '../../../electron/core/documents/json-outline.ts';
import { parseDocument } from '../../../electron/core/documents/parse-document.ts';
import { bytesOf } from './parsed.ts';

/** A small generator with a seed (mulberry32), so that a failure can be repeated: SBX_SEED=n. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  'a',
  'B',
  ': ',
  ':\n',
  '\n',
  '  ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '|\n',
  '>\n',
  '&x ',
  '*x',
  '!t ',
  '!!str ',
  '#',
  '---\n',
  '...\n',
  '%',
  '\t',
  '<<: ',
  '? ',
  '0755',
  'yes',
  '~',
  '\r\n',
  'password',
  'ü',
  '\\',
  '\u0001',
  '@',
  '"a": ',
  '1e9',
  '-',
  'true',
  'null',
  '\\u0041',
];
const codes = [
  'NOT_UTF8',
  'TOO_DEEP',
  'ALIAS_LIMIT',
  'SYNTAX',
  'DUPLICATE_KEY',
  'MULTI_DOCUMENT',
  'EMPTY',
  'UNSAFE_KEY',
];
const rounds = 4000;

const seed = Number(process.env['SBX_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

function check(path: string, bytes: Uint8Array, round: number): void {
  const parsed = parseDocument({ path, bytes });
  const label = `seed ${seed}, round ${round}, ${path}: ${JSON.stringify(new TextDecoder().decode(bytes))}`;
  if (parsed.ok) return;
  expect(codes, label).toContain(parsed.error.code);
  expect(parsed.error.message, label).not.toContain('The parser failed');
  expect(parsed.error.hint, label).not.toBe('');
  expect(parsed.error.at.line, label).toBeGreaterThan(0);
  expect(parsed.error.at.column, label).toBeGreaterThan(0);
}

test(`random bytes end in a value or a refusal (SBX_SEED=${seed})`, () => {
  const next = generator(seed);
  for (let round = 0; round < rounds; round++) {
    const bytes = Uint8Array.from({ length: next(80) }, () => next(256));
    check(round % 2 === 0 ? 'a.yaml' : 'a.json', bytes, round);
  }
});

test(`random pieces of YAML and JSON end in a value or a refusal (SBX_SEED=${seed})`, () => {
  const next = generator(seed ^ 0x5bd1e995);
  for (let round = 0; round < rounds; round++) {
    const text = Array.from({ length: next(30) }, () => pieces[next(pieces.length)]).join('');
    check(round % 3 === 0 ? 'a.json' : 'a.yaml', bytesOf(text), round);
  }
});

test(`the JSON outline accepts what JSON.parse accepts (SBX_SEED=${seed})`, () => {
  const next = generator(seed ^ 0x1b873593);
  const json = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '1',
    '-2.5e3',
    '01',
    'true',
    'null',
    ' ',
    '\n',
    '"\\n"',
    '"\\x"',
    "'",
    '/',
  ];
  const accepts = (read: () => unknown) => {
    try {
      read();
      return true;
    } catch {
      return false;
    }
  };
  for (let round = 0; round < rounds * 5; round++) {
    const text = Array.from({ length: 1 + next(7) }, () => json[next(json.length)]).join('');
    expect(
      accepts(() => jsonOutline(text)),
      `seed ${seed}: ${text}`,
    ).toBe(accepts(() => JSON.parse(text)));
  }
});

test(`a planted secret never shows, whatever is broken around it (SBX_SEED=${seed})`, () => {
  const next = generator(seed ^ 0x2545f491);
  const secret = 'Zq9-planted-Secret';
  const forms = [
    `password: ${secret}`,
    `apiKey: "${secret}"`,
    `- token: '${secret}'`,
    `tokens:\n  - ${secret}`,
    `# secret: ${secret}`,
    `{"clientSecret": "${secret}"}`,
    `url: https://u:${secret}@h/p`,
    `private_key: |\n  ${secret}`,
  ];
  const broken = [
    'a: b: c',
    '\tx: 1',
    'a: [',
    'a: "',
    '}',
    'a: *x',
    'id: 1\nid: 2',
    'a: @b',
    '---\n---',
    "b: 'x' y",
    '  deep: 1',
    '- x',
  ];
  for (let round = 0; round < rounds; round++) {
    const parts = [broken[next(broken.length)], forms[next(forms.length)], broken[next(broken.length)]];
    const text = parts.slice(next(2)).join('\n');
    const parsed = parseDocument({ path: 'a.yaml', bytes: bytesOf(text) });
    if (!parsed.ok) expect(JSON.stringify(parsed.error), `seed ${seed}: ${JSON.stringify(text)}`).not.toContain(secret);
    expect(parsed.secrets, `seed ${seed}: ${JSON.stringify(text)}`).toContain(secret);
  }
});
