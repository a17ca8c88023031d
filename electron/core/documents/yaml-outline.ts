import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent, type Schema } from 'js-yaml';
import type { AliasNode, ListNode, MapNode, OutlineNode, ScalarNode } from './outline.ts';
import { Refusal } from './refusal.ts';

/** Start of a node that is not written at all, as the value of `key:`. */
const unwritten = -1;

interface Reader {
  readonly text: string;
  readonly events: readonly Event[];
  readonly schema: Schema;
  readonly anchors: Map<string, OutlineNode>;
  readonly open: Set<OutlineNode>;
  at: number;
}

/**
 * The outline of the first document of an event stream, from js-yaml's own offsets, so that places and values can never
 * disagree. Throws `Refusal` for an alias without anchor and for one that contains itself.
 */
export function yamlOutline(text: string, events: readonly Event[], schema: Schema): OutlineNode {
  // The first event opens the document.
  return readNode({ text, events, schema, anchors: new Map(), open: new Set(), at: 1 });
}

/** Offset where the second document begins: its `---` line when it has one. Null when there is only one document. */
export function secondDocument(text: string, events: readonly Event[]): number | null {
  const documents = events.flatMap((event, index) => (event.type === EVENT_ID.DOCUMENT ? [index] : []));
  const second = documents[1];
  if (second === undefined) return null;
  const first = events[second + 1];
  const content = first === undefined ? unwritten : eventStart(first);
  const before = content === unwritten ? text : text.slice(0, content);
  let marker = unwritten;
  for (const match of before.matchAll(/^---(?=\s|$)/gm)) marker = match.index;
  if (marker !== unwritten) return marker;
  return content === unwritten ? text.length : content;
}

function readNode(reader: Reader): OutlineNode {
  const event = reader.events[reader.at++];
  if (event?.type === EVENT_ID.SCALAR) return remember(reader, event, scalar(reader, event));
  if (event?.type === EVENT_ID.ALIAS) return alias(reader, event.anchorStart, event.anchorEnd);
  if (event?.type === EVENT_ID.SEQUENCE) {
    const list: ListNode = { kind: 'list', start: event.start, items: [] };
    remember(reader, event, list);
    reader.open.add(list);
    while (!closes(reader)) list.items.push(readNode(reader));
    reader.open.delete(list);
    return list;
  }
  if (event?.type === EVENT_ID.MAPPING) {
    const map: MapNode = { kind: 'map', start: event.start, entries: [] };
    remember(reader, event, map);
    reader.open.add(map);
    while (!closes(reader)) map.entries.push(entry(reader));
    reader.open.delete(map);
    return map;
  }
  throw new Refusal(
    'SYNTAX',
    reader.text.length,
    'The document ends too early.',
    'Complete the last value, or remove it.',
  );
}

function closes(reader: Reader): boolean {
  const event = reader.events[reader.at];
  if (event !== undefined && event.type !== EVENT_ID.POP) return false;
  reader.at++;
  return true;
}

function entry(reader: Reader): MapNode['entries'][number] {
  const event = reader.events[reader.at];
  const keyNode = readNode(reader);
  const value = readNode(reader);
  const key = keyNode.kind === 'alias' ? keyNode.target : keyNode;
  const keyStart = keyNode.start < 0 ? Math.max(0, value.start) : keyNode.start;
  if (key.kind !== 'scalar') return { key: '', keyStart, special: 'complex', value };
  const plain = event?.type === EVENT_ID.SCALAR && key.plain;
  if (plain && key.text === '<<') return { key: '<<', keyStart, special: 'merge', value };
  // `1.0: x` and `1: x` become the same key; what is not a plain word is resolved as the parser will.
  const resolves = plain && !/^[A-Za-z_][\w-]*$/.test(key.text);
  const isWordValue = plain && /^(?:true|false|null|~)?$/i.test(key.text);
  const name = resolves || isWordValue ? String(reader.schema.resolveImplicitScalarTag(key.text).value) : key.text;
  return { key: name, keyStart, special: null, value };
}

function scalar(reader: Reader, event: ScalarEvent): ScalarNode {
  const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
  return { kind: 'scalar', start: scalarStart(reader.text, event), text: getScalarValue(reader.text, event), plain };
}

function alias(reader: Reader, start: number, end: number): AliasNode {
  const target = reader.anchors.get(reader.text.slice(start, end));
  if (target === undefined) {
    const hint = 'Define the anchor with & above this line, or put the value in quotes if it really begins with *.';
    throw new Refusal('SYNTAX', start - 1, 'An alias (*) names an anchor that is not defined above it.', hint);
  }
  if (reader.open.has(target)) {
    const hint = 'Write out what is meant: a value cannot contain itself.';
    throw new Refusal(
      'ALIAS_LIMIT',
      start - 1,
      'An alias (*) stands inside the very value that it repeats, so the value has no end.',
      hint,
    );
  }
  return { kind: 'alias', start: start - 1, target };
}

function remember(reader: Reader, event: { anchorStart: number; anchorEnd: number }, node: OutlineNode): OutlineNode {
  if (event.anchorStart >= 0) reader.anchors.set(reader.text.slice(event.anchorStart, event.anchorEnd), node);
  return node;
}

function scalarStart(text: string, event: ScalarEvent): number {
  if (event.valueStart < 0) return unwritten;
  if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED)
    return event.valueStart - 1;
  // A block scalar begins at its mark, one line above its text.
  const mark = event.style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>';
  const at = text.lastIndexOf(mark, Math.max(0, event.valueStart - 1));
  return at < 0 ? event.valueStart : at;
}

function eventStart(event: Event): number {
  if ('tagStart' in event && event.tagStart >= 0) return event.tagStart;
  if ('anchorStart' in event && event.anchorStart >= 0) return event.anchorStart;
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  return 'start' in event ? event.start : unwritten;
}
