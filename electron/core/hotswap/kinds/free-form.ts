import { z } from 'zod';
import { definitionExtensions, type Kind, type Prepared } from './kind.ts';

/**
 * A map whose content belongs to whoever reads it: every key is kept and none is unknown. Only `id` and `name`, in any
 * case, are looked at: they must be texts that are not empty.
 */
export const freeForm = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  for (const key of ['id', 'name']) {
    const given = value[key];
    if (given === undefined || given === null) continue;
    const fits = typeof given === 'number' || (typeof given === 'string' && given !== '');
    if (!fits) context.addIssue({ code: 'custom', path: [key], message: 'must be a text that is not empty' });
  }
});

/** Gives `id` and `name` their canonical spelling; the rest of a free-form definition stays as it is written. */
export function plainNames(root: Record<string, unknown>): Prepared {
  const value = Object.fromEntries(
    Object.entries(root).map(([key, part]) => [/^(?:id|name)$/i.test(key) ? key.toLowerCase() : key, part]),
  );
  return { value, moved: new Map() };
}

/** The name a free-form definition gives itself: its id, else its name. */
export function plainIdOf(value: Record<string, unknown>): string | undefined {
  for (const key of ['id', 'name']) {
    const given = value[key];
    if (typeof given === 'number') return String(given);
    if (typeof given === 'string') return given;
  }
  return undefined;
}

/** The texts of a list, or of one text, with the path of each; for references. */
export function textsAt(
  value: unknown,
  path: readonly (string | number)[],
): { path: (string | number)[]; text: string }[] {
  if (typeof value === 'string') return value === '' ? [] : [{ path: [...path], text: value }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => (typeof item === 'string' ? textsAt(item, [...path, index]) : []));
}

/** A kind of which the product knows no more than that its definitions are maps and may carry an `id` or a `name`. */
export function freeFormKind(dir: string, more: Partial<Kind> = {}): Kind {
  return {
    dir,
    extensions: definitionExtensions,
    schema: freeForm,
    prepare: plainNames,
    idOf: plainIdOf,
    template: (id) => `id: ${JSON.stringify(id)}\ndescription: ""\n`,
    ...more,
  };
}
