import type { PatternNode } from './pattern-syntax.ts';

type Assertion = Extract<PatternNode, { type: 'assert' }>['what'];

/** One step of a compiled pattern; `next` and `to` are places in the program. */
type Step =
  | { readonly op: 'chars'; readonly test: (char: string) => boolean; readonly next: number }
  | { readonly op: 'assert'; readonly what: Assertion; readonly next: number }
  | { readonly op: 'split'; to: readonly number[] }
  | { readonly op: 'match' };

/** A pattern that can be asked, or why it cannot. */
export type PatternProgram =
  | { readonly ok: true; matches(value: string): boolean }
  | { readonly ok: false; readonly why: string };

/** Steps a program may have: each character of a value costs at most so many looks. */
const MAX_STEPS = 10_000;

class Unusable extends Error {}

/**
 * Compiles a pattern to a program that goes over a value once and follows all ways through the pattern at the same time,
 * as RE2 does (Thompson's construction): the time is at most the length of the value times the size of the pattern. A
 * value matches as a whole.
 */
export function compileProgram(node: PatternNode, ignoreCase: boolean): PatternProgram {
  const steps: Step[] = [{ op: 'match' }];
  const tests = new Map<string, (char: string) => boolean>();

  function add(step: Step): number {
    if (steps.length >= MAX_STEPS) throw new Unusable('is too large: it repeats too much inside what it repeats');
    return steps.push(step) - 1;
  }

  function testOf(source: string): (char: string) => boolean {
    let test = tests.get(source);
    if (!test) {
      const one = expression(source, ignoreCase);
      test = (char) => one.test(char);
      tests.set(source, test);
    }
    return test;
  }

  /** Adds the steps of a part in front of what follows it; answers where they begin. */
  function emit(part: PatternNode, next: number): number {
    if (part.type === 'chars') return add({ op: 'chars', test: testOf(part.source), next });
    if (part.type === 'assert') return add({ op: 'assert', what: part.what, next });
    if (part.type === 'concat') return part.parts.reduceRight((after, inner) => emit(inner, after), next);
    if (part.type === 'choice') return add({ op: 'split', to: part.parts.map((inner) => emit(inner, next)) });
    return repeat(part, next);
  }

  function repeat({ part, least, most }: Extract<PatternNode, { type: 'repeat' }>, next: number): number {
    let begin = next;
    if (most === Number.POSITIVE_INFINITY) {
      const loop: Step & { op: 'split' } = { op: 'split', to: [next] };
      begin = add(loop);
      loop.to = [emit(part, begin), next];
    } else {
      for (let count = least; count < most; count += 1) begin = add({ op: 'split', to: [emit(part, begin), next] });
    }
    for (let count = 0; count < least; count += 1) begin = emit(part, begin);
    return begin;
  }

  try {
    const begin = emit(node, 0);
    return { ok: true, matches: (value) => run(steps, begin, [...value]) };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, why: error.message };
    throw error;
  }
}

/** An expression for one character. */
function expression(source: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u');
  } catch {
    throw new Unusable('has a class that is not known here');
  }
}

function run(steps: readonly Step[], begin: number, chars: readonly string[]): boolean {
  let here = reach(steps, [begin], chars, 0);
  for (const [index, char] of chars.entries()) {
    const there: number[] = [];
    for (const at of here) {
      const step = steps[at];
      if (step?.op === 'chars' && step.test(char)) there.push(step.next);
    }
    if (there.length === 0) return false;
    here = reach(steps, there, chars, index + 1);
  }
  return here.has(0);
}

/** All steps that are reached without taking a character. */
function reach(steps: readonly Step[], from: readonly number[], chars: readonly string[], index: number): Set<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = steps[at];
    if (step?.op === 'split') open.push(...step.to);
    else if (step?.op === 'assert' && holds(step.what, chars, index)) open.push(step.next);
  }
  return seen;
}

function holds(what: Assertion, chars: readonly string[], index: number): boolean {
  const before = chars[index - 1];
  const after = chars[index];
  switch (what) {
    case 'begin':
      return before === undefined;
    case 'end':
      return after === undefined;
    case 'line-begin':
      return before === undefined || before === '\n';
    case 'line-end':
      return after === undefined || after === '\n';
    case 'word':
      return isWord(before) !== isWord(after);
    case 'no-word':
      return isWord(before) === isWord(after);
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /^\w$/.test(char);
}
