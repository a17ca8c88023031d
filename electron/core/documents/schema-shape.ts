import { z } from 'zod';
import type { FieldPath } from './types.ts';

/** What a field schema may carry in its `.meta()`: other spellings of its key, and a value to show as an example. */
export interface FieldMeta {
  readonly aliases?: readonly string[];
  readonly example?: string;
}

/** A zod schema of any type. */
export type AnySchema = z.core.$ZodType;

/**
 * The object, array, record or scalar schema that decides over `value`, with optional, default, transform and the like
 * taken off; of a union the option that fits the value's outer form.
 */
export function innermost(schema: AnySchema, value: unknown): AnySchema {
  let at = schema;
  for (;;) {
    if (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault) at = at.def.innerType;
    else if (
      at instanceof z.ZodPrefault ||
      at instanceof z.ZodReadonly ||
      at instanceof z.ZodCatch ||
      at instanceof z.ZodNonOptional
    )
      at = at.def.innerType;
    // A pipe that begins with a function is a `preprocess`: what follows it is the form of the input.
    else if (at instanceof z.ZodPipe) at = at.def.in instanceof z.ZodTransform ? at.def.out : at.def.in;
    else if (at instanceof z.ZodLazy) at = at.def.getter();
    else if (at instanceof z.ZodUnion)
      at = at.def.options.find((option) => fits(innermost(option, value), value)) ?? at.def.options[0] ?? z.unknown();
    else return at;
  }
}

/** Keys of an object schema with their field schemas; null for every other schema. */
export function fieldsOf(schema: AnySchema): Readonly<Record<string, AnySchema>> | null {
  return schema instanceof z.ZodObject ? schema.def.shape : null;
}

/** Schema of the items of a list schema; null for every other schema. */
export function itemsOf(schema: AnySchema): AnySchema | null {
  return schema instanceof z.ZodArray ? schema.def.element : null;
}

/** Schema of the values of a map with free keys; null for every other schema. */
export function valuesOf(schema: AnySchema): AnySchema | null {
  return schema instanceof z.ZodRecord ? schema.def.valueType : null;
}

/** Aliases and example of a field, wherever between its wrappers they were given. */
export function metaOf(schema: AnySchema): FieldMeta {
  const meta: object = z.globalRegistry.get(schema) ?? {};
  const inner =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
      ? metaOf(schema.def.innerType)
      : {};
  return { ...inner, ...meta };
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

function fits(schema: AnySchema, value: unknown): boolean {
  if (Array.isArray(value)) return schema instanceof z.ZodArray || schema instanceof z.ZodTuple;
  if (isMap(value)) return schema instanceof z.ZodObject || schema instanceof z.ZodRecord;
  if (schema instanceof z.ZodNumber) return typeof value === 'number';
  if (schema instanceof z.ZodBoolean) return typeof value === 'boolean';
  return !(schema instanceof z.ZodArray || schema instanceof z.ZodObject || schema instanceof z.ZodRecord);
}
