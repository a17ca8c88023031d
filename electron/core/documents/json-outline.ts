import type { MapEntry, OutlineNode } from './outline.ts';
import { Refusal } from './refusal.ts';
import { maxDocumentDepth } from './types.ts';

interface Scanner {
  readonly text: string;
  at: number;
}

const numberShape = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordShape = /[^\s,:{}[\]"']+/y;
const plainRun = /[^"\\\u0000-\u001f]*/y;

/**
 * The outline of a JSON text (RFC 8259), with a precise place for whatever is wrong with it, which `JSON.parse` does
 * not give. Throws `Refusal` with SYNTAX or TOO_DEEP. Accepts exactly what `JSON.parse` accepts, up to the depth.
 */
export function jsonOutline(text: string): OutlineNode {
  const scanner: Scanner = { text, at: 0 };
  skipBlank(scanner);
  const root = readValue(scanner, 0);
  skipBlank(scanner);
  if (scanner.at < text.length) {
    refuse(
      scanner.at,
      'Something follows the end of the JSON document.',
      'Remove it, or check for a bracket that closes too early.',
    );
  }
  return root;
}

function readValue(scanner: Scanner, depth: number): OutlineNode {
  const start = scanner.at;
  const first = scanner.text.charAt(start);
  if (first === '{' || first === '[') {
    if (depth >= maxDocumentDepth) {
      const message = `The document is nested deeper than ${maxDocumentDepth} levels.`;
      throw new Refusal('TOO_DEEP', start, message, 'Flatten it, or split it into several files.');
    }
    scanner.at++;
    return first === '{' ? readMap(scanner, start, depth) : readList(scanner, start, depth);
  }
  if (first === '"') return { kind: 'scalar', start, text: readString(scanner), plain: false };
  numberShape.lastIndex = start;
  const number = numberShape.exec(scanner.text)?.[0] ?? '';
  wordShape.lastIndex = start;
  const word = wordShape.exec(scanner.text)?.[0] ?? '';
  if (word !== '' && (word === number || word === 'true' || word === 'false' || word === 'null')) {
    scanner.at += word.length;
    return { kind: 'scalar', start, text: word, plain: false };
  }
  return refuseValue(scanner, first, word);
}

function readMap(scanner: Scanner, start: number, depth: number): OutlineNode {
  const entries: MapEntry[] = [];
  skipBlank(scanner);
  if (take(scanner, '}')) return { kind: 'map', start, entries };
  for (;;) {
    const keyStart = scanner.at;
    if (scanner.text.charAt(keyStart) !== '"') refuseKey(scanner, start);
    const key = readString(scanner);
    skipBlank(scanner);
    if (!take(scanner, ':')) {
      if (scanner.at >= scanner.text.length) refuseUnclosed(start, '{', '}');
      refuse(scanner.at, 'A colon is missing between a key and its value.', 'Write a colon after the key.');
    }
    skipBlank(scanner);
    if (scanner.at >= scanner.text.length) refuseUnclosed(start, '{', '}');
    entries.push({ key, keyStart, special: null, value: readValue(scanner, depth + 1) });
    skipBlank(scanner);
    if (take(scanner, '}')) return { kind: 'map', start, entries };
    expectComma(scanner, start, '{', '}');
  }
}

function readList(scanner: Scanner, start: number, depth: number): OutlineNode {
  const items: OutlineNode[] = [];
  skipBlank(scanner);
  if (take(scanner, ']')) return { kind: 'list', start, items };
  for (;;) {
    if (scanner.at >= scanner.text.length) refuseUnclosed(start, '[', ']');
    items.push(readValue(scanner, depth + 1));
    skipBlank(scanner);
    if (take(scanner, ']')) return { kind: 'list', start, items };
    expectComma(scanner, start, '[', ']');
  }
}

function expectComma(scanner: Scanner, start: number, open: string, close: string): void {
  if (!take(scanner, ',')) {
    if (scanner.at >= scanner.text.length) refuseUnclosed(start, open, close);
    refuse(scanner.at, `A comma or ${close} is missing before this.`, 'Put a comma after the value before it.');
  }
  const comma = scanner.at - 1;
  skipBlank(scanner);
  const next = scanner.text.charAt(scanner.at);
  if (next === '}' || next === ']') refuse(comma, 'JSON allows no comma after the last item.', 'Remove this comma.');
}

function readString(scanner: Scanner): string {
  const start = scanner.at;
  let at = start + 1;
  let escaped = false;
  for (;;) {
    plainRun.lastIndex = at;
    at += plainRun.exec(scanner.text)?.[0].length ?? 0;
    const char = scanner.text.charAt(at);
    if (char === '"') break;
    if (char === '\\') {
      const mark = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(scanner.text.slice(at, at + 6));
      if (mark === null) refuse(at, 'This backslash begins no escape that JSON knows.', 'Write \\\\ for a backslash.');
      at += mark[0].length;
      escaped = true;
    } else if (char === '' || char === '\n' || char === '\r') {
      refuse(
        start,
        'A text that begins here is not closed on its line.',
        'Close it with a double quote; write a line break inside it as \\n.',
      );
    } else {
      refuse(at, 'A text holds a raw control character.', 'Write a tab as \\t and others as \\u0000.');
    }
  }
  scanner.at = at + 1;
  return escaped ? String(JSON.parse(scanner.text.slice(start, at + 1))) : scanner.text.slice(start + 1, at);
}

function refuseKey(scanner: Scanner, start: number): never {
  if (scanner.at >= scanner.text.length) refuseUnclosed(start, '{', '}');
  const char = scanner.text.charAt(scanner.at);
  if (char === '/') refuseComment(scanner.at);
  refuse(scanner.at, 'A key in double quotes was expected here.', 'JSON keys stand in double quotes: "name": value.');
}

function refuseValue(scanner: Scanner, first: string, word: string): never {
  if (first === '')
    refuse(
      scanner.at,
      'The document ends where a value was expected.',
      'Write the value, and close what is still open.',
    );
  if (first === "'") refuse(scanner.at, 'JSON has no single quotes.', 'Put texts in double quotes.');
  if (first === '/' || first === '#') refuseComment(scanner.at);
  if (first === ',' || first === '}' || first === ']')
    refuse(scanner.at, 'A value is missing here.', 'Write the value, or remove the comma or key before it.');
  if (/^(?:true|false|null|none|yes|no|nan|infinity|undefined)$/i.test(word)) {
    refuse(
      scanner.at,
      'This word is no JSON value.',
      'JSON knows true, false and null, in lower case; put anything else in double quotes.',
    );
  }
  refuse(scanner.at, 'This is no JSON value.', 'Put texts in double quotes; numbers are written like 12, -3.5 or 1e6.');
}

function refuseComment(at: number): never {
  refuse(at, 'JSON has no comments.', 'Remove the comment, or rename the file to .yaml.');
}

function refuseUnclosed(start: number, open: string, close: string): never {
  refuse(start, `A ${open} that is opened here is never closed.`, `Add the missing ${close}.`);
}

function refuse(offset: number, message: string, hint: string): never {
  throw new Refusal('SYNTAX', offset, message, hint);
}

function take(scanner: Scanner, char: string): boolean {
  if (scanner.text.charAt(scanner.at) !== char) return false;
  scanner.at++;
  return true;
}

function skipBlank(scanner: Scanner): void {
  for (;;) {
    const code = scanner.text.charCodeAt(scanner.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    scanner.at++;
  }
}
