import { Refusal } from './refusal.ts';
import { maxDocumentDepth } from './types.ts';
import { lastUnclosed } from './unclosed.ts';

interface Words {
  readonly message: string;
  readonly hint: string;
  /** Offset to point at instead of where the parser gave up. */
  readonly offset?: number;
}

const quoteIt = 'Put the whole value in quotes.';

/**
 * js-yaml's reason for giving up, said in plain words. Nothing of the document is repeated: a reason may carry a piece
 * of a value. `offset` is where the parser stood.
 */
export function syntaxRefusal(text: string, reason: string, offset: number): Refusal {
  if (reason.startsWith('nesting exceeded')) {
    return new Refusal(
      'TOO_DEEP',
      offset,
      `The document is nested deeper than ${maxDocumentDepth} levels.`,
      'Flatten it, or split it into several files.',
    );
  }
  if (
    reason.startsWith('merge keys exceeded') ||
    reason.startsWith('abnormal merge') ||
    reason.startsWith('aliases exceeded')
  ) {
    return new Refusal(
      'ALIAS_LIMIT',
      offset,
      'The merge keys (<<) of this file repeat too much.',
      'Merge fewer or smaller maps.',
    );
  }
  if (reason.startsWith('duplicated mapping key')) {
    return new Refusal(
      'DUPLICATE_KEY',
      offset,
      'This key stands twice in one map.',
      'Keep one of the two lines and remove the other.',
    );
  }
  // A directive is judged when its line was read, so the parser already stands on the next one.
  const directive = /directive|YAML version/.test(reason) ? text.lastIndexOf('\n%', offset) + 1 : -1;
  const words =
    tabWords(text, reason, offset) ??
    unclosedWords(text, reason) ??
    indentWords(text, reason, offset) ??
    plainWords(reason);
  return new Refusal('SYNTAX', words.offset ?? (directive >= 0 ? directive : offset), words.message, words.hint);
}

/** A tab before the first word of the line, or of one of the two lines before it. */
function tabWords(text: string, reason: string, offset: number): Words | null {
  const named = reason.startsWith('tab characters');
  const structural = /indentation|end of the stream or a document|expected ':'|multiline key/.test(reason);
  if (!named && !structural) return null;
  let start = lineStart(text, offset);
  for (let back = 0; back < 2; back++) {
    const tab = /^ *\t/.exec(text.slice(start, start + 400));
    if (tab !== null) {
      const hint = 'Indent with spaces: YAML does not allow tabs there. Most editors can convert them.';
      return { message: 'A tab is used to indent this line.', hint, offset: start + tab[0].length - 1 };
    }
    if (start === 0) break;
    start = lineStart(text, start - 1);
  }
  return named ? { message: 'A tab is used where YAML wants spaces.', hint: 'Replace the tab with spaces.' } : null;
}

/** A quote or bracket that is never closed is the fault of the line that opens it. */
function unclosedWords(text: string, reason: string): Words | null {
  if (!/unexpected end of the (?:stream|document)|deficient indentation|missed comma|must be closed/.test(reason))
    return null;
  const opener = lastUnclosed(text);
  if (opener === null) return null;
  if (opener.char === '"' || opener.char === "'") {
    const name = opener.char === '"' ? 'double' : 'single';
    return {
      message: `A text that opens with a ${name} quote here is not closed.`,
      hint: `Close it with ${opener.char} at its end.`,
      offset: opener.at,
    };
  }
  const close = opener.char === '[' ? ']' : '}';
  return {
    message: `A ${opener.char} that is opened here is not closed.`,
    hint: `Add the missing ${close}.`,
    offset: opener.at,
  };
}

function indentWords(text: string, reason: string, offset: number): Words | null {
  const structural = /^bad indentation|^end of the stream or a document|multiline key/.test(reason);
  if (!structural) return null;
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  const char = text.charAt(offset);
  if (/[:-]\s+$/.test(before) && '@`%'.includes(char) && char !== '') {
    return { message: `A value cannot begin with ${char} unless it is in quotes.`, hint: quoteIt };
  }
  if (/["']\s*$/.test(before) && /[:[{,]/.test(before)) {
    return {
      message: 'Something follows the closing quote of this value.',
      hint: 'Remove what follows, or put the whole value in the other kind of quotes.',
    };
  }
  if (/:\s+\S/.test(before) && char === ':') {
    return {
      message: 'A second colon stands inside this value, so it reads like a key within a value.',
      hint: `${quoteIt} Or begin a new line for the inner key.`,
    };
  }
  if (/:\s+$/.test(before) && char === '-') {
    return {
      message: 'A list cannot begin on the line of its key.',
      hint: 'Put the - on the next line, indented, or write the list as [a, b].',
    };
  }
  if (/[\]}]\s*$/.test(before))
    return {
      message: 'Something follows the closing bracket of this value.',
      hint: 'Remove it, or check the brackets of this line.',
    };
  // A line without indentation has none to correct: there the table says that the document is complete before it.
  if (/^\s+(?:[^\s:]+\s*|(?:- *)?)$/.test(before)) {
    const message = 'The indentation of this line does not fit the lines above it.';
    return {
      message,
      hint: 'Give it as many spaces as the other keys of the same map or items of the same list.',
      offset: start + (/^\s*/.exec(before)?.[0].length ?? 0),
    };
  }
  return null;
}

const table: readonly (readonly [RegExp, Words])[] = [
  [
    /^bad indentation/,
    {
      message: 'The indentation here does not fit the lines above.',
      hint: 'Give items of one list and keys of one map the same indentation, and put texts with special characters in quotes.',
    },
  ],
  [
    /^deficient indentation/,
    {
      message: 'This line is indented too little for the value it belongs to.',
      hint: 'Indent it more, or close the quote or bracket above it.',
    },
  ],
  [
    /^end of the stream or a document/,
    {
      message: 'The document is complete before this line, so it cannot belong to it.',
      hint: 'Check the indentation of this line, and that all lines are keys of one map or items of one list.',
    },
  ],
  [
    /^expected ':' after|multiline key/,
    {
      message: 'This line has no colon, so it is neither a key nor part of a value.',
      hint: 'Write it as key: value, or indent it under the value it continues.',
    },
  ],
  [
    /^unexpected end of the stream/,
    { message: 'The file ends inside a value.', hint: 'Close the quote or bracket that is still open.' },
  ],
  [
    /^unexpected end of the document/,
    { message: 'A --- or ... line stands inside a quoted text.', hint: 'Close the quote before it.' },
  ],
  [
    /^unknown escape|hexadecimal/,
    {
      message: 'This backslash begins no escape that YAML knows.',
      hint: 'Write \\\\ for a backslash, or use single quotes.',
    },
  ],
  [
    /non-printable|null byte|valid JSON character/,
    {
      message: 'The text holds a control character.',
      hint: 'Remove it, or write it as an escape in double quotes, such as "\\u0001".',
    },
  ],
  [/^missed comma/, { message: 'A comma is missing between two items.', hint: 'Put a comma between them.' }],
  [
    /^expected the node content/,
    { message: 'A value is missing before this comma.', hint: 'Write the value, or remove the comma.' },
  ],
  [
    /unknown (?:scalar|sequence|mapping) tag|cannot resolve a node|tag handle|tag suffix|tag name|verbatim tag/,
    {
      message: 'This tag (!…) is not supported, or does not fit its value.',
      hint: 'Remove the tag, or put the value in quotes if it really begins with !.',
    },
  ],
  [/cannot merge/, { message: 'Only maps, or a list of maps, can be merged with <<.', hint: 'Point << at a map.' }],
  [
    /^unidentified alias|alias node/,
    {
      message: 'This alias (*) cannot be used here.',
      hint: 'Define its anchor with & above, or put the value in quotes.',
    },
  ],
  [
    /anchor/,
    {
      message: 'This anchor (&) cannot be used here.',
      hint: 'Give it a name, once per value, or put the value in quotes if it really begins with &.',
    },
  ],
  [
    /directive|YAML version/,
    {
      message: 'A line that begins with % is a YAML directive, and this one is wrong.',
      hint: 'Remove the line, or put the text in quotes.',
    },
  ],
  [
    /block scalar|chomping|line break is expected|indentation width/,
    {
      message: 'The mark of a text block (| or >) is wrong.',
      hint: 'Write | or >, with nothing but a comment after it, and indent the text below.',
    },
  ],
  [
    /whitespace character is expected/,
    { message: 'A blank is missing after the colon.', hint: 'Write key: value with a blank.' },
  ],
];

function plainWords(reason: string): Words {
  for (const [pattern, words] of table) if (pattern.test(reason)) return words;
  return { message: 'This is not valid YAML.', hint: 'Check indentation, quotes and brackets around this place.' };
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
