import type { syntaxTree } from '@codemirror/language';
import type { Line, Text } from '@codemirror/state';
import { flowPlace } from './flow-place.ts';
import type { TypingPlace } from './place.ts';

type Tree = ReturnType<typeof syntaxTree>;
type Node = Tree['topNode'];

/** A map or list in block style, by the column its keys or dashes stand at. */
interface Block {
  readonly node: Node;
  readonly isMap: boolean;
  readonly column: number;
}

/** What stands on a line before a position: columns of its dashes, then a key, or the value behind one. */
const LINE = /^(\s*)((?:-\s+)*)(.*)$/;
const KEYED = /^("[^"]*"|'[^']*'|[^\s"'#&*!|>%@`{[\]},-][^#]*?|-[^\s#][^#]*?)\s*:\s+(.*)$/;
/** The key of a whole line. */
const KEY = /^("[^"]*"|'[^']*'|[^\s"'#][^#]*?)\s*:(?:\s|$)/;
/** A value or key that begins like this is no plain word. */
const SPECIAL = /^[|>&*!%@`#?]/;

/**
 * Where `at` stands in a YAML text, by its syntax tree. The line that is being typed may be broken: its place follows
 * from its column and from what the lines before it have opened. Null in comments and block texts.
 */
export function yamlPlace(tree: Tree, doc: Text, at: number): TypingPlace | null {
  const inner = tree.resolveInner(at, -1);
  if (ancestors(inner).some(({ name }) => name === 'Comment' || name === 'BlockLiteralContent')) return null;
  const flow = ancestors(inner).findLast((node) => node.name.startsWith('Flow') && node.from < at);
  if (flow && !isClosedBefore(flow, doc, at)) {
    const place = flowPlace(doc.sliceString(0, Math.min(doc.length, flow.to)), flow.from, at);
    return place && { ...place, path: [...pathOf(flow, doc), ...place.path] };
  }
  return blockPlace(tree, doc, at);
}

function blockPlace(tree: Tree, doc: Text, at: number): TypingPlace | null {
  const line = doc.lineAt(at);
  const { indent, dashes, rest, column } = partsOf(line.text.slice(0, at - line.from));
  const dashColumns = [...dashes.matchAll(/-/g)].map((match) => indent.length + match.index);
  const path = climb(blocksBefore(tree, doc, line), dashColumns, column, line.from, doc);
  const keyed = KEYED.exec(rest);
  if (keyed) {
    const [, key = '', value = ''] = keyed;
    if (SPECIAL.test(value)) return null;
    const quoted = /^["']/.test(value) ? 1 : 0;
    return { path: [...path, unquoted(key)], sort: 'value', from: at - value.length + quoted, present: [] };
  }
  if (/[:#]/.test(rest) || SPECIAL.test(rest) || rest === '-') return null;
  const isItem = dashes !== '';
  const present = [...(isItem ? [] : keysBeside(doc, line, column, -1)), ...keysBeside(doc, line, column, 1)];
  return { path, sort: isItem ? 'either' : 'key', from: at - rest.length, present };
}

/** Follows the blocks that are open before a line down to the map or item that the line belongs to. */
function climb(
  blocks: readonly Block[],
  dashColumns: readonly number[],
  column: number,
  before: number,
  doc: Text,
): readonly string[] {
  const path: string[] = [];
  let open = [...blocks];
  for (const [target, isDash] of [...dashColumns.map((one) => [one, true] as const), [column, false] as const]) {
    for (let block = open[0]; block !== undefined; block = open[0]) {
      // The dashes of a list may stand right below its key.
      const isAbove = block.column < target || (block.isMap && isDash && block.column === target);
      if (!isAbove) break;
      path.push(block.isMap ? keyBefore(block.node, before, doc) : '*');
      open = open.slice(1);
    }
    if (!isDash) break;
    // A dash begins a new item: nothing that was open goes on in it.
    path.push('*');
    open = [];
  }
  return path;
}

/** Block maps and lists that hold the last line with content before a line, outermost first. */
function blocksBefore(tree: Tree, doc: Text, line: Line): Block[] {
  for (let number = line.number - 1; number > 0; number -= 1) {
    const above = doc.line(number);
    const text = withoutComment(above.text);
    if (text === '') continue;
    return ancestors(tree.resolveInner(above.from + text.length, -1))
      .flatMap((node): Block[] => {
        const isMap = node.name === 'BlockMapping';
        const first = isMap ? node.getChild('Pair') : node.name === 'BlockSequence' ? node.getChild('-') : null;
        return first ? [{ node, isMap, column: first.from - doc.lineAt(first.from).from }] : [];
      })
      .reverse();
  }
  return [];
}

/** Lines that are looked at for the other keys of a map. */
const MOST_LINES = 2_000;

/**
 * Keys in the same column above or below a line, up to where their map begins or ends. They are read from the lines and
 * not from the tree: one line that is half typed may have taken the tree apart.
 */
function keysBeside(doc: Text, line: Line, column: number, step: 1 | -1): string[] {
  const found: string[] = [];
  for (let number = line.number + step; Math.abs(number - line.number) <= MOST_LINES; number += step) {
    if (number < 1 || number > doc.lines) break;
    const text = withoutComment(doc.line(number).text);
    if (text === '') continue;
    const parts = partsOf(text);
    const beginsItem = parts.dashes !== '' && parts.indent.length < column;
    if (parts.indent.length < column && !(beginsItem && step === -1)) break;
    const key = parts.column === column ? KEY.exec(parts.rest)?.[1] : undefined;
    if (key !== undefined) found.push(unquoted(key.trim()));
    if (beginsItem) break;
  }
  return found;
}

/** A line taken apart; `column` is where what follows its indentation and dashes begins. */
function partsOf(text: string) {
  const [, indent = '', dashes = '', rest = ''] = LINE.exec(text) ?? [];
  return { indent, dashes, rest, column: indent.length + dashes.length };
}

function withoutComment(text: string): string {
  return text.replace(/(^|\s)#[^"']*$/, '').trimEnd();
}

function keyBefore(map: Node, before: number, doc: Text): string {
  const pair = map.getChildren('Pair').findLast((one) => one.from < before);
  return pair ? keyOfPair(pair, doc) : '';
}

/** Keys from the root down to the value that a node is. */
function pathOf(node: Node, doc: Text): string[] {
  return ancestors(node)
    .slice(1)
    .flatMap((above) => (above.name === 'Item' ? ['*'] : above.name === 'Pair' ? [keyOfPair(above, doc)] : []))
    .reverse();
}

function keyOfPair(pair: Node, doc: Text): string {
  const key = pair.getChild('Key');
  return key ? unquoted(doc.sliceString(key.from, key.to).trim()) : '';
}

function isClosedBefore(flow: Node, doc: Text, at: number): boolean {
  return flow.to <= at && /[}\]]/.test(doc.sliceString(flow.to - 1, flow.to));
}

/** A node and what holds it, innermost first. */
function ancestors(node: Node): Node[] {
  const found: Node[] = [];
  for (let one: Node | null = node; one !== null; one = one.parent) found.push(one);
  return found;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
