import { z } from 'zod';
import type { FieldPath } from './types.ts';

/** What a field schema may carry in its `.meta()`: other spellings of its key, and a value to show as an example. */
export interface FieldMeta {
  readonly aliases?: readonly string[];
  readonly example?: string;
}

/** A zod schema of any type. */
export type AnySchema = z.core.$ZodType;

type Form = 'list' | 'map' | 'number' | 'boolean' | 'other';

/** Answers of `innermost`: schemas live as long as the program, and the same few are asked for with every file. */
const innermostOf = new WeakMap<AnySchema, Map<Form, AnySchema>>();

/**
 * The object, array, record or scalar schema that decides over `value`, with optional, default, transform and the like
 * taken off; of a union the option that fits the value's outer form.
 */
export function innermost(schema: AnySchema, value: unknown): AnySchema {
  const form = formOf(value);
  let answers = innermostOf.get(schema);
  if (answers === undefined) {
    answers = new Map();
    innermostOf.set(schema, answers);
  }
  const known = answers.get(form);
  if (known !== undefined) return known;
  const found = unwrap(schema, form);
  answers.set(form, found);
  return found;
}

/** Keys of an object schema with their field schemas; null for every other schema. */
export function fieldsOf(schema: AnySchema): Readonly<Record<string, AnySchema>> | null {
  const def = defOf(schema);
  return def.type === 'object' ? def.shape : null;
}

/** Schema of the items of a list schema; null for every other schema. */
export function itemsOf(schema: AnySchema): AnySchema | null {
  const def = defOf(schema);
  return def.type === 'array' ? def.element : null;
}

/** Schema of the values of a map with free keys; null for every other schema. */
export function valuesOf(schema: AnySchema): AnySchema | null {
  const def = defOf(schema);
  return def.type === 'record' ? def.valueType : null;
}

/** Aliases and example of a field, wherever between its wrappers they were given. */
export function metaOf(schema: AnySchema): FieldMeta {
  const meta: object = z.globalRegistry.get(schema) ?? {};
  const def = defOf(schema);
  const isWrapper =
    def.type === 'optional' || def.type === 'nullable' || def.type === 'default' || def.type === 'prefault';
  return { ...(isWrapper ? metaOf(def.innerType) : {}), ...meta };
}

/** Schema of the field at `path`, as far as `value` leads there; null when the path leaves what the schema knows. */
export function schemaAt(schema: AnySchema, value: unknown, path: FieldPath): AnySchema | null {
  let at: AnySchema = schema;
  let part = value;
  for (const segment of path) {
    const inner = innermost(at, part);
    const fields = fieldsOf(inner);
    const next =
      fields === null
        ? (itemsOf(inner) ?? valuesOf(inner))
        : Object.hasOwn(fields, segment)
          ? fields[segment]
          : undefined;
    if (next === null || next === undefined) return null;
    at = next;
    part = partOf(part, segment);
  }
  return at;
}

/** The value of a field; undefined when it is not there. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(partOf, value);
}

/** Whether a value is a map: an object that is no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function partOf(value: unknown, segment: string | number): unknown {
  if (Array.isArray(value)) return value[Number(segment)];
  return isMap(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

function unwrap(schema: AnySchema, form: Form): AnySchema {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return unwrap(def.innerType, form);
    case 'pipe':
      // A pipe that begins with a function is a `preprocess`: what follows it is the form of the input.
      return unwrap(defOf(def.in).type === 'transform' ? def.out : def.in, form);
    case 'lazy':
      return unwrap(def.getter(), form);
    case 'union': {
      const options = def.options.map((option) => unwrap(option, form));
      return options.find((option) => fits(option, form)) ?? options[0] ?? schema;
    }
    default:
      return schema;
  }
}

/** Told apart by the name of their type: `instanceof` on zod's classes costs as much as the whole check of a small value. */
function defOf(schema: AnySchema): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def;
}

function formOf(value: unknown): Form {
  if (Array.isArray(value)) return 'list';
  if (isMap(value)) return 'map';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'other';
}

function fits(schema: AnySchema, form: Form): boolean {
  const { type } = defOf(schema);
  if (form === 'list') return type === 'array' || type === 'tuple';
  if (form === 'map') return type === 'object' || type === 'record';
  if (type === 'number' || type === 'boolean') return type === form;
  return type !== 'array' && type !== 'object' && type !== 'record' && type !== 'tuple';
}
