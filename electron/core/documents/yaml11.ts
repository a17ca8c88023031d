import { isSecretName } from '../../../shared/secret-names.ts';
import type { OutlineNode } from './outline.ts';
import type { FieldPath } from './types.ts';

/** A plain value that YAML 1.1 read as something else. `message` repeats the value only where its key is no secret. */
export interface OldReading {
  readonly path: FieldPath;
  readonly offset: number;
  readonly message: string;
}

/** More of them say nothing new. */
const maxReadings = 100;

/** Every value of a document that a YAML 1.1 reader takes for a boolean, an octal, binary or base-60 number, or a long integer. */
export function oldReadings(root: OutlineNode): OldReading[] {
  const found: OldReading[] = [];
  visit(root, [], false, found);
  return found;
}

function visit(node: OutlineNode, path: FieldPath, secret: boolean, found: OldReading[]): void {
  if (found.length >= maxReadings) return;
  if (node.kind === 'scalar') {
    const old = node.plain ? readIn11(node.text) : null;
    if (old !== null) found.push({ path, offset: node.start, message: describe(node.text, old, secret) });
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) visit(item, [...path, index], secret, found);
  } else if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      if (value.kind === 'scalar' && !value.plain) continue;
      visit(value, [...path, key], secret || isSecretName(key), found);
    }
  }
}

/** What YAML 1.1 made of a plain scalar, and what is made of it today; null when both agree. */
function readIn11(text: string): { was: string; is: string } | null {
  // Longest form that matters is a base-60 number.
  if (text.length < 1 || text.length > 40) return null;
  if (/^(?:y|yes|on)$/i.test(text)) return { was: 'true', is: 'the text' };
  if (/^(?:n|no|off)$/i.test(text)) return { was: 'false', is: 'the text' };
  if (!/^[-+\d]/.test(text)) return null;
  if (/^[-+]?0[0-7]+$/.test(text)) {
    const sign = text.startsWith('-') ? -1 : 1;
    return { was: `the octal number ${sign * Number.parseInt(text.replace(/^[-+]/, ''), 8)}`, is: 'the number' };
  }
  if (/^[-+]?[1-9]\d*(?::[0-5]?\d)+$/.test(text)) return { was: `the base-60 number ${base60(text)}`, is: 'the text' };
  if (/^[-+]?0b[01_]+$/.test(text)) return { was: 'a binary number', is: 'the text' };
  if (/^[-+]?[1-9][\d_]*$/.test(text) && text.includes('_'))
    return { was: `the number ${text.replaceAll('_', '')}`, is: 'the text' };
  return null;
}

function describe(text: string, { was, is }: { was: string; is: string }, secret: boolean): string {
  if (secret) return 'YAML 1.1 read this value in another way. Put it in quotes to make it certain.';
  const value = is === 'the number' ? `the number ${Number(text)}` : `the text “${text}”`;
  return `\`${text}\` is read as ${value}; YAML 1.1 read it as ${was}. Write what you mean, or put it in quotes.`;
}

function base60(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  return (
    sign *
    text
      .replace(/^[-+]/, '')
      .split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0)
  );
}
