import { closest } from '../kinds/closest.ts';
import type { NamedReference } from '../kinds/kind.ts';
import type { ReferenceIndex } from './reference-index.ts';

/** Names compared in one stretch of work; after that many, further unknown names are told without a suggestion. */
const COMPARED = 200_000;
/** A name whose length differs by more is no slip of the keyboard. */
const LENGTH_DIFFERS = 4;

/** The known name that a reference probably meant; null when none is near, or when too many were compared already. */
export type Near = (reference: Pick<NamedReference, 'kinds' | 'name'>) => string | null;

/** Looks names up for one stretch of work: a name that a thousand definitions miss is compared once. */
export function createNear(index: ReferenceIndex): Near {
  const answers = new Map<string, string | null>();
  let compared = 0;
  return ({ kinds, name }) => {
    const key = `${kinds.join(' ')} ${name}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (compared >= COMPARED || name.length > 200) return null;
    const candidates: string[] = [];
    for (const other of index.namesOf(kinds)) {
      compared += 1;
      if (Math.abs(other.length - name.length) <= LENGTH_DIFFERS && other !== name) candidates.push(other);
    }
    const answer = closest(name, candidates);
    answers.set(key, answer);
    return answer;
  };
}
