import { compileProgram, type PatternProgram } from './pattern-program.ts';
import { readPattern } from './pattern-syntax.ts';

/** Longest pattern that is read, in characters. */
const MAX_PATTERN = 1_000;

/** Patterns that a manifest may name instead of writing one. Each goes over a value once. */
const NAMED: Readonly<Record<string, (value: string) => boolean>> = {
  identifier: (value) => /^[a-zA-Z0-9_-]+$/.test(value),
  path: (value) => /^\/[a-zA-Z0-9_./-]*$/.test(value) && !value.includes('//') && !value.split('/').includes('..'),
  semver: (value) => /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(value),
  ipv4: (value) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) && value.split('.').every((part) => Number(part) <= 255),
  port: (value) => /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535,
  filename: (value) => /^[a-zA-Z0-9_.,][a-zA-Z0-9_.,-]*$/.test(value) && value !== '.' && value !== '..',
};

/** Names of the patterns that need not be written out. */
export const namedPatterns: readonly string[] = Object.keys(NAMED);

/**
 * Compiles the pattern of an argument: one of `namedPatterns`, or an expression in the syntax of RE2. A whole value must
 * match, and every pattern matches in linear time; what cannot be matched so is refused here.
 */
export function compilePattern(pattern: string): PatternProgram {
  const named = Object.hasOwn(NAMED, pattern) ? NAMED[pattern] : undefined;
  if (named) return { ok: true, matches: named };
  if (pattern.length > MAX_PATTERN) return { ok: false, why: `is longer than ${MAX_PATTERN} characters` };
  const read = readPattern(pattern);
  return read.ok ? compileProgram(read.node, read.ignoreCase) : read;
}
