import { type AnySchema, fieldsOf, innermost, isMap, itemsOf, metaOf, valuesOf } from '../../documents/schema-shape.ts';
import type { FieldPath } from '../../documents/types.ts';

/** A key of the file that nothing reads, with what could have been meant. */
export interface UnreadKey {
  /** Path in the file. */
  readonly path: FieldPath;
  readonly key: string;
  /** Keys that are known at this place. */
  readonly known: readonly string[];
  /** The canonical key that is read instead, when two spellings of it stand in the file. */
  readonly instead: string | null;
}

/** A value whose keys have their canonical spelling, and the way back to the file. */
export interface Canonical {
  readonly value: unknown;
  readonly unread: readonly UnreadKey[];
  /** Path in the file of a path in `value`. */
  readonly sourceOf: (path: FieldPath) => FieldPath;
}

interface Origin {
  readonly path: FieldPath;
  readonly keys: ReadonlyMap<string, string>;
}

interface Walk {
  readonly unread: UnreadKey[];
  readonly origins: Map<unknown, Origin>;
  readonly moved: ReadonlyMap<object, FieldPath>;
}

/**
 * Gives every key that the schema knows its canonical spelling: case does not count, aliases are replaced. Unknown keys
 * stay. A known key without value (`key:`) is left out, which is what it means.
 *
 * @param root path in the file of `value` itself
 * @param moved objects of `value` that stand elsewhere in the file
 */
export function canonicalKeys(
  schema: AnySchema,
  value: unknown,
  root: FieldPath,
  moved: ReadonlyMap<object, FieldPath>,
): Canonical {
  const walk: Walk = { unread: [], origins: new Map(), moved };
  const result = rename(schema, value, root, walk);
  return { value: result, unread: walk.unread, sourceOf: (path) => trace(result, path, root, walk.origins) };
}

function rename(schema: AnySchema, value: unknown, at: FieldPath, walk: Walk): unknown {
  const inner = innermost(schema, value);
  if (Array.isArray(value)) {
    const items = itemsOf(inner);
    const list =
      items === null ? value : value.map((item: unknown, index) => rename(items, item, [...at, index], walk));
    walk.origins.set(list, { path: at, keys: new Map() });
    return list;
  }
  if (!isMap(value)) return value;
  const path = walk.moved.get(value) ?? at;
  const fields = fieldsOf(inner);
  if (fields !== null) return renameFields(fields, value, path, walk);
  const values = valuesOf(inner);
  const map =
    values === null
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, part]) => [key, rename(values, part, [...path, key], walk)]),
        );
  walk.origins.set(map, { path, keys: new Map() });
  return map;
}

function renameFields(
  fields: Readonly<Record<string, AnySchema>>,
  value: Record<string, unknown>,
  path: FieldPath,
  walk: Walk,
): Record<string, unknown> {
  const { names, known } = spellings(fields);
  const result: Record<string, unknown> = {};
  const keys = new Map<string, string>();
  for (const [key, part] of Object.entries(value)) {
    const canonical = names.get(key.toLowerCase());
    const field = canonical === undefined ? undefined : fields[canonical];
    if (canonical === undefined || field === undefined) {
      walk.unread.push({ path: [...path, key], key, known, instead: null });
      result[key] = part;
    } else if (Object.hasOwn(result, canonical)) {
      walk.unread.push({ path: [...path, key], key, known, instead: keys.get(canonical) ?? canonical });
    } else if (part !== null) {
      keys.set(canonical, key);
      result[canonical] = rename(field, part, [...path, key], walk);
    }
  }
  walk.origins.set(result, { path, keys });
  return result;
}

interface Spellings {
  readonly names: ReadonlyMap<string, string>;
  readonly known: readonly string[];
}

/** Made once for each object schema: a schema lives as long as the program. */
const spellingsOf = new WeakMap<object, Spellings>();

function spellings(fields: Readonly<Record<string, AnySchema>>): Spellings {
  const made = spellingsOf.get(fields);
  if (made !== undefined) return made;
  const names = new Map<string, string>();
  const known: string[] = [];
  for (const [canonical, field] of Object.entries(fields)) {
    for (const alias of metaOf(field).aliases ?? []) {
      names.set(alias.toLowerCase(), canonical);
      known.push(alias);
    }
  }
  for (const canonical of Object.keys(fields)) names.set(canonical.toLowerCase(), canonical);
  const result = { names, known: [...Object.keys(fields), ...known] };
  spellingsOf.set(fields, result);
  return result;
}

function trace(value: unknown, path: FieldPath, root: FieldPath, origins: ReadonlyMap<unknown, Origin>): FieldPath {
  let at = value;
  let source = root;
  for (const segment of path) {
    const origin = origins.get(at);
    source = [...(origin?.path ?? source), origin?.keys.get(String(segment)) ?? segment];
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[segment] : undefined;
  }
  return origins.get(at)?.path ?? source;
}
