import type { EditorForm, Schema } from './editor-types.ts';

/** What may stand at a place: every form of it, and the place in canonical keys. */
export interface FormAt {
  readonly forms: readonly Schema[];
  readonly path: readonly string[];
}

/** Deepest nesting of forms within forms. */
const DEEPEST = 20;

/**
 * What a form says of a path, where `*` is any item of a list. Keys are found as the loader finds them: in any case and
 * by their aliases. No forms when the path leaves what is known.
 */
export function formAt({ schema, wrapper }: Pick<EditorForm, 'schema' | 'wrapper'>, path: readonly string[]): FormAt {
  const isWrapped = wrapper !== null && path[0]?.toLowerCase() === wrapper && keyOf(schema, path[0]) === null;
  const canonical: string[] = [];
  let forms = formsOf(schema, schema);
  for (const step of isWrapped ? path.slice(1) : path) {
    let name = step;
    forms = forms.flatMap((form) => {
      if (step === '*') return form.items ? formsOf(form.items, schema) : [];
      const key = keyOf(form, step);
      if (key !== null) name = key;
      const part = key === null ? form.additionalProperties : form.properties?.[key];
      return typeof part === 'object' ? formsOf(part, schema) : [];
    });
    canonical.push(name);
  }
  return { forms, path: canonical };
}

/** The canonical key that a spelling means; null when the form does not know it. */
export function keyOf(form: Schema, spelling: string): string | null {
  const lower = spelling.toLowerCase();
  const fields = Object.entries(form.properties ?? {});
  const found =
    fields.find(([key]) => key.toLowerCase() === lower) ??
    fields.find(([, field]) => field.aliases?.some((alias) => alias.toLowerCase() === lower));
  return found?.[0] ?? null;
}

/** Kinds whose names belong at a place. */
export function kindsAt({ refers }: Pick<EditorForm, 'refers'>, path: readonly string[]): readonly string[] {
  const fits = (one: readonly string[]) =>
    one.length === path.length && one.every((step, index) => step === '*' || step === path[index]);
  return [...new Set(refers.filter((one) => fits(one.path)).flatMap((one) => one.kinds))];
}

/** The forms a schema may have, with references and choices followed; what it says of itself goes to each of them. */
function formsOf(schema: Schema, root: Schema, depth = 0): Schema[] {
  if (depth > DEEPEST) return [];
  if (schema.$ref !== undefined) {
    const target = targetOf(schema.$ref, root);
    return target ? formsOf(target, root, depth + 1) : [];
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (!choices) return [schema];
  const { anyOf: _any, oneOf: _one, ...said } = schema;
  return choices.flatMap((choice) => formsOf(choice, root, depth + 1)).map((form) => ({ ...said, ...form }));
}

function targetOf(ref: string, root: Schema): Schema | undefined {
  return ref === '#' ? root : root.$defs?.[ref.replace(/^#\/\$defs\//, '')];
}
