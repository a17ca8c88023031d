import { CORE_SCHEMA, constructFromEvents, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import { guardOutline } from './guards.ts';
import { jsonOutline } from './json-outline.ts';
import type { OutlineNode } from './outline.ts';
import { Refusal } from './refusal.ts';
import { syntaxRefusal } from './syntax-words.ts';
import { type DocumentFormat, maxDocumentDepth } from './types.ts';
import { secondDocument, yamlOutline } from './yaml-outline.ts';

/** YAML 1.2 core types plus merge keys, which js-yaml leaves out unless asked. */
const schema = CORE_SCHEMA.withTags(mergeTag);

/** A text that was read: its value, with no part shared, and where everything stands. */
export interface ReadText {
  readonly value: unknown;
  readonly outline: OutlineNode;
}

/** Reads one document. Throws `Refusal`, and nothing else, for every text that cannot be used. */
export function readText(text: string, format: DocumentFormat): ReadText {
  return format === 'json' ? readJson(text) : readYaml(text);
}

/** `.json` is JSON, everything else is YAML. */
export function formatOf(path: string): DocumentFormat {
  return /\.json$/i.test(path) ? 'json' : 'yaml';
}

function readJson(text: string): ReadText {
  if (text.trim() === '') throw empty('json');
  const outline = jsonOutline(text);
  guardOutline(outline);
  return { value: JSON.parse(text), outline };
}

function readYaml(text: string): ReadText {
  try {
    // js-yaml counts a value inside the innermost list or map as one level more.
    const events = parseEvents(text, { maxDepth: maxDocumentDepth + 1 });
    if (events.length === 0) throw empty('yaml');
    const second = secondDocument(text, events);
    if (second !== null) {
      const message = 'The file holds several YAML documents; a second one begins here.';
      throw new Refusal(
        'MULTI_DOCUMENT',
        second,
        message,
        'Keep one document per file: move what follows --- into a file of its own.',
      );
    }
    const outline = yamlOutline(text, events, schema);
    if (outline.kind === 'scalar' && outline.start < 0) throw empty('yaml');
    const { hasAlias } = guardOutline(outline);
    const value = constructFromEvents(events, { source: text, schema })[0];
    return { value: hasAlias ? writtenOut(value) : value, outline };
  } catch (error) {
    if (error instanceof YAMLException) throw syntaxRefusal(text, error.reason, error.mark?.position ?? 0);
    throw error;
  }
}

function empty(format: DocumentFormat): Refusal {
  const message = format === 'json' ? 'The file is empty.' : 'The file is empty, or holds nothing but comments.';
  return new Refusal('EMPTY', 0, message, 'Write the definition, or delete the file.');
}

/** Copies what aliases share, so that a change to one place never shows in another. Bounded by the guard before. */
function writtenOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writtenOut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, writtenOut(part)]));
}
