import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../../electron/core/exec/arguments.ts';
import { progressIn } from '../../../electron/core/exec/progress.ts';
import { nextToRun, type Waiting } from '../../../electron/core/exec/queue.ts';
import { substitute } from '../../../electron/core/exec/substitute.ts';
import { indexTools, NO_TOOLS } from '../../../electron/core/exec/tool-index.ts';
import type { CommandSpec } from '../../../electron/core/exec/types.ts';
import { isAtLeast } from '../../../electron/core/exec/version-check.ts';
import { type ToolManifest, toolKind } from '../../../electron/core/hotswap/kinds/tools.ts';
import { compileTool } from '../../../electron/core/tools/compile.ts';
import { canBecome, ENDED_STATUSES, JOB_STATUSES } from '../../../shared/job-state.ts';

/** A command as it is after its manifest was checked. */
function command(parts: readonly string[], args: readonly object[] = []): CommandSpec {
  const commands = [{ name: 'c', exec_parts: ['/bin/echo', ...parts], args }];
  const checked = toolKind.schema.parse({ name: 't', version: '1', commands }) as ToolManifest;
  return compileTool('tools/t', checked).commands[0]!;
}

/** The arguments that a program would get, or the words of the refusal. */
function argv(spec: CommandSpec, given: object): readonly string[] | string {
  try {
    return substitute(spec, checkArguments(spec, given as Record<string, unknown>)).args;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the arguments of a command', () => {
  const one = (more: object) => command(['{{.x}}'], [{ name: 'x', required: true, ...more }]);
  it.each([
    ['a plain text', {}, 'value', ['value']],
    ['blanks and shell characters', {}, 'a b; $(c) `d` | e > f & "g" \'h\' * ? ~ # \\', null],
    ['an empty text that is required', {}, '', 'is missing'],
    ['a line break', {}, 'a\nb', 'line break'],
    ['a carriage return', {}, 'a\rb', 'line break'],
    ['a line break that is allowed', { allow_newline: true }, 'a\nb', ['a\nb']],
    ['a zero byte, always', { allow_newline: true, allow_leading_dash: true }, 'a\0b', 'zero byte'],
    ['half a character', {}, 'a\ud800', 'well-formed'],
    ['a leading dash', {}, '-rf', 'begin with a dash'],
    ['a leading dash that is allowed', { allow_leading_dash: true }, '-rf', ['-rf']],
    ['a dash inside', {}, 'a-b', ['a-b']],
    ['more than its longest', { max_length: 3 }, 'abcd', 'longer than 3'],
    ['as much as its longest', { max_length: 3 }, 'abc', ['abc']],
    ['a whole number', { type: 'int' }, '42', ['42']],
    ['a number itself', { type: 'int' }, 42, ['42']],
    ['a number below zero, which begins with a dash', { type: 'int' }, -4, 'begin with a dash'],
    ['a number that is not exact', { type: 'int' }, 2 ** 60, 'whole number'],
    ['a broken number', { type: 'int' }, '4.2', 'whole number'],
    ['no number', { type: 'int' }, 'many', 'whole number'],
    ['a switch', { type: 'bool' }, true, ['true']],
    ['a word for a switch', { type: 'bool' }, 'yes', 'true or false'],
    ['a number for a text', {}, 7, 'must be a text'],
    ['a list', {}, ['a'], 'must be a text'],
    ['an object', {}, { a: 1 }, 'must be a text'],
    ['nothing at all', {}, null, 'must be a text'],
    ['one of its choices', { enum: ['red', 'blue'] }, 'red', ['red']],
    ['none of its choices', { enum: ['red', 'blue'] }, 'green', 'one of: red, blue'],
    ['what matches as a whole', { pattern: 'a+' }, 'aaa', ['aaa']],
    ['what matches only in part', { pattern: 'a+' }, 'baa', 'must match'],
    ['what ends in a line break', { pattern: '^a+$', allow_newline: true }, 'aa\n', 'must match'],
  ])('take or refuse %s', (_what, more, value, expected) => {
    const got = argv(one(more), { x: value });
    if (expected === null) expect(got).toEqual([value]);
    else if (typeof expected === 'string') expect(got).toContain(expected);
    else expect(got).toEqual(expected);
  });

  it('match in linear time whatever the pattern', () => {
    const spec = one({ pattern: '(a+)+b', max_length: 20_000 });
    expect(argv(spec, { x: 'a'.repeat(20_000) })).toContain('must match');
  });

  it('are all named in one refusal, without a value of them', () => {
    const spec = command(
      ['{{.a}}'],
      [
        { name: 'a', required: true },
        { name: 'b', type: 'int', secret: true },
      ],
    );
    try {
      checkArguments(spec, { b: 'hunter22', c: 'x' });
      expect.unreachable();
    } catch (error) {
      const { code, detail, message, hint } = error as any;
      expect(code).toBe('INVALID_INPUT');
      expect(detail.faults.map((fault: { argument: string }) => fault.argument)).toEqual(['c', 'a', 'b']);
      expect(JSON.stringify([message, hint, detail])).not.toContain('hunter22');
    }
  });
});

describe('putting values into a command line', () => {
  const args = [{ name: 'a' }, { name: 'b', default: 'z' }, { name: 'c', allow_leading_dash: true }];
  it.each([
    [['--name={{.a}}', 'x'], { a: 'v w' }, ['--name=v w', 'x']],
    [['{{.a}}', 'x'], {}, ['x']],
    [['--a', '{{.a}}{{.b}}', '{b}'], {}, ['--a', 'z']],
    [['{{.a}}-{{.b}}'], { a: 'x' }, ['x-z']],
    [['{{.a}}-{{.b}}'], { a: '' }, 't/c: `a` would make an option of its argument.'],
    [['{{.a}}{{.c}}'], { a: '', c: '-x' }, 't/c: `a` would make an option of its argument.'],
    [['{{.c}}'], { c: '-x' }, ['-x']],
    [['pre{{.c}}'], { c: '-x' }, ['pre-x']],
    [['{{.a}}'], { a: '{{.b}}{b}$b' }, ['{{.b}}{b}$b']],
  ])('fills %j with %j', (parts, given, expected) => {
    expect(argv(command(parts, args), given)).toEqual(expected);
  });

  it('refuses what a program cannot be given', () => {
    const long = [{ name: 'a', max_length: 65_536 }];
    expect(argv(command(['{{.a}}'], long), { a: 'ü'.repeat(65_536) })).toContain('longer than a program');
    expect(argv(command(['{{.a}}'], long), { a: 'u'.repeat(65_536) })).toHaveLength(1);
  });

  it('shows no secret value', () => {
    const spec = command(['-p={{.a}}', '{{.b}}'], [{ name: 'a', secret: true }, { name: 'b' }]);
    const line = substitute(spec, checkArguments(spec, { a: 'hunter22', b: 'x' }));
    expect([line.args, line.shown]).toEqual([
      ['-p=hunter22', 'x'],
      ['-p=•••', 'x'],
    ]);
  });
});

describe('the index of tools', () => {
  const tool = (name: string, definition: string, ...commands: string[]) =>
    compileTool(
      definition,
      toolKind.schema.parse({
        name,
        version: '1',
        commands: commands.map((one) => ({ name: one, exec_parts: [definition] })),
      }) as ToolManifest,
    );

  it('gives a command that two manifests claim to the one that served it before', () => {
    const [a, b] = [tool('box', 'tools/a', 'x', 'y'), tool('box', 'tools/b', 'x')];
    const first = indexTools([b], NO_TOOLS);
    const both = indexTools([a, b], first);
    expect(both.commands.get('box/x')?.definition).toBe('tools/b');
    expect(both.rivals).toEqual([{ key: 'box/x', serves: 'tools/b', loses: 'tools/a' }]);
    expect(indexTools([a], both).commands.get('box/x')?.definition).toBe('tools/a');
    // Who holds the index of before sees it whole.
    expect([...first.commands.keys()]).toEqual(['box/x']);
  });
});

describe('the check of a version', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['v1.10.0', '1.9.9', true],
    ['1.9.9', 'v1.10', false],
    ['2', '1.99.99', true],
    ['1.2', '1.2.0', true],
    ['1.2.0-rc1', '1.2.0', false],
    ['1.2.0', '1.2.0-rc1', true],
    ['1.2.0+build', '1.2.0', true],
    ['99999999999999999999.0', '99999999999999999998.9', true],
    ['newest', '1.0', false],
    ['1.0', 'newest', false],
  ])('%s is at least %s: %s', (version, wanted, answer) => {
    expect(isAtLeast(version, wanted)).toBe(answer);
  });
});

describe('progress', () => {
  it.each([
    ['12/40', 0.3],
    ['step 3 / 4 done', 0.75],
    ['\r 45 %', 0.45],
    ['99.5% of it', 0.995],
    ['1/4 then 2/4', 0.5],
    ['100%', 1],
    ['5/4', null],
    ['3/0', null],
    ['120%', null],
    ['2026/11/21', null],
    ['/usr/1/2/3', null],
    ['v1.2/3', null],
    ['nothing', null],
    ['50%x', null],
  ])('is read out of %j', (text, part) => {
    expect(progressIn(text)?.part ?? null).toBe(part);
  });
});

describe('the queue', () => {
  const job = (id: string, tool = 't', concurrency: number | null = null, toolConcurrency: number | null = null) =>
    ({ id, tool, key: `${tool}/c`, concurrency, toolConcurrency }) satisfies Waiting;
  it.each([
    ['nothing when nothing waits', [], [], 4, null],
    ['the one that waited longest', [job('1'), job('2')], [], 4, '1'],
    ['nothing when all places are taken', [job('1')], [job('a'), job('b')], 2, null],
    ['another one while a command is at its limit', [job('1', 't', 1), job('2', 'u')], [job('a', 't', 1)], 4, '2'],
    ['another one while a tool is at its limit', [job('1', 't', null, 1), job('2', 'u')], [job('a')], 4, '2'],
    ['nothing while all are at their limits', [job('1', 't', 1)], [job('a', 't', 1)], 4, null],
  ])('lets run %s', (_what, waiting, running, concurrency, expected) => {
    expect(nextToRun(waiting, running, concurrency)?.id ?? null).toBe(expected);
  });
});

describe('the states of a job', () => {
  it('only lead forward, and what ended stays ended', () => {
    for (const from of JOB_STATUSES)
      for (const to of JOB_STATUSES) {
        if (JOB_STATUSES.indexOf(to) <= JOB_STATUSES.indexOf(from)) expect(canBecome(from, to)).toBe(false);
        if ((ENDED_STATUSES as readonly string[]).includes(from)) expect(canBecome(from, to)).toBe(false);
      }
  });
});
