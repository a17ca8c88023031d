import { afterAll, describe, expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { readSlots, slotNames } from '../../../../electron/core/hotswap/kinds/tool-slots.ts';
import { toolKind } from '../../../../electron/core/hotswap/kinds/tools.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

/** A manifest of one command in one line, with what a test is about put in. */
const manifest = (command: string) => `{name: t, version: "1", commands: [{name: c, ${command}}]}\n`;
const args = (argument: string) => manifest(`exec_parts: [/bin/x, "{a}"], args: [{name: a, ${argument}}]`);

describe('a manifest of tools', () => {
  test('is read as the reference writes it, with every default', async () => {
    const text = `{ "name": "devbox", "version": "1.2.0", "tsnet_host": "devbox",
  "commands": [ { "name": "restart-container", "description": "d", "acl_cap": "example.com/cap/devbox",
      "exec_parts": ["/usr/bin/docker","restart","{{.container}}"], "timeout": 60000000000,
      "args": [ { "name": "container", "type": "string", "required": true, "pattern": "^[a-zA-Z0-9_-]+$" } ] } ] }`;
    const { value, warnings } = await loaded(toolKind, text, parser, 'tools/devbox.json');
    expect(warnings).toEqual([]);
    expect(value).toEqual({
      name: 'devbox',
      version: '1.2.0',
      tsnet_host: 'devbox',
      commands: [
        {
          name: 'restart-container',
          description: 'd',
          acl_cap: 'example.com/cap/devbox',
          exec_parts: ['/usr/bin/docker', 'restart', '{{.container}}'],
          timeout_ms: 60_000,
          env: {},
          args: [
            {
              name: 'container',
              type: 'string',
              required: true,
              pattern: '^[a-zA-Z0-9_-]+$',
              max_length: 4_096,
              secret: false,
              allow_leading_dash: false,
              allow_newline: false,
            },
          ],
        },
      ],
    });
    expect(toolKind.idOf(value)).toBe('devbox');
  });

  test('may say all that goes beyond it', async () => {
    const text = manifest(
      'exec_parts: [/bin/x, "--n={n}"], cwd: /tmp, env: {A: 1}, concurrency: 2, args: [{name: n, type: INT, enum: [1, 2], default: 2, max_length: 3, secret: yes}]',
    );
    const { value } = await loaded(toolKind, text, parser);
    expect(value).toMatchObject({
      commands: [
        {
          cwd: '/tmp',
          env: { A: '1' },
          concurrency: 2,
          timeout_ms: 60_000,
          args: [{ type: 'int', enum: ['1', '2'], default: '2', max_length: 3, secret: true }],
        },
      ],
    });
  });

  test('may hold no command at all', async () => {
    expect((await loaded(toolKind, 'name: t\nversion: 1\n', parser)).value).toEqual({
      name: 't',
      version: '1',
      commands: [],
    });
  });

  test.each([
    ['timeout: 60000000000', 60_000],
    ['timeout: "60s"', 60_000],
    ['timeout: 1m30s', 90_000],
    ['timeout_ms: 250', 250],
    ['timeoutMs: 250', 250],
    ['timeout: 24h', 86_400_000],
  ])('with %s waits %i ms', async (timeout, ms) => {
    const { value } = await loaded(toolKind, manifest(`exec_parts: [/bin/x], ${timeout}`), parser);
    expect(value).toMatchObject({ commands: [{ timeout_ms: ms }] });
  });

  // `§` stands before the place that the fault must point at.
  test.each([
    ['§version: "1"\n', '`name` is missing'],
    ['name: §a b\nversion: "1"\n', '`name` must be made of letters'],
    ['name: §""\nversion: "1"\n', '`name` must be made of letters'],
    ['§name: t\n', '`version` is missing'],
    ['name: t\nversion: §""\n', '`version` must not be empty'],
    ['name: t\nversion: "1"\ntsnet_host: §""\n', '`tsnet_host` must not be empty'],
    [manifest('exec_parts: [/bin/x], acl_cap: §""'), '`commands[1].acl_cap` must not be empty'],
    [manifest('exec_parts: §[]'), 'a list of at least 1 item'],
    [manifest('exec_parts: [§""]'), 'must name a program'],
    [manifest('exec_parts: [§"{p}"], args: [{name: p}]'), 'must name the program itself'],
    [manifest('exec_parts: [/bin/x, §"{{.y}}"]'), 'takes `y`, which `args` does not declare'],
    [manifest('exec_parts: [/bin/x, §"a{y}"]'), 'takes `y`, which `args` does not declare'],
    [manifest('exec_parts: [/bin/x, §"{{ if .a }}"]'), 'has `{{` that begins no slot'],
    [manifest('exec_parts: [/bin/x], timeout: §60'), 'is in nanoseconds and shorter than 1 ms'],
    [manifest('exec_parts: [/bin/x], timeout: §0'), 'must be at least 1 ms'],
    [manifest('exec_parts: [/bin/x], timeout: §soon'), 'is no duration'],
    [manifest('exec_parts: [/bin/x], timeout: §25h'), 'must be at most 24 hours'],
    [manifest('exec_parts: [/bin/x], timeout: §1s, timeout_ms: 1'), 'stands beside `timeout_ms`'],
    [manifest('exec_parts: [/bin/x], concurrency: §0'), 'at least 1'],
    [manifest('exec_parts: [/bin/x], cwd: §" "'), '`commands[1].cwd` must not be empty'],
    [
      manifest('exec_parts: [/bin/x], args: [{name: a}, {name: §a}]'),
      '`commands[1].args[2].name` is the name of number 1 already',
    ],
    [args('type: §float'), 'expected string, int or bool'],
    [args('pattern: §""'), 'must not be empty'],
    [args('pattern: §"("'), '`commands[1].args[1].pattern` opens a group that it does not close'],
    [args('pattern: §"(a)\\\\1"'), 'refers to what a group matched'],
    [args('pattern: §"(?=a)"'), 'looks ahead or behind'],
    [args('type: int, enum: [1, §two]'), 'enum[2]` is no int'],
    [args('type: bool, default: §7'), 'default` is no bool'],
    [args('enum: [a], default: §b'), 'is none of `enum`'],
    [args('pattern: port, default: §70000'), 'does not match `pattern`'],
    [args('max_length: 2, default: §abc'), 'is longer than `max_length`'],
    [
      'name: t\nversion: "1"\ncommands:\n  - {name: c, exec_parts: [x]}\n  - {name: §c, exec_parts: [x]}\n',
      '`commands[2].name` is the name of number 1 already',
    ],
  ])('%j is refused', async (marked, message) => {
    const before = marked.slice(0, marked.indexOf('§')).split('\n');
    const fault = await refused(toolKind, marked.replace('§', ''), parser);
    expect(fault).toMatchObject({ code: 'SCHEMA', message: expect.stringContaining(message) });
    expect(fault.at).toMatchObject({ line: before.length, column: (before.at(-1) ?? '').length + 1 });
  });
});

describe('the slots of a command', () => {
  test.each([
    ['{{.a}}', [{ arg: 'a' }]],
    ['{{ a }}', [{ arg: 'a' }]],
    ['{a-b}', [{ arg: 'a-b' }]],
    ['--x={a}:{{.b}}!', [{ text: '--x=' }, { arg: 'a' }, { text: ':' }, { arg: 'b' }, { text: '!' }]],
    ['plain {not a slot}', [{ text: 'plain {not a slot}' }]],
    ['{"json": 1}', [{ text: '{"json": 1}' }]],
    ['', []],
  ])('of %s', (part, pieces) => expect(readSlots(part)).toEqual({ ok: true, pieces }));

  test('of what is no slot are none', () => {
    expect(readSlots('{{ range }} x').ok).toBe(true);
    expect(readSlots('{{ if .x }}').ok).toBe(false);
    expect(slotNames('{{ if .x }}')).toEqual([]);
  });
});
