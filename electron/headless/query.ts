import { AppError } from '../../shared/errors.ts';

/** What an address may carry behind its `?`, by name; anything else is refused, so that a typing error is noticed. */
export type QueryNames = readonly string[];

/**
 * Refuses parameters an address does not know, and those given twice.
 *
 * @throws AppError INVALID_INPUT
 */
export function checkQuery(query: URLSearchParams, names: QueryNames): void {
  for (const name of new Set(query.keys())) {
    if (!names.includes(name)) {
      const known = names.length > 0 ? `Known are: ${names.join(', ')}.` : 'This address takes none.';
      throw new AppError('INVALID_INPUT', `There is no parameter "${name}" here.`, { hint: known });
    }
    if (query.getAll(name).length > 1) throw new AppError('INVALID_INPUT', `The parameter "${name}" is given twice.`);
  }
}

/** A parameter; undefined when it is missing or empty. */
export function textOf(query: URLSearchParams, name: string): string | undefined {
  return query.get(name)?.trim() || undefined;
}

/** A list divided by commas; undefined when it is missing or empty. */
export function listOf(query: URLSearchParams, name: string): string[] | undefined {
  const items = (query.get(name) ?? '').split(',').map((item) => item.trim());
  const named = items.filter((item) => item !== '');
  return named.length > 0 ? named : undefined;
}

/**
 * A whole number; undefined when it is missing.
 *
 * @throws AppError INVALID_INPUT
 */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new AppError('INVALID_INPUT', `"${name}" must be a whole number.`);
  return Number(text);
}

/**
 * One of some words; the first is meant when it is missing.
 *
 * @throws AppError INVALID_INPUT
 */
export function wordOf<W extends string>(query: URLSearchParams, name: string, words: readonly [W, ...W[]]): W {
  const text = textOf(query, name);
  if (text === undefined) return words[0];
  const found = words.find((word) => word === text);
  if (found === undefined) throw new AppError('INVALID_INPUT', `"${name}" must be one of: ${words.join(', ')}.`);
  return found;
}

/**
 * A switch: `1`, `true` or nothing behind the name means on.
 *
 * @throws AppError INVALID_INPUT
 */
export function switchOf(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  if (text === null) return false;
  if (['', '1', 'true'].includes(text)) return true;
  if (['0', 'false'].includes(text)) return false;
  throw new AppError('INVALID_INPUT', `"${name}" must be 1 or 0.`);
}
