import type { TypingPlace } from './place.ts';

interface Level {
  readonly isMap: boolean;
  /** The key whose value comes next; null where a key is expected. */
  key: string | null;
  readonly keys: string[];
}

/** Everything that counts between brackets: white space, brackets, marks, strings (closed or not), comments, plain words. */
const STEP = /\s+|[{}[\],:]|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?|#[^\n]*|[^\s,:{}[\]"'#][^,:{}[\]\n]*/y;
/** Stands for the key that is being typed, so that it is not taken for one that is there. */
const TYPING = '\0';

/**
 * Where `at` stands in a text whose value begins with a bracket at `from`: JSON, or the flow style of YAML. The text may
 * be broken anywhere, as only what opens and closes is counted. Null outside of all brackets and inside a comment.
 */
export function flowPlace(text: string, from: number, at: number): TypingPlace | null {
  const levels: Level[] = [];
  let word: string | null = null;
  let place: TypingPlace | null = null;
  let depth = 0;
  STEP.lastIndex = from;
  for (let step = STEP.exec(text); step !== null; step = STEP.exec(text)) {
    const [part] = step;
    const begin = step.index;
    if (place === null) {
      const inside = isInside(part, begin, at);
      if (inside && part.startsWith('#')) return null;
      if (inside || at <= begin) {
        place = placeIn(levels, inside ? begin : at);
        if (place === null) return null;
        depth = levels.length;
        const level = levels.at(-1);
        if (level?.isMap && level.key === null) level.key = TYPING;
      }
    }
    word = advance(levels, part, word);
    // What follows is read for the other keys of the same map only.
    if (levels.length === 0 || (place !== null && levels.length < depth)) break;
    STEP.lastIndex = begin + part.length;
  }
  return place ?? (levels.length > 0 ? placeIn(levels, at) : null);
}

/** Takes one part of the text in; answers the word that may turn out to be a key. */
function advance(levels: Level[], part: string, word: string | null): string | null {
  const level = levels.at(-1);
  switch (part) {
    case '{':
    case '[':
      levels.push({ isMap: part === '{', key: null, keys: [] });
      return null;
    case '}':
    case ']':
      levels.pop();
      return null;
    case ',':
      if (level) level.key = null;
      return null;
    case ':':
      if (level?.isMap && level.key === null && word !== null) {
        level.key = word;
        level.keys.push(word);
      }
      return null;
    default:
      return part.trim() === '' || part.startsWith('#') ? word : part.trim().replace(/^["']|["']$/g, '');
  }
}

function isInside(part: string, begin: number, at: number): boolean {
  const end = begin + part.length;
  if (at <= begin || at > end || part.trim() === '' || /^[{}[\],:]$/.test(part)) return false;
  const isClosedString = /^(".*"|'.*')$/s.test(part) && part.length > 1;
  return isClosedString ? at < end : true;
}

function placeIn(levels: readonly Level[], from: number): TypingPlace | null {
  const level = levels.at(-1);
  if (!level) return null;
  const above = levels.slice(0, -1).map((one) => (one.isMap ? (one.key ?? '') : '*'));
  if (!level.isMap) return { path: [...above, '*'], sort: 'either', from, present: [] };
  return level.key === null
    ? { path: above, sort: 'key', from, present: level.keys }
    : { path: [...above, level.key], sort: 'value', from, present: [] };
}
