import type { Kind } from './kinds/kind.ts';

/** A field that names definitions: canonical keys, `*` for any list position or free key. */
export interface Refers {
  readonly path: readonly string[];
  readonly kinds: readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

/** What is written into every text of a sample: a name that is allowed everywhere. */
const PROBE = 'probe';
/** Deepest nesting of a sample; what nests deeper nests in itself. */
const DEEPEST = 8;

/**
 * Which fields of a kind name other definitions. The kind itself says so only of a given value, so it is asked about
 * samples that fill every field of its schema, one for each form a field may have: there is no second list to keep in step.
 */
export function refersOf(kind: Kind, schema: Schema): Refers[] {
  const references = kind.references;
  if (!references) return [];
  const found = new Map<string, Refers>();
  for (let variant = 0; variant < mostForms(schema); variant += 1) {
    const checked = kind.schema.safeParse(sample(schema, variant, 0));
    if (!checked.success) continue;
    for (const { field, kinds } of references(checked.data)) {
      const path = field.map((part) => (typeof part === 'number' ? '*' : part));
      found.set(path.join('\0'), { path, kinds });
    }
  }
  return [...found.values()];
}

/** The most forms that one field of a schema can have. */
function mostForms(schema: Schema, depth = 0): number {
  if (depth > DEEPEST) return 1;
  const forms = formsOf(schema);
  const below = [...(forms ?? []), ...Object.values(fieldsOf(schema)), ...parts(schema)];
  return Math.max(forms?.length ?? 1, ...below.map((part) => mostForms(part, depth + 1)));
}

function sample(schema: Schema, variant: number, depth: number): unknown {
  if (depth > DEEPEST) return PROBE;
  const forms = formsOf(schema);
  if (forms) return sample(forms[Math.min(variant, forms.length - 1)] ?? {}, variant, depth + 1);
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if ('const' in schema) return schema['const'];
  switch (schema['type']) {
    case 'object': {
      const entries = Object.entries(fieldsOf(schema)).map(([key, part]) => [key, sample(part, variant, depth + 1)]);
      const free = parts(schema).map((part) => ['*', sample(part, variant, depth + 1)]);
      return Object.fromEntries([...entries, ...(entries.length === 0 ? free : [])]);
    }
    case 'array':
      return parts(schema).map((part) => sample(part, variant, depth + 1));
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? Math.max(1, schema['minimum']) : 1;
    case 'boolean':
      return true;
    default:
      return PROBE;
  }
}

function formsOf(schema: Schema): readonly Schema[] | null {
  const forms = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(forms) ? (forms as Schema[]) : null;
}

function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] as Record<string, Schema> | undefined) ?? {};
}

/** The schema of list items, and that of the values under free keys. */
function parts(schema: Schema): Schema[] {
  return [schema['items'], schema['additionalProperties']].filter(
    (part): part is Schema => typeof part === 'object' && part !== null && !Array.isArray(part),
  );
}
