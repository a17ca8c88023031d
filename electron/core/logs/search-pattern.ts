import type { LogPattern } from '../../../shared/log.ts';

/** A pattern that is ready to be looked for. */
export interface Matcher {
  /** Equal for equal patterns. */
  readonly key: string;
  /** Whether it is a regular expression of a user, of which one never knows how long it takes. */
  readonly isRegex: boolean;
  /** Whether a line holds it; lines come without terminal sequences and line end. */
  test(text: string): boolean;
  /** How to look for it in many lines at once; null when each must be looked at by itself. */
  readonly quick: { readonly bytes: Buffer } | { readonly latin: RegExp } | null;
}

/** Says equal patterns by equal texts. */
export function patternKey({ text, regex, case: exact }: LogPattern): string {
  return `${regex ? 'r' : 't'}${exact ? 'c' : 'i'}${text}`;
}

/**
 * Makes a pattern ready.
 *
 * @throws SyntaxError in plain words for a regular expression that cannot be read
 */
export function compilePattern(pattern: LogPattern): Matcher {
  const { text, regex, case: exact } = pattern;
  const key = patternKey(pattern);
  if (regex) {
    const compiled = compileRegex(text, exact);
    return { key, isRegex: true, test: (line) => compiled.test(line), quick: null };
  }
  const isAscii = /^[\x20-\x7e\t]*$/.test(text);
  if (exact) {
    // Bytes that stand for no character are compared as text, where all of them look alike.
    const isPlain = text.isWellFormed() && !/[\r\n\x1b\ufffd]/.test(text);
    return {
      ...{ key, isRegex: false, test: (line) => line.includes(text) },
      quick: isPlain ? { bytes: Buffer.from(text) } : null,
    };
  }
  const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const compiled = new RegExp(source, isAscii ? 'i' : 'iu');
  return {
    ...{ key, isRegex: false, test: (line) => compiled.test(line) },
    quick: isAscii ? { latin: new RegExp(source, 'gi') } : null,
  };
}

function compileRegex(text: string, exact: boolean): RegExp {
  try {
    return new RegExp(text, exact ? 'u' : 'iu');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // "Invalid regular expression: /(/u: Unterminated group": the end tells what is wrong with it.
    const at = words.lastIndexOf(': ');
    throw new SyntaxError(`This regular expression cannot be read: ${at < 0 ? words : words.slice(at + 2)}.`);
  }
}
