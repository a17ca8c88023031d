import { isSecretName } from '../../../shared/secret-names.ts';

/** What a text shows of its secrets, line by line; works on text that does not parse. */
export interface SecretLines {
  /** Line (from 0) → column (from 0) from which on nothing may be shown. */
  readonly hiddenFrom: ReadonlyMap<number, number>;
  /** Literal texts that stand there, as written and without their quotes; may hold duplicates. */
  readonly values: readonly string[];
}

/** Nothing in a text without any of these can be a secret name. */
export const mayHoldSecrets = /pass|secret|token|key|cred|auth|bearer|cookie|webhook|conn|dsn|pwd/i;
const maxNameLength = 64;
/** Everything behind the first is hidden anyway; the limit keeps a hostile line from costing its length squared. */
const maxKeysPerLine = 100;
const colon = 58;
const equalsSign = 61;

/** A secret key whose value goes on below it. */
interface Block {
  /** Lines indented deeper than this belong to the value. */
  readonly indent: number;
  readonly comment: boolean;
  /** Nothing stood on the key's own line, so the value may begin at the key's own indentation. */
  bare: boolean;
  /** Quote that is still open, or ''. */
  quote: string;
  /** Brackets that are still open. */
  brackets: number;
}

/** Finds the lines that hold values of secret keys: on the key's line, below it, in flow maps, in comments. */
export function secretLines(lines: readonly string[]): SecretLines {
  const hiddenFrom = new Map<number, number>();
  const values: string[] = [];
  let block: Block | null = null;
  for (const [index, line] of lines.entries()) {
    if (block !== null) {
      if (belongs(block, line)) {
        hideContent(line, index, hiddenFrom, values, block);
        continue;
      }
      block = null;
    }
    if (line.length < 4 || !mayHoldSecrets.test(line)) continue;
    const found = secretKeys(line);
    const first = found[0];
    if (first === undefined) continue;
    hiddenFrom.set(index, first.valueAt);
    for (const { valueAt, equals } of found) collect(line.slice(valueAt), equals, values);
    const last = found.at(-1) ?? first;
    block = openBlock(line, last);
  }
  return { hiddenFrom, values };
}

interface SecretKey {
  readonly keyAt: number;
  readonly valueAt: number;
  /** Written `name=value`, as in a query or a command line. */
  readonly equals: boolean;
}

function secretKeys(line: string): SecretKey[] {
  const found: SecretKey[] = [];
  for (let at = 0; at < line.length && found.length < maxKeysPerLine; at++) {
    const mark = line.charCodeAt(at);
    if (mark !== colon && mark !== equalsSign) continue;
    const name = nameBefore(line, at);
    if (name === null || !isSecretName(name.text)) continue;
    // `==` compares, and `token://` is an address.
    if (line.charCodeAt(at + 1) === equalsSign || line.startsWith('//', at + 1)) continue;
    found.push({ keyAt: name.at, valueAt: at + 1, equals: mark === equalsSign });
  }
  return found;
}

/** The name that ends at `end`, walking back over at most `maxNameLength` characters so that a long line costs little. */
function nameBefore(line: string, end: number): { text: string; at: number } | null {
  let stop = end;
  while (stop > 0 && line.charAt(stop - 1) === ' ') stop--;
  const quoted = /["'`]/.test(line.charAt(stop - 1));
  if (quoted) stop--;
  let start = stop;
  while (start > 0 && stop - start < maxNameLength && isNamePart(line.charCodeAt(start - 1))) start--;
  const text = line.slice(start, stop);
  const lead = /^[\s-]*/.exec(text)?.[0].length ?? 0;
  // A quoted key begins at its quote: its column is what the lines below are measured against.
  return text.length === lead ? null : { text: text.slice(lead), at: start + lead - (quoted ? 1 : 0) };
}

/** Letters, digits, `_`, `$`, `-`, `.` and blanks; every letter beyond ASCII counts as one. */
function isNamePart(code: number): boolean {
  if (code >= 97 || code === 95) return code <= 122 || code > 127;
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 32 || code === 36 || code === 45 || code === 46
  );
}

function openBlock(line: string, key: SecretKey): Block {
  const rest = line.slice(key.valueAt).trim();
  const comment = /^\s*(?:#|\/\/)/.test(line);
  const block: Block = { indent: key.keyAt, comment, bare: isBare(rest), quote: '', brackets: 0 };
  track(block, rest);
  return block;
}

/** Whether the value is still to come: nothing, an anchor, a tag, a block mark. */
function isBare(rest: string): boolean {
  return /^(?:[&!][^\s]*\s*)*(?:[|>][-+\d]*)?\s*(?:#.*)?$/.test(rest);
}

function belongs(block: Block, line: string): boolean {
  if (line.trim() === '') return true;
  const content = line.replace(/^\s*#+/, (mark) => ' '.repeat(mark.length));
  const isComment = /^\s*#/.test(line);
  if (block.comment && !isComment) return false;
  const indent = content.length - content.trimStart().length;
  if (indent > block.indent) return true;
  // A bracket or quote that is still open goes on, until a line that is plainly a key of the map around it.
  if (block.brackets > 0 || block.quote !== '') return !/^\s*(?:- )?[\w.-]+\s*:(?:\s|$)/.test(content);
  // A list may stand at the indentation of its key, and a JSON value on the line below it.
  if (block.bare && indent === block.indent && /^\s*(?:- |-$|["'[{])/.test(content))
    return !/^\s*["'][^"']*["']\s*:/.test(content);
  return false;
}

function hideContent(
  line: string,
  index: number,
  hiddenFrom: Map<number, number>,
  values: string[],
  block: Block,
): void {
  const lead = /^[\s#]*(?:- +)*/.exec(line)?.[0].length ?? 0;
  const inner = /^["']?[\w$ .-]{1,64}["']?\s*:(?=\s|$)/.exec(line.slice(lead))?.[0].length ?? 0;
  hiddenFrom.set(index, lead + inner);
  collect(line.slice(lead + inner), false, values);
  track(block, line.slice(lead + inner));
  if (block.bare && line.trim() !== '') block.bare = /^\s*#?\s*-/.test(line);
}

/** Keeps count of quotes and brackets that go on to the next line. */
function track(block: Block, text: string): void {
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (block.quote !== '') {
      if (char === '\\' && block.quote === '"') at++;
      else if (char === block.quote) block.quote = '';
    } else if ((char === '"' || char === "'") && (at === 0 || /[\s,[{:]/.test(text.charAt(at - 1)))) block.quote = char;
    else if (char === '[' || char === '{') block.brackets++;
    else if (char === ']' || char === '}') block.brackets = Math.max(0, block.brackets - 1);
  }
}

/** Every reading of what follows a secret key: the whole, without its comment, and up to each flow mark. */
function collect(rest: string, equals: boolean, values: string[]): void {
  const whole = rest.trim();
  if (whole === '' || /^[|>][-+\d]*$/.test(whole)) return;
  if (equals) {
    add(
      /^\s*(?:"([^"]*)|'([^']*)|([^\s&"',;)\]}]*))/
        .exec(rest)
        ?.slice(1)
        .find((part) => part !== undefined) ?? '',
      values,
    );
    return;
  }
  const bare = whole.replace(/^(?:[&!][\w./:-]*\s+)+/, '');
  const quoted = /^"((?:[^"\\]|\\.)*)"?|^'((?:[^']|'')*)'?/.exec(bare);
  if (quoted !== null) add(quoted[1] ?? quoted[2]?.replaceAll("''", "'") ?? '', values);
  else {
    add(bare.replace(/\s+#.*$/, ''), values);
    if (/[,\]}[{]/.test(bare) && !/^\$\{[^{}]*\}$/.test(bare)) {
      // At most the first 1,000 parts of a line: a longer list is hidden in frames all the same.
      for (const part of bare.replace(/^[[{]+/, '').split(/[,\]}]/, 1000))
        add(part.replace(/^[^:]{1,64}:\s/, ''), values);
    }
  }
  const scheme = /^["']?(?:bearer|basic|token|digest|apikey|negotiate)\s+([^\s"']+)/i.exec(bare);
  if (scheme?.[1] !== undefined) add(scheme[1], values);
}

function add(text: string, values: string[]): void {
  const value = text
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^["']|["'],?$/g, '');
  if (value !== '') values.push(value);
}
