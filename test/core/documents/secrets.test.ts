import { describe, expect, test } from 'vitest';
import { findSecrets, hideSecrets } from '../../../electron/core/documents/secrets.ts';
import { parsedValue } from './parsed.ts';

function values(text: string): string[] {
  return findSecrets(text).map((secret) => secret.value);
}

describe('secrets of a text', () => {
  test.each([
    ['a plain value', 'password: hunter2-a\n', ['hunter2-a']],
    ['a quoted value', 'api_key: "sk-12345678"\n', ['sk-12345678']],
    ['a single-quoted value with an apostrophe', "Secret: 'it''s-secret'\n", ["it's-secret"]],
    ['a value before a comment', 'token: abcdef-1 # the old one\n', ['abcdef-1']],
    ['a value with a hash inside', 'token: abc#def-1\n', ['abc#def-1']],
    ['a value with a comma', 'password: a,b-longer\n', ['a,b-longer']],
    ['a list item', '- clientSecret: abcdef-1\n', ['abcdef-1']],
    ['a comment', '# password: hunter2-a\n', ['hunter2-a']],
    ['a comment behind a value', 'model: x # password: hunter2-a\n', ['hunter2-a']],
    ['a flow map', 'db: {user: bob, password: hunter2-a, port: 22}\n', ['hunter2-a']],
    ['a JSON text', '{"user": "bob", "apiKey": "sk-12345678", "n": 1}', ['sk-12345678']],
    ['a JSON value on the line below', '{\n"apiKey":\n"sk-12345678",\n"n": 1}', ['sk-12345678']],
    ['a list below', 'tokens:\n  - abcdef-1\n  - "abcdef-2"\nmodel: x\n', ['abcdef-1', 'abcdef-2']],
    ['a list at the same indentation', 'tokens:\n- abcdef-1\nmodel: gpt-5x\n', ['abcdef-1']],
    ['a flow list over lines', 'tokens: [abcdef-1,\nabcdef-2]\n', ['abcdef-1', 'abcdef-2']],
    ['a map below', 'credentials:\n  user: bobby-1\n  deep:\n    more: abcdef-1\n', ['bobby-1', 'abcdef-1']],
    ['a block text', 'private_key: |\n  line-one\n  line-two\nmodel: x\n', ['line-one', 'line-two']],
    ['a query', 'url: https://h/p?api_key=abcdef-1&x=1\n', ['abcdef-1']],
    ['a flag', 'args: ["--token=abcdef-1"]\n', ['abcdef-1']],
    ['a header', 'headers: ["Authorization: Bearer abcdef-1"]\n', ['abcdef-1']],
    ['an address', 'url: postgres://bob:hunter2-a@host/db\n', ['hunter2-a']],
    ['an address with an escaped password', 'url: redis://:hunter%402a@host\n', ['hunter%402a', 'hunter@2a']],
    ['an address with slashes in its password', 'url: postgres://bob:hun/ter-2a@host/db\n', ['hun/ter-2a']],
    [
      'an address whose user is a token',
      'url: https://ghp_abcdefghij1234567890@github.com/x\n',
      ['ghp_abcdefghij1234567890'],
    ],
    ['text that does not parse', 'a: [\npassword: "hunter2-a\n  b: {{{\n', ['hunter2-a']],
  ])('are found in %s', (_, text, expected) => {
    expect(values(text)).toEqual(expect.arrayContaining(expected));
  });

  test('are found once each, and nothing beside them', () => {
    expect(
      values(
        'id: gpt\npassword: hunter2-a\npassword2: hunter2-a\nmaxTokens: 8192\nenvKey: OPENAI_API_KEY\nurl: https://host:8080/a@b\n',
      ),
    ).toEqual(['hunter2-a']);
  });

  test('are not references, switches or marks', () => {
    expect(values('password: \u0024{DB_PASSWORD}\ntoken: true\nsecret: |\napiKey:\ncookie: null\n')).toEqual([]);
  });

  test('are weak below six characters', () => {
    expect(findSecrets('password: abc\n')).toEqual([{ value: 'abc', weak: true }]);
  });

  test('are found in values: decoded, as numbers, line by line', () => {
    const text = 'password: "a\\tbcdefg"\npin_token: 12345678\nkey: {private_key: "one-line\\ntwo-line"}\n';
    const found = findSecrets(text, parsedValue(text)).map((secret) => secret.value);
    expect(found).toEqual(expect.arrayContaining(['a\tbcdefg', '12345678', 'one-line', 'two-line']));
  });

  test('are found behind an alias, in name-value pairs and behind flags', () => {
    const text =
      'base: [&pw hunter2-a]\npassword: *pw\nenv: [{name: API_TOKEN, value: abcdef-1}, {name: HOME, value: /home/x}]\nargs: [--api-key, abcdef-2, --verbose, loudly]\n';
    const found = findSecrets(text, parsedValue(text)).map((secret) => secret.value);
    expect(found).toEqual(expect.arrayContaining(['hunter2-a', 'abcdef-1', 'abcdef-2']));
    expect(found).not.toContain('/home/x');
    expect(found).not.toContain('loudly');
  });

  test('are replaced in a message, the longest first', () => {
    const secrets = findSecrets('password: hunter2\ntoken: hunter2-long\nsecret: abc\n');
    expect(hideSecrets('got hunter2-long and hunter2 and abc', secrets)).toBe('got ••• and ••• and abc');
  });
});
