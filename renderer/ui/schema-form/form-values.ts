import type { Draft, FormField, ScalarField } from './form-field.ts';

/** What a form says: the values it stands for, or what is wrong with it, by path. */
export type FormValues =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly faults: Readonly<Record<string, string>> };

type Read = { readonly value: unknown } | { readonly fault: string } | null;

/** What a form begins with: the given values, and what the schema says is meant where there is none. */
export function draftOf(fields: readonly FormField[], given: Readonly<Record<string, unknown>> = {}): Draft {
  return Object.fromEntries(fields.flatMap((field) => entriesOf(field, given[field.name] ?? field.fallback)));
}

function entriesOf(field: FormField, value: unknown): [string, string | readonly string[]][] {
  if (field.sort === 'group') {
    const own = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
    return field.fields.flatMap((inner) => entriesOf(inner, own[inner.name] ?? inner.fallback));
  }
  if (field.sort === 'list') {
    return [[field.path, Array.isArray(value) ? value.map((each) => textOf(field.item, each)) : []]];
  }
  return [[field.path, textOf(field, value)]];
}

function textOf(field: FormField, value: unknown): string {
  if (field.sort === 'choice') {
    const index = field.options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value));
    return index === -1 ? '' : String(index);
  }
  if (value === undefined) return '';
  if (field.sort === 'json') return JSON.stringify(value, null, 2);
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Reads what is typed. What is left empty is left out, unless it is required. */
export function readForm(fields: readonly FormField[], draft: Draft): FormValues {
  const faults: Record<string, string> = {};
  const values = readFields(fields, draft, faults);
  return Object.keys(faults).length === 0 ? { ok: true, values } : { ok: false, faults };
}

function readFields(fields: readonly FormField[], draft: Draft, faults: Record<string, string>) {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const read = field.sort === 'group' ? readGroup(field, draft, faults) : readField(field, draft, faults);
    if (read === null) continue;
    if ('fault' in read) faults[field.path] = read.fault;
    else values[field.name] = read.value;
  }
  return values;
}

function readGroup(field: FormField & { sort: 'group' }, draft: Draft, faults: Record<string, string>): Read {
  // An optional group that nobody filled in does not exist, whatever it would require.
  const isEmpty = Object.entries(draft).every(([path, typed]) => !path.startsWith(`${field.path}.`) || !typed.length);
  if (isEmpty && !field.isRequired) return null;
  return { value: readFields(field.fields, draft, faults) };
}

function readField(field: Exclude<FormField, { sort: 'group' }>, draft: Draft, faults: Record<string, string>): Read {
  const typed = draft[field.path] ?? '';
  if (typeof typed === 'string') return field.sort === 'list' ? null : readOne(field, typed);
  if (field.sort !== 'list') return null;
  if (typed.length === 0) return field.isRequired ? { value: [] } : null;
  const read = typed.map((text) => readOne(field.item, text));
  let isFine = true;
  read.forEach((one, index) => {
    if (one !== null && !('fault' in one)) return;
    faults[`${field.path}[${index}]`] = one?.fault ?? 'needs a value';
    isFine = false;
  });
  return isFine ? { value: read.map((one) => (one !== null && 'value' in one ? one.value : null)) } : null;
}

function readOne(field: Exclude<FormField, { sort: 'list' | 'group' }>, typed: string): Read {
  if (typed === '') {
    if (!field.isRequired) return null;
    return field.sort === 'flag' ? { value: false } : { fault: 'needs a value' };
  }
  if (field.sort === 'json') return readJson(typed);
  return readScalar(field, typed);
}

function readScalar(field: ScalarField, typed: string): Read {
  switch (field.sort) {
    case 'flag':
      return { value: typed === 'true' };
    case 'choice':
      return { value: field.options[Number(typed)] };
    case 'number':
      return readNumber(field, typed);
    case 'text':
      return readText(field, typed);
  }
}

function readNumber({ isInteger, minimum, maximum }: ScalarField & { sort: 'number' }, typed: string): Read {
  const value = Number(typed);
  if (typed.trim() === '' || !Number.isFinite(value)) return { fault: 'is not a number' };
  if (isInteger && !Number.isInteger(value)) return { fault: 'is not a whole number' };
  if (minimum !== null && value < minimum) return { fault: `is less than ${minimum}` };
  if (maximum !== null && value > maximum) return { fault: `is more than ${maximum}` };
  return { value };
}

function readText({ minLength, maxLength, pattern }: ScalarField & { sort: 'text' }, typed: string): Read {
  const { length } = [...typed];
  if (minLength !== null && length < minLength) return { fault: `has fewer than ${minLength} characters` };
  if (maxLength !== null && length > maxLength) return { fault: `has more than ${maxLength} characters` };
  if (pattern !== null && !matches(pattern, typed)) return { fault: `does not match ${pattern}` };
  return { value: typed };
}

/** A pattern that cannot be used here is left to the one who wrote it. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

/** Reads JSON that somebody typed. */
export function readJson(typed: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(typed) as unknown };
  } catch (error) {
    return { fault: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
