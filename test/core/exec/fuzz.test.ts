import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../../electron/core/exec/arguments.ts';
import { runCommand } from '../../../electron/core/exec/runner.ts';
import { substitute } from '../../../electron/core/exec/substitute.ts';
import { type ToolManifest, toolKind } from '../../../electron/core/hotswap/kinds/tools.ts';
import { compileTool } from '../../../electron/core/tools/compile.ts';
import { openStand, plainEnv } from '../process/support.ts';

const VALUES = 100_000;
const ARGUMENTS = 50;
/** Children that are started, each with that many arguments. */
const CHILDREN = process.env['SIGNALBOX_TEST_LONG'] ? 100 : 6;

const PIECES = [
  ...' \t;|&<>()[]{}$`"\'\\*?~#!%^=,:@+-_./\u0001\u001b\u007f',
  ...['-', '--', '--help', '-rf', '$(id)', '`id`', '$' + '{HOME}', '$IFS', '&&', '||', ';:', '>>', '<(', '\n', '\r\n'],
  ...['{{.a1}}', '{a1}', '{{', '}}', '%s', '%n', '\\0', '\\n', '/etc/passwd', '../..', 'ä', '🚂', '\u202e', '\u2028'],
  ...['a', 'word', '0', 'true', 'null', '\ufeff', "'; rm -rf / #", '" || true "'],
];

/** Numbers that look like chance and are the same each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function fuzzed(random: () => number): string {
  const count = Math.floor(random() * 12);
  return Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
}

function specOf(parts: readonly string[], args: readonly object[]) {
  const commands = [{ name: 'c', exec_parts: parts, args }];
  const checked = toolKind.schema.parse({ name: 't', version: '1', commands }) as ToolManifest;
  return compileTool('tools/t', checked).commands[0]!;
}

describe('a value, whatever it is', () => {
  it(`stays one argument and becomes no option, ${VALUES} times`, () => {
    const random = chance(1);
    const parts = ['/bin/x', '{{.a}}', '--to={{.b}}', 'pre{{.a}}post', '{{.a}}{{.b}}', 'end'];
    const spec = specOf(parts, [
      { name: 'a', allow_newline: true },
      { name: 'b', allow_newline: true },
    ]);
    let accepted = 0;
    for (let round = 0; round < VALUES / 2; round += 1) {
      const [a, b] = [fuzzed(random), fuzzed(random)];
      let args: readonly string[];
      try {
        args = substitute(spec, checkArguments(spec, { a, b })).args;
      } catch (error) {
        // What is refused would have begun with a dash, nothing else is wrong with these values.
        const { code } = error as { code?: string };
        if (code !== 'INVALID_INPUT' || !(a.startsWith('-') || b.startsWith('-'))) throw error;
        continue;
      }
      accepted += 1;
      const wanted = [a, `--to=${b}`, `pre${a}post`, `${a}${b}`, 'end'];
      const isWhole = args.length === wanted.length && wanted.every((element, at) => args[at] === element);
      const isOption = [0, 2, 3, 4].some((at) => args[at]?.startsWith('-'));
      // Asked directly: a hundred thousand expectations take longer than everything else here.
      if (!isWhole || isOption) expect(args).toEqual(wanted);
    }
    expect(accepted).toBeGreaterThan(VALUES / 4);
  });

  it(`is read back by real programs as it was given, ${CHILDREN * ARGUMENTS} times`, {
    timeout: 1_200_000,
  }, async () => {
    const random = chance(2);
    const { processes } = await openStand();
    const names = Array.from({ length: ARGUMENTS }, (_, index) => `a${index}`);
    const spec = specOf(
      ['/usr/bin/printf', '%s\\0', ...names.map((name) => `{{.${name}}}`)],
      names.map((name) => ({ name, allow_newline: true, allow_leading_dash: true })),
    );
    for (let child = 0; child < CHILDREN; child += 1) {
      const given = Object.fromEntries(names.map((name) => [name, fuzzed(random)]));
      const line = substitute(spec, checkArguments(spec, given));
      const chunks: Buffer[] = [];
      const running = await runCommand(
        {
          processes,
          environment: async () => plainEnv,
          after: (ms, callback) => {
            const timer = setTimeout(callback, ms);
            return () => clearTimeout(timer);
          },
          graceMs: () => 1_000,
          log: () => {},
        },
        {
          owner: 'job:fuzz',
          line,
          cwd: '/',
          env: {},
          timeoutMs: 60_000,
          output: (_stream, chunk) => void chunks.push(chunk),
          onSpawn: () => {},
          timedOut: () => {},
        },
      );
      expect((await running.outcome).status).toBe('completed');
      expect(Buffer.concat(chunks).toString('utf8').split('\0').slice(0, -1)).toEqual(Object.values(given));
    }
  });
});
