import { classSource, escapeSource, propertySource } from './pattern-classes.ts';

/** A pattern as a tree. `chars` holds the source of an expression that takes exactly one character. */
export type PatternNode =
  | { readonly type: 'chars'; readonly source: string }
  | { readonly type: 'assert'; readonly what: 'begin' | 'end' | 'line-begin' | 'line-end' | 'word' | 'no-word' }
  | { readonly type: 'concat'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** What a pattern says, or why it cannot be used. */
export type PatternReading =
  | { readonly ok: true; readonly node: PatternNode; readonly ignoreCase: boolean }
  | { readonly ok: false; readonly why: string };

/** Largest number a repetition may name, and deepest nesting of groups. */
const MAX_REPEAT = 1_000;
const MAX_DEPTH = 100;

interface Reader {
  readonly text: string;
  readonly flags: string;
  at: number;
}

class Unreadable extends Error {}

/** Reads a pattern in the syntax of RE2. What RE2 leaves out (look-around, references to groups) is refused by name. */
export function readPattern(pattern: string): PatternReading {
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const reader: Reader = { text: pattern, flags: leading?.[1] ?? '', at: leading?.[0].length ?? 0 };
  try {
    const node = choice(reader, 0);
    if (reader.at < pattern.length) throw new Unreadable('closes a group that it does not open');
    return { ok: true, node, ignoreCase: reader.flags.includes('i') };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message };
    throw error;
  }
}

function choice(reader: Reader, depth: number): PatternNode {
  if (depth > MAX_DEPTH) throw new Unreadable(`nests groups deeper than ${MAX_DEPTH}`);
  const parts = [concat(reader, depth)];
  while (reader.text[reader.at] === '|') {
    reader.at += 1;
    parts.push(concat(reader, depth));
  }
  const [only] = parts;
  return parts.length === 1 && only ? only : { type: 'choice', parts };
}

function concat(reader: Reader, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at] ?? '')) {
    if (reader.text.startsWith('\\Q', reader.at)) parts.push(...quoted(reader));
    else parts.push(repeated(reader, atom(reader, depth)));
  }
  return { type: 'concat', parts };
}

function repeated(reader: Reader, part: PatternNode): PatternNode {
  const mark = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
  mark.lastIndex = reader.at;
  const match = mark.exec(reader.text);
  if (!match) return part;
  reader.at = mark.lastIndex;
  const [, sign, from, comma, to] = match;
  const least = sign === undefined ? Number(from) : sign === '+' ? 1 : 0;
  const endless = sign === '*' || sign === '+' || (comma === ',' && to === '');
  const most = endless ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : Number(to || from);
  if (least > MAX_REPEAT || (!endless && most > MAX_REPEAT))
    throw new Unreadable(`repeats more than ${MAX_REPEAT} times`);
  if (most < least) throw new Unreadable('repeats at most less often than at least');
  if (part.type === 'assert') throw new Unreadable('repeats a place, not a character');
  const next = reader.text[reader.at] ?? '';
  if ('*+?'.includes(next) && next !== '') throw new Unreadable('repeats a repetition');
  return { type: 'repeat', part, least, most };
}

function atom(reader: Reader, depth: number): PatternNode {
  const char = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0);
  reader.at += char.length;
  const multiline = reader.flags.includes('m');
  switch (char) {
    case '(':
      return group(reader, depth);
    case '[':
      return { type: 'chars', source: bracket(reader) };
    case '\\':
      return escaped(reader);
    case '.':
      return { type: 'chars', source: reader.flags.includes('s') ? '[\\s\\S]' : '[^\\n]' };
    case '^':
      return { type: 'assert', what: multiline ? 'line-begin' : 'begin' };
    case '$':
      return { type: 'assert', what: multiline ? 'line-end' : 'end' };
    case '*':
    case '+':
    case '?':
      throw new Unreadable('repeats what is not there');
    default:
      return { type: 'chars', source: escapeSource(char) };
  }
}

function group(reader: Reader, depth: number): PatternNode {
  const opening = /\?(?:(:)|P?<([A-Za-z_]\w*)>|(<?[=!])|([\s\S]))/y;
  opening.lastIndex = reader.at;
  const match = reader.text[reader.at] === '?' ? opening.exec(reader.text) : null;
  if (match?.[3] !== undefined) throw new Unreadable('looks ahead or behind, which takes more than linear time');
  if (match?.[4] !== undefined) throw new Unreadable('sets flags inside; they are understood at its beginning only');
  if (match) reader.at = opening.lastIndex;
  const inside = choice(reader, depth + 1);
  if (reader.text[reader.at] !== ')') throw new Unreadable('opens a group that it does not close');
  reader.at += 1;
  return inside;
}

function bracket(reader: Reader): string {
  const shape = /(\^?)(\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*)\]/y;
  shape.lastIndex = reader.at;
  const match = shape.exec(reader.text);
  if (!match) throw new Unreadable('opens a class `[` that it does not close');
  reader.at = shape.lastIndex;
  const source = classSource(match[1] ?? '', match[2] ?? '');
  if (source === null) throw new Unreadable('has a class that is not known here');
  return source;
}

function escaped(reader: Reader): PatternNode {
  const shape = /(p|P)(?:\{(\^?\w+)\}|(\w))|x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))|([\s\S])/y;
  shape.lastIndex = reader.at;
  const match = shape.exec(reader.text);
  if (!match) throw new Unreadable('ends with a backslash');
  reader.at = shape.lastIndex;
  const [, property, long, short, hexLong, hexShort, char = ''] = match;
  if (property !== undefined) return { type: 'chars', source: propertySource(property, long ?? short ?? '') };
  const hex = hexLong ?? hexShort;
  if (hex !== undefined) return { type: 'chars', source: `\\u{${hex}}` };
  if (/[1-9k]/.test(char)) throw new Unreadable('refers to what a group matched, which takes more than linear time');
  if (char === 'A') return { type: 'assert', what: 'begin' };
  if (char === 'z') return { type: 'assert', what: 'end' };
  if (char === 'b') return { type: 'assert', what: 'word' };
  if (char === 'B') return { type: 'assert', what: 'no-word' };
  if (/[dwsDWStnrfv]/.test(char)) return { type: 'chars', source: `\\${char}` };
  if (/[A-Za-z0-9]/.test(char)) throw new Unreadable(`has the escape \`\\${char}\`, which is not known here`);
  return { type: 'chars', source: escapeSource(char) };
}

function quoted(reader: Reader): PatternNode[] {
  const end = reader.text.indexOf('\\E', reader.at + 2);
  const text = reader.text.slice(reader.at + 2, end < 0 ? undefined : end);
  reader.at = end < 0 ? reader.text.length : end + 2;
  return [...text].map((char) => ({ type: 'chars', source: escapeSource(char) }));
}
