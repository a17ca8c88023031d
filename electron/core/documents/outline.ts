import type { FieldPath, PlaceOf } from './types.ts';

/** The written structure of a document: where everything stands, before any value is made. Offsets are UTF-16 units. */
export type OutlineNode = MapNode | ListNode | ScalarNode | AliasNode;

export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  readonly entries: MapEntry[];
}

export interface MapEntry {
  /** The key as the value will have it: text, with YAML's numbers and booleans already turned to text. */
  readonly key: string;
  readonly keyStart: number;
  /** `<<` of YAML, or a key that is itself a list or map: no name of its own. */
  readonly special: 'merge' | 'complex' | null;
  readonly value: OutlineNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly start: number;
  readonly items: OutlineNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  /** Decoded text, before it is read as a number or a boolean. */
  readonly text: string;
  /** Without quotes, block marks or a tag: YAML decides by its look what it is. */
  readonly plain: boolean;
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly start: number;
  readonly target: OutlineNode;
}

/** Where a field stands; the nearest parent when the field itself does not exist. Keys match in any case. */
export function findField(root: OutlineNode, path: FieldPath, of: PlaceOf): { offset: number; exact: boolean } {
  let node = root;
  let offset = root.start;
  for (const [depth, segment] of path.entries()) {
    const found = child(node, segment);
    if (found === null) return { offset, exact: false };
    node = found.value;
    offset = of === 'key' && depth === path.length - 1 ? found.keyStart : node.start;
    // A value that is not written (`key:`) has no place of its own, its key has.
    if (node.kind === 'scalar' && node.start < 0) offset = found.keyStart;
  }
  return { offset, exact: true };
}

/** The node an alias stands for, the node itself otherwise. */
export function resolved(node: OutlineNode): MapNode | ListNode | ScalarNode {
  let at = node;
  while (at.kind === 'alias') at = at.target;
  return at;
}

function child(parent: OutlineNode, segment: string | number): { keyStart: number; value: OutlineNode } | null {
  const node = resolved(parent);
  if (node.kind === 'list') {
    const item = typeof segment === 'number' ? node.items[segment] : undefined;
    return item === undefined ? null : { keyStart: item.start, value: item };
  }
  if (node.kind === 'scalar') return null;
  const name = String(segment);
  const entry =
    node.entries.find((candidate) => candidate.key === name) ??
    node.entries.find((candidate) => sameKey(candidate.key, name));
  if (entry !== undefined) return entry;
  for (const merge of node.entries) {
    if (merge.special !== 'merge') continue;
    const source = resolved(merge.value);
    for (const part of source.kind === 'list' ? source.items : [source]) {
      const found = child(part, segment);
      if (found !== null) return found;
    }
  }
  return null;
}

function sameKey(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}
