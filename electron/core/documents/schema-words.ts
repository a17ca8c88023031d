import type { z } from 'zod';
import { isSecretName } from '../../../shared/secret-names.ts';
import { type AnySchema, isMap, metaOf, schemaAt, valueAt } from './schema-shape.ts';
import type { FieldPath } from './types.ts';
import { looksLikeToken, urlUserInfo } from './url-secrets.ts';

/** One fault of a value in words, with the field it is about; positions are added by whoever has the file. */
export interface FieldFault {
  readonly path: FieldPath;
  readonly message: string;
  readonly hint: string;
}

/** What was checked, against what. */
export interface CheckedValue {
  /** The value the schema saw. */
  readonly value: unknown;
  readonly schema: AnySchema;
}

type Issue = z.core.$ZodIssue;

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map (key: value lines)',
  record: 'a map (key: value lines)',
  null: 'nothing',
  undefined: 'nothing',
};
const maxEcho = 60;

/**
 * Says zod's issues in plain words. A value is repeated only when no key on its way is secret and it looks like none.
 * The message of a `refine` of ours goes on after the field's name, as in “needs `pattern` or `ref`”, and repeats no value.
 */
export function describeIssues(issues: readonly Issue[], checked: CheckedValue): FieldFault[] {
  return issues
    .flatMap((issue) => flatten(issue, [], checked))
    .map(({ issue, path }) => describe(issue, path, checked));
}

/** `options.temperature`, `tool[2].pattern`; `the document` for the root. */
export function fieldName(path: FieldPath): string {
  if (path.length === 0) return 'The document';
  const text = path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment + 1}]` : index === 0 ? segment : `.${segment}`))
    .join('');
  return `\`${text.length > 120 ? `…${text.slice(-120)}` : text}\``;
}

/** Of a union that no option fits, only the option that was meant has something to say. */
function flatten(issue: Issue, prefix: FieldPath, checked: CheckedValue): { issue: Issue; path: FieldPath }[] {
  const path = [...prefix, ...issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment))];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const meant = issue.errors.find(
    (errors) => !errors.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  return meant === undefined || meant.length === 0
    ? [{ issue, path }]
    : meant.flatMap((inner) => flatten(inner, path, checked));
}

function describe(issue: Issue, path: FieldPath, checked: CheckedValue): FieldFault {
  const name = fieldName(path);
  const value = valueAt(checked.value, path);
  const schema = schemaAt(checked.schema, checked.value, path);
  const example = schema === null ? undefined : metaOf(schema).example;
  const isOptional = schema !== null && path.length > 0 && schema._zod.optin === 'optional';
  const got = value === undefined ? null : `got ${describeValue(value, path)}`;
  const fix = (text: string) =>
    `${text}${isOptional ? `, or remove the ${typeof value === 'object' ? 'lines' : 'line'}` : ''}.`;
  const say = (expected: string, hint: string): FieldFault =>
    got === null
      ? {
          path,
          message: `${name} is missing; ${expected} is required.`,
          hint:
            example === undefined
              ? `Add \`${String(path.at(-1) ?? '')}\`.`
              : `Add \`${String(path.at(-1) ?? '')}: ${example}\`.`,
        }
      : { path, message: `${name} expected ${expected}, ${got}.`, hint };

  switch (issue.code) {
    case 'invalid_type': {
      const noun = nouns[issue.expected] ?? `a ${issue.expected}`;
      return say(noun, fix(example === undefined ? `Write ${noun}` : `Write ${example}`));
    }
    case 'invalid_value': {
      const choices = issue.values.map(String);
      return say(oneOf(choices), fix(`Write ${oneOf(choices)}`));
    }
    case 'invalid_union': {
      const expected = [
        ...new Set(
          issue.errors.flatMap((errors) =>
            errors.flatMap((inner) => (inner.code === 'invalid_type' ? [nouns[inner.expected] ?? inner.expected] : [])),
          ),
        ),
      ];
      return say(
        expected.length === 0 ? 'another form' : expected.join(' or '),
        fix(example === undefined ? 'Write one of these' : `Write ${example}`),
      );
    }
    case 'too_small':
      return say(
        bound('at least', Number(issue.minimum), issue.origin),
        fix(`Write ${bound('at least', Number(issue.minimum), issue.origin)}`),
      );
    case 'too_big':
      return say(
        bound('at most', Number(issue.maximum), issue.origin),
        fix(`Write ${bound('at most', Number(issue.maximum), issue.origin)}`),
      );
    case 'unrecognized_keys':
      return {
        path: [...path, issue.keys[0] ?? ''],
        message: `${name} has a key that is not known: ${issue.keys.map((key) => `\`${key}\``).join(', ')}.`,
        hint: 'Correct its spelling, or remove it.',
      };
    case 'custom':
      // The message of a check of ours; by rule it repeats no value.
      return {
        path,
        message: `${name} ${issue.message}.`,
        hint: example === undefined ? 'Correct the value.' : `Write ${example}.`,
      };
    default:
      return say('another form', fix(example === undefined ? 'Correct the value' : `Write ${example}`));
  }
}

/** `the text “hot”`, `the number 3`, `a list`; without the value itself where that could be a secret. */
function describeValue(value: unknown, path: FieldPath): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMap(value)) return 'a map';
  const hide = path.some((segment) => typeof segment === 'string' && isSecretName(segment));
  if (typeof value === 'string') {
    if (hide || looksLikeToken(value) || urlUserInfo(value).length > 0) return 'a text';
    const line = value.split(/\r?\n/, 1)[0] ?? '';
    return `the text “${line.length > maxEcho || line !== value ? `${line.slice(0, maxEcho)}…` : value}”`;
  }
  return hide
    ? `a ${typeof value}`
    : typeof value === 'boolean'
      ? String(value)
      : `the ${typeof value} ${String(value)}`;
}

function bound(words: string, limit: number, origin: string): string {
  if (origin === 'string')
    return limit === 1 && words === 'at least' ? 'a text that is not empty' : `a text of ${words} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `a list of ${words} ${limit} item${limit === 1 ? '' : 's'}`;
  return `a number of ${words} ${limit}`;
}

function oneOf(choices: readonly string[]): string {
  if (choices.length < 2) return choices.join('');
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
