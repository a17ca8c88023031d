import { useMemo, useState } from 'react';
import { type FilterTerms, NO_TERMS, parseFilter } from '../lib/filter-terms.ts';

/** The terms in force: of the text when it can be read, else the last ones that could, with the reason. */
export function useFilterTerms(
  text: string,
  keys: readonly string[],
): { readonly terms: FilterTerms; readonly error: string | null } {
  const parsed = useMemo(() => parseFilter(text, keys), [text, keys]);
  const [last, setLast] = useState<FilterTerms>(NO_TERMS);
  if (parsed.ok && parsed.terms !== last) setLast(parsed.terms);
  return parsed.ok ? { terms: parsed.terms, error: null } : { terms: last, error: parsed.reason };
}
