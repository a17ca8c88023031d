/** Whether a whole value matches a pattern; null where only the core can tell. */
export type PatternCheck = (value: string) => boolean | null;

/** The patterns that have a name, as `docs/tools.md` lists them. */
const NAMED: Readonly<Record<string, (value: string) => boolean>> = {
  identifier: (value) => /^[\w-]+$/.test(value),
  path: (value) => /^\/[\w./-]*$/.test(value) && !/\/\/|(^|\/)\.\.(\/|$)/.test(value),
  semver: (value) => /^v?\d+\.\d+\.\d+(-[\dA-Za-z.-]+)?(\+[\dA-Za-z.-]+)?$/.test(value),
  ipv4: (value) => /^\d{1,3}(\.\d{1,3}){3}$/.test(value) && value.split('.').every((part) => Number(part) <= 255),
  port: (value) => /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535,
  filename: (value) => /^[\w.,][\w.,-]*$/.test(value) && value !== '.' && value !== '..',
};

/** Parts that mean the same in RE2 and in a page: plain characters, simple escapes, flat sets, counts. */
const PLAIN =
  /^(?:[\w /,:;@=%&~#!'"<>-]|\\[dDwW.\-/\\+*?()[\]{}^$|]|[.^$|]|\[\^?(?:[^\\[\]]|\\[dDwW.\-/\\\]^])+\]|[?*+]|\{\d+(?:,\d*)?\}|\((?:\?:)?|\))*$/;
/** A group that repeats what repeats inside of it: the page would search for ages, where the core does not. */
const NESTED = /[*+?}|][^()]*\)[*+{]|\)[^()]*\)[*+{]/;
/** Values above this length are left to the core, characters. */
const MOST = 400;

/**
 * Checks a pattern as it is typed. The syntax of manifests is RE2 and the core decides; the page checks what it surely
 * reads in the same way, and quickly.
 */
export function patternCheck(pattern: string | null): PatternCheck {
  if (pattern === null) return () => true;
  const named = Object.hasOwn(NAMED, pattern) ? NAMED[pattern] : undefined;
  if (named) return named;
  const compiled = compile(pattern);
  return (value) => (compiled === null || value.length > MOST ? null : compiled.test(value));
}

function compile(pattern: string): RegExp | null {
  if (!PLAIN.test(pattern) || NESTED.test(pattern)) return null;
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return null;
  }
}
