import { isSecretName } from '../../../shared/secret-names.ts';
import type { MapNode, OutlineNode } from './outline.ts';
import { resolved } from './outline.ts';
import { Refusal } from './refusal.ts';
import { maxDocumentDepth, maxExpandedNodes } from './types.ts';

interface Extent {
  readonly nodes: number;
  readonly depth: number;
}

/**
 * Refuses what is well written but must not become a value: keys that are one key (also by case), `__proto__`, and
 * aliases that stand for too much. Throws `Refusal`. Returns whether there are aliases, so the value has shared parts.
 */
export function guardOutline(root: OutlineNode): { hasAlias: boolean } {
  const extents = new Map<OutlineNode, Extent>();
  const first: { alias: number } = { alias: -1 };
  checkKeys(root, false, first);
  if (first.alias < 0) return { hasAlias: false };
  const { nodes, depth } = measure(root, extents);
  if (nodes > maxExpandedNodes) {
    const count = Number.isFinite(nodes) && nodes < 1e9 ? nodes.toLocaleString('en') : 'more than a billion';
    const message = `Written out, the aliases of this file make ${count} values; at most ${maxExpandedNodes.toLocaleString('en')} are allowed.`;
    throw new Refusal(
      'ALIAS_LIMIT',
      first.alias,
      message,
      'Use fewer aliases (*), or repeat less inside what they repeat.',
    );
  }
  if (depth > maxDocumentDepth) {
    const message = `Written out, the aliases of this file nest deeper than ${maxDocumentDepth} levels.`;
    throw new Refusal('TOO_DEEP', first.alias, message, 'Flatten what the aliases repeat.');
  }
  return { hasAlias: true };
}

function checkKeys(node: OutlineNode, secret: boolean, first: { alias: number }): void {
  if (node.kind === 'alias') {
    if (first.alias < 0) first.alias = node.start;
    return;
  }
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) checkKeys(item, secret, first);
    return;
  }
  checkMap(node, secret);
  for (const entry of node.entries) checkKeys(entry.value, secret || isSecretName(entry.key), first);
}

function checkMap(map: MapNode, secret: boolean): void {
  const seen = new Map<string, { key: string; keyStart: number }>();
  for (const { key, keyStart, special } of map.entries) {
    if (special === 'complex') {
      const hint =
        'Use a text as the key. A value that begins with { or [, such as {{ name }}, needs quotes if it is text.';
      throw new Refusal('SYNTAX', keyStart, 'A list or map is used as a key.', hint);
    }
    if (special !== null) continue;
    if (key === '__proto__') {
      throw new Refusal(
        'UNSAFE_KEY',
        keyStart,
        'The key `__proto__` is not allowed.',
        'Rename the key: this name would change how every object behaves.',
      );
    }
    const folded = key.toLowerCase();
    const before = seen.get(folded);
    if (before !== undefined) throw duplicate(before, { key, keyStart }, secret);
    seen.set(folded, { key, keyStart });
  }
}

function duplicate(
  before: { key: string; keyStart: number },
  now: { key: string; keyStart: number },
  secret: boolean,
): Refusal {
  const name = secret ? 'A key' : `The key \`${shorten(now.key)}\``;
  const message =
    before.key === now.key
      ? `${name} stands twice in one map: first on line {line}, again here.`
      : `${name} differs only in case from ${secret ? 'the one' : `\`${shorten(before.key)}\``} on line {line}; keys are read without regard to case.`;
  return new Refusal(
    'DUPLICATE_KEY',
    now.keyStart,
    message,
    'Keep one of the two lines and remove the other.',
    before.keyStart,
  );
}

function measure(node: OutlineNode, extents: Map<OutlineNode, Extent>): Extent {
  if (node.kind === 'scalar') return { nodes: 1, depth: 0 };
  const known = extents.get(node);
  if (known !== undefined) return known;
  let extent: Extent;
  if (node.kind === 'alias') extent = measure(resolved(node), extents);
  else {
    let nodes = 1;
    let depth = 0;
    const children = node.kind === 'list' ? node.items : node.entries.map((entry) => entry.value);
    for (const part of children) {
      const inner = measure(part, extents);
      nodes += inner.nodes;
      depth = Math.max(depth, inner.depth);
    }
    extent = { nodes, depth: depth + 1 };
  }
  extents.set(node, extent);
  return extent;
}

function shorten(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}
