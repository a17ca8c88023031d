import type { FormField, ScalarField } from './form-field.ts';

type Schema = Readonly<Record<string, unknown>>;
interface Spot {
  readonly path: string;
  readonly name: string;
  readonly isRequired: boolean;
}

/** Groups within groups are written as JSON below this depth. */
const GROUPS_DEEP = 1;
/** A reference to a reference and so on is followed so far. */
const REFS_DEEP = 8;

/** The fields of the properties of a JSON schema (draft 7 or 2020-12); null when it describes no object with properties. */
export function readSchema(schema: unknown): readonly FormField[] | null {
  const root = asSchema(schema);
  return root === null ? null : fieldsOf(root, root, '', 0);
}

function fieldsOf(root: Schema, written: Schema, path: string, depth: number): readonly FormField[] | null {
  const schema = resolved(root, written);
  const properties = asSchema(schema['properties']);
  if (properties === null) return typeOf(schema) === 'object' ? [] : null;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, property]) => {
    const spot = { path: path === '' ? name : `${path}.${name}`, name, isRequired: required.includes(name) };
    return fieldOf(root, asSchema(property) ?? {}, spot, depth);
  });
}

function fieldOf(root: Schema, written: Schema, spot: Spot, depth: number): FormField {
  const schema = resolved(root, written);
  const facts = factsOf(schema, spot);
  const scalar = scalarOf(schema, spot);
  if (scalar !== null) return scalar;
  const type = typeOf(schema);
  if (type === 'array') {
    const items = asSchema(schema['items']);
    const item =
      items === null ? null : scalarOf(resolved(root, items), { path: spot.path, name: spot.name, isRequired: true });
    if (item !== null) return { ...facts, sort: 'list', item };
  }
  if (type === 'object' && depth < GROUPS_DEEP && isClosedEnough(schema)) {
    const fields = fieldsOf(root, schema, spot.path, depth + 1);
    if (fields !== null && fields.length > 0) return { ...facts, sort: 'group', fields };
  }
  return { ...facts, sort: 'json' };
}

/** A map with names of its own choosing has no fixed fields. */
function isClosedEnough(schema: Schema): boolean {
  return asSchema(schema['properties']) !== null && asSchema(schema['additionalProperties']) === null;
}

function scalarOf(schema: Schema, spot: Spot): ScalarField | null {
  const facts = factsOf(schema, spot);
  const options = optionsOf(schema);
  if (options !== null) return { ...facts, sort: 'choice', options };
  switch (typeOf(schema)) {
    case 'string':
      return {
        ...facts,
        sort: 'text',
        minLength: numberOr(schema['minLength']),
        maxLength: numberOr(schema['maxLength']),
        pattern: textOr(schema['pattern']),
        format: textOr(schema['format']),
        isSecret: schema['writeOnly'] === true || schema['format'] === 'password',
      };
    case 'number':
    case 'integer':
      return {
        ...facts,
        sort: 'number',
        isInteger: typeOf(schema) === 'integer',
        minimum: numberOr(schema['minimum']),
        maximum: numberOr(schema['maximum']),
      };
    case 'boolean':
      return { ...facts, sort: 'flag' };
    default:
      return null;
  }
}

/** The values of an enum, of a constant, or of alternatives that are constants. */
function optionsOf(schema: Schema): readonly unknown[] | null {
  if (Array.isArray(schema['enum'])) return schema['enum'];
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  const ways = waysOf(schema);
  return ways.length > 0 && ways.every((way) => Object.hasOwn(way, 'const')) ? ways.map((way) => way['const']) : null;
}

/** Follows references inside the schema; of alternatives that are one thing or null, the thing. */
function resolved(root: Schema, written: Schema): Schema {
  let schema = written;
  for (let depth = 0; depth < REFS_DEEP; depth += 1) {
    const ref = schema['$ref'];
    const things = waysOf(schema).filter((way) => way['type'] !== 'null');
    const next = typeof ref === 'string' ? lookUp(root, ref) : things.length === 1 ? things[0] : undefined;
    if (next === undefined || next === null) return schema;
    const { $ref: _ref, anyOf: _anyOf, oneOf: _oneOf, ...own } = schema;
    schema = { ...next, ...own };
  }
  return schema;
}

function lookUp(root: Schema, ref: string): Schema | null {
  if (!ref.startsWith('#/')) return null;
  const found = ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => asSchema(at)?.[part], root);
  return asSchema(found);
}

function waysOf(schema: Schema): readonly Schema[] {
  const ways = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(ways) ? ways.map(asSchema).filter((way) => way !== null) : [];
}

/** The one type of a schema besides null; undefined when there are several or none. */
function typeOf(schema: Schema): string | undefined {
  const { type } = schema;
  const types = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string' && one !== 'null');
  return types.length === 1 ? types[0] : undefined;
}

function factsOf(schema: Schema, { path, name, isRequired }: Spot) {
  return {
    path,
    name,
    title: textOr(schema['title']) ?? name,
    description: textOr(schema['description']) ?? '',
    isRequired,
    fallback: schema['default'],
  };
}

function asSchema(value: unknown): Schema | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : null;
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOr(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
