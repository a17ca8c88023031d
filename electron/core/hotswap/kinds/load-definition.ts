import { setImmediate } from 'node:timers/promises';
import type { Parser } from '../../documents/parser.ts';
import { schemaFault } from '../../documents/schema-fault.ts';
import { isMap } from '../../documents/schema-shape.ts';
import type {
  DocWarning,
  FieldPath,
  FileFault,
  ParseItem,
  ParseOutcome,
  Place,
  PlaceOf,
} from '../../documents/types.ts';
import type { FieldAt } from '../loader.ts';
import type { Alias } from '../types.ts';
import { type Canonical, canonicalKeys, type UnreadKey } from './canonical-keys.ts';
import { closest } from './closest.ts';
import { inspectDefinition } from './inspect-definition.ts';
import type { Kind } from './kind.ts';

/** A file and the kind it belongs to. The item's path is relative to the workspace root, with `/`. */
export interface DefinitionItem {
  readonly kind: Kind;
  readonly item: ParseItem;
}

/** How long the steps took, in milliseconds. */
export interface LoadTimings {
  readonly parseMs: number;
  readonly validateMs: number;
}

/** A definition that can be served, or why not and in which phase. `secrets` are literal values for the masker. */
export type LoadResult =
  | {
      readonly ok: true;
      /** Canonical keys, defaults filled in; a tree that shares nothing. */
      readonly value: Record<string, unknown>;
      readonly warnings: readonly DocWarning[];
      /** What the definition calls itself, as far as that is written in the file. */
      readonly aliases: readonly Alias[];
      readonly timings: LoadTimings;
      readonly secrets: readonly string[];
    }
  | {
      readonly ok: false;
      readonly fault: FileFault;
      readonly phase: 'read' | 'parse' | 'validate';
      readonly warnings: readonly DocWarning[];
      readonly timings: LoadTimings;
      readonly secrets: readonly string[];
    };

/** More unknown keys than this say nothing new. */
const maxUnread = 50;

/** Reads one definition: parse, canonical keys, check, defaults. Rejects only when the parser is closed or cannot start. */
export async function loadDefinition(kind: Kind, item: ParseItem, parser: Parser): Promise<LoadResult> {
  const [outcome] = await parser.parse([item]);
  if (outcome === undefined) throw new Error('The parser gave no answer.');
  return check(kind, item, outcome, parser);
}

/** Definitions checked in one go: a few milliseconds of the main thread, so that a burst of thousands never holds it up. */
const chunkItems = 100;

/** Reads many definitions in few hops to the parser thread; results come in the order of the items. */
export async function loadDefinitions(items: readonly DefinitionItem[], parser: Parser): Promise<LoadResult[]> {
  const chunks: (readonly DefinitionItem[])[] = [];
  for (let from = 0; from < items.length; from += chunkItems) chunks.push(items.slice(from, from + chunkItems));
  const results = await Promise.all(chunks.map((chunk) => loadChunk(chunk, parser)));
  return results.flat();
}

async function loadChunk(items: readonly DefinitionItem[], parser: Parser): Promise<LoadResult[]> {
  const outcomes = await parser.parse(items.map(({ item }) => item));
  // A message port hands over answer after answer without a break; the rest of the program gets its turn here.
  await setImmediate();
  return Promise.all(
    items.map(({ kind, item }, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error('The parser gave no answer.');
      return check(kind, item, outcome, parser);
    }),
  );
}

async function check(kind: Kind, item: ParseItem, outcome: ParseOutcome, parser: Parser): Promise<LoadResult> {
  const { secrets, parseMs } = outcome;
  if (!outcome.ok) {
    const phase = outcome.error.code === 'TOO_BIG' || outcome.error.code === 'UNREADABLE' ? 'read' : 'parse';
    return { ok: false, fault: outcome.error, phase, warnings: [], timings: { parseMs, validateMs: 0 }, secrets };
  }
  const began = performance.now();
  const { schema, canonical } = prepare(kind, outcome.value);
  const checked = schema.safeParse(canonical.value);
  const value = checked.success ? (kind.finish?.(checked.data, item.path) ?? checked.data) : null;
  const timings = { parseMs, validateMs: performance.now() - began };
  if (value === null) {
    const fault = await schemaFault(
      parser,
      item,
      checked.error?.issues ?? [],
      { value: canonical.value, schema },
      { sourceOf: canonical.sourceOf, secrets },
    );
    return { ok: false, fault, phase: 'validate', warnings: outcome.warnings, timings, secrets };
  }
  const unread = await unreadWarnings(canonical.unread, item, parser);
  const looked = await inspectDefinition(kind, value, { item, sourceOf: canonical.sourceOf, parser });
  const known = [...secrets, ...looked.secrets];
  if (looked.fault !== null)
    return { ok: false, fault: looked.fault, phase: 'validate', warnings: outcome.warnings, timings, secrets: known };
  const { bothReadings } = kind;
  const read = outcome.warnings.filter(({ code, path }) => code !== 'YAML11' || bothReadings?.(path) !== true);
  const warnings = [...read, ...unread, ...looked.warnings].sort(
    (one, other) => one.line - other.line || one.column - other.column,
  );
  return { ok: true, value, warnings, aliases: aliasesOf(kind, value, canonical.value), timings, secrets: known };
}

/** Names that are written in the file; a name that was filled in from the file's own is none. */
function aliasesOf(kind: Kind, value: Record<string, unknown>, written: unknown): Alias[] {
  const found = new Map<string, FieldPath>();
  for (const key of ['id', 'name']) {
    const name = value[key];
    if (isMap(written) && Object.hasOwn(written, key) && typeof name === 'string' && name !== '' && !found.has(name))
      found.set(name, [key]);
  }
  const own = kind.idOf(value);
  const isWritten = isMap(written) && Object.values(written).includes(own);
  if (own !== undefined && own !== '' && isWritten && !found.has(own)) found.set(own, []);
  return [...found].map(([name, field]) => ({ name, field }));
}

/** Where fields of a definition's file stand; null for each that cannot be told, and for all of a file that is broken. */
export async function locateFields(
  kind: Kind,
  item: ParseItem,
  fields: readonly FieldAt[],
  parser: Parser,
): Promise<(Place | null)[]> {
  const sourceOf = fields.some(({ keys }) => keys === 'canonical') ? await sourceFinder(kind, item, parser) : null;
  const paths = fields.map(({ path, keys }) => (keys === 'canonical' && sourceOf ? sourceOf(path) : path));
  const places = new Map<PlaceOf, (Place | null)[]>();
  for (const of of new Set(fields.map((field) => field.of))) places.set(of, await parser.locate(item, paths, of));
  return fields.map((field, index) => places.get(field.of)?.[index] ?? null);
}

async function sourceFinder(kind: Kind, item: ParseItem, parser: Parser): Promise<Canonical['sourceOf'] | null> {
  const [outcome] = await parser.parse([item]);
  return outcome?.ok ? prepare(kind, outcome.value).canonical.sourceOf : null;
}

/** Takes the wrapper off, brings the definition to the form of the schema and its keys to their canonical spelling. */
function prepare(kind: Kind, value: unknown): { schema: Kind['schema']; canonical: Canonical } {
  const { root, at } = unwrapped(kind, value);
  const schema = isMap(root) ? (kind.schemaOf?.(root) ?? kind.schema) : kind.schema;
  if (!isMap(root) || kind.prepare === undefined)
    return { schema, canonical: canonicalKeys(schema, root, at, new Map()) };
  const prepared = kind.prepare(root);
  const moved = new Map([...prepared.moved].map(([part, path]): [object, FieldPath] => [part, [...at, ...path]]));
  return { schema, canonical: canonicalKeys(schema, prepared.value, at, moved) };
}

function unwrapped(kind: Kind, value: unknown): { root: unknown; at: FieldPath } {
  if (kind.unwrap === undefined || !isMap(value)) return { root: value, at: [] };
  const entries = Object.entries(value);
  const wrapper = entries.find(([key]) => key.toLowerCase() === kind.unwrap);
  // A wrapper stands alone; beside other keys it is an unknown key like any other.
  return wrapper !== undefined && entries.length === 1 && isMap(wrapper[1])
    ? { root: wrapper[1], at: [wrapper[0]] }
    : { root: value, at: [] };
}

async function unreadWarnings(unread: readonly UnreadKey[], item: ParseItem, parser: Parser): Promise<DocWarning[]> {
  const shown = unread.slice(0, maxUnread);
  if (shown.length === 0) return [];
  const places = await parser.locate(
    item,
    shown.map(({ path }) => path),
    'key',
  );
  return shown.map(({ path, key, known, instead }, index) => {
    const { line, column } = places[index] ?? { line: 1, column: 1 };
    if (instead !== null)
      return {
        code: 'IGNORED',
        message: `\`${key}\` is ignored because \`${instead}\` is set too.`,
        path,
        line,
        column,
      };
    const meant = closest(key, known);
    const ending = meant === null ? '; it is kept, and nothing reads it.' : `, did you mean \`${meant}\`?`;
    return { code: 'UNKNOWN_KEY', message: `unknown key \`${key}\`${ending}`, path, line, column };
  });
}
