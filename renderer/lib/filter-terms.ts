/** What a filter box asks for: `key:value` terms and free texts or patterns, all of which must hold. */
export interface FilterTerms {
  /** Values asked for per key; several values of one key are alternatives. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly tests: readonly ((text: string) => boolean)[];
}

/** The terms of a filter text, or why a pattern in it cannot be used. */
export type ParsedFilter =
  | { readonly ok: true; readonly terms: FilterTerms }
  | { readonly ok: false; readonly reason: string };

/** Terms that every row passes. */
export const NO_TERMS: FilterTerms = { keys: {}, tests: [] };

/**
 * Reads a filter text: words match anywhere without regard to case, `key:a,b` matches a column (only the keys named
 * here are columns), `/pattern/flags` is a regular expression. A pattern without its end runs to the end of the text,
 * so that the list follows while it is typed.
 */
export function parseFilter(text: string, keys: readonly string[]): ParsedFilter {
  const asked: Record<string, string[]> = {};
  const tests: ((text: string) => boolean)[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const pattern = /^\/((?:\\.|[^/\\])+)(?:\/([a-z]*)|$)/.exec(rest);
    const token = pattern?.[0] ?? /^\S+/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(token.length).trimStart();
    if (pattern?.[1]) {
      const made = makePattern(pattern[1], pattern[2] ?? '');
      if (typeof made === 'string') return { ok: false, reason: made };
      tests.push((candidate) => made.test(candidate));
      continue;
    }
    const cut = token.indexOf(':');
    const key = cut > 0 ? token.slice(0, cut).toLowerCase() : '';
    if (keys.includes(key)) {
      const values = token
        .slice(cut + 1)
        .toLowerCase()
        .split(',')
        .filter((value) => value !== '');
      if (values.length > 0) asked[key] = [...(asked[key] ?? []), ...values];
      continue;
    }
    const word = token.toLowerCase();
    tests.push((candidate) => candidate.toLowerCase().includes(word));
  }
  return { ok: true, terms: { keys: asked, tests } };
}

/** Whether a row passes. `fields` are its columns by key (a column may hold several words), `text` is what free words search. */
export function matchesFilter(
  terms: FilterTerms,
  fields: Readonly<Record<string, readonly string[]>>,
  text: string,
): boolean {
  for (const [key, wanted] of Object.entries(terms.keys)) {
    const has = fields[key] ?? [];
    if (!wanted.some((value) => has.includes(value))) return false;
  }
  return terms.tests.every((test) => test(text));
}

/** Whether nothing is asked for. */
export function isEmptyFilter(terms: FilterTerms): boolean {
  return terms.tests.length === 0 && Object.keys(terms.keys).length === 0;
}

/** Whether a filter text asks for this value of a key. */
export function hasTerm(text: string, key: string, value: string): boolean {
  return text.split(/\s+/).some((word) => {
    const lower = word.toLowerCase();
    return (
      lower.startsWith(`${key}:`) &&
      lower
        .slice(key.length + 1)
        .split(',')
        .includes(value)
    );
  });
}

/** The filter text with one `key:value` taken out when it is there and added when it is not. */
export function toggleTerm(text: string, key: string, value: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  let found = false;
  const kept = words.flatMap((word) => {
    const lower = word.toLowerCase();
    if (!lower.startsWith(`${key}:`)) return [word];
    const values = lower.slice(key.length + 1).split(',');
    if (!values.includes(value)) return [word];
    found = true;
    const left = values.filter((other) => other !== value && other !== '');
    return left.length > 0 ? [`${key}:${left.join(',')}`] : [];
  });
  if (found) return kept.join(' ');
  const at = kept.findIndex((word) => word.toLowerCase().startsWith(`${key}:`));
  if (at < 0) return [...kept, `${key}:${value}`].join(' ');
  return kept.map((word, index) => (index === at ? `${word},${value}` : word)).join(' ');
}

function makePattern(source: string, flags: string): RegExp | string {
  try {
    return new RegExp(source, flags.replaceAll(/[gy]/g, ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^Invalid regular expression: /, '').replace(/^\/.*\/[a-z]*: /, '');
  }
}
