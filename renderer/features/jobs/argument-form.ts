import type { Draft, FormField } from '../../ui/schema-form/form-field.ts';
import { type ArgumentRow, HIDDEN } from './job-rows.ts';
import { patternCheck } from './pattern-check.ts';

/** What a form gives to a command, as texts; nothing for an argument that was left empty. */
export type Given = Readonly<Record<string, string>>;

/** The fields of a command's form. */
export function argumentFields(args: readonly ArgumentRow[]): readonly FormField[] {
  return args.map((argument): FormField => {
    const { name, required, type } = argument;
    const facts = {
      path: name,
      name,
      title: name,
      description: aboutWords(argument),
      // With a default nothing has to be typed.
      isRequired: required && argument.default === null,
      fallback: undefined,
    };
    if (argument.secret) return { ...facts, ...TEXT, sort: 'text', isSecret: true };
    if (argument.enum !== null) return { ...facts, sort: 'choice', options: argument.enum };
    // A switch may also be left alone, which is not the same as `false`.
    if (type === 'bool') return { ...facts, sort: 'choice', options: [true, false] };
    if (type === 'int') return { ...facts, sort: 'number', isInteger: true, minimum: null, maximum: null };
    return { ...facts, ...TEXT, sort: 'text', isSecret: false };
  });
}

const TEXT = { minLength: null, maxLength: null, pattern: null, format: null } as const;

function aboutWords({ description, pattern, secret, default: fallback }: ArgumentRow): string {
  const kept = secret ? 'Never shown, stored or remembered.' : '';
  const standard = fallback === null ? '' : secret ? 'It has a default.' : `When left empty: ${fallback || 'nothing'}.`;
  const shape = pattern === null ? '' : `Matches ${pattern}.`;
  return [description ?? '', shape, standard, kept].filter((part) => part !== '').join(' ');
}

/** What the form begins with: given values before defaults. A hidden value begins empty. */
export function argumentDraft(args: readonly ArgumentRow[], given: Given = {}): Draft {
  return Object.fromEntries(args.map((argument) => [argument.name, typedOf(argument, given)]));
}

function typedOf(argument: ArgumentRow, given: Given): string {
  if (argument.secret) return '';
  const value = (Object.hasOwn(given, argument.name) ? given[argument.name] : argument.default) ?? '';
  if (value === HIDDEN) return '';
  const options = optionsOf(argument);
  if (options === null) return value;
  const index = options.indexOf(value);
  return index < 0 ? '' : String(index);
}

function optionsOf(argument: ArgumentRow): readonly string[] | null {
  return argument.secret ? null : (argument.enum ?? (argument.type === 'bool' ? ['true', 'false'] : null));
}

/**
 * What was typed, after the manifest changed: the same values for the arguments that stayed, whatever place a choice has
 * among the others now; a value that is offered no more is left empty, and a new argument begins with its default.
 */
export function carriedDraft(before: readonly ArgumentRow[], now: readonly ArgumentRow[], draft: Draft): Draft {
  const old = new Map(before.map((argument) => [argument.name, argument]));
  return Object.fromEntries(
    now.map((argument) => {
      const { name, secret } = argument;
      const had = old.get(name);
      if (!had) return [name, typedOf(argument, {})];
      const value = givenValue(had, draft[name]);
      // A secret that is one no more would stand there for all to read.
      if (had.secret || secret) return [name, had.secret && secret ? value : ''];
      return [name, value === '' ? '' : typedOf(argument, { [name]: value })];
    }),
  );
}

/** The draft without what nobody may keep. */
export function withoutSecrets(args: readonly ArgumentRow[], draft: Draft): Draft {
  const secrets = new Set(args.filter(({ secret }) => secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(draft).map(([name, typed]) => [name, secrets.has(name) ? '' : typed]));
}

/** What is typed, as it would be given; what is wrong with it, by name. Its words are those of the core's check. */
export function readArguments(
  args: readonly ArgumentRow[],
  draft: Draft,
): { readonly given: Given; readonly faults: Readonly<Record<string, string>> } {
  const given: Record<string, string> = {};
  const faults: Record<string, string> = {};
  for (const argument of args) {
    const value = givenValue(argument, draft[argument.name]);
    if (value === '') {
      if (argument.required && argument.default === null) faults[argument.name] = 'is missing';
      continue;
    }
    given[argument.name] = value;
    const fault = faultOf(argument, value);
    if (fault !== null) faults[argument.name] = fault;
  }
  return { given, faults };
}

function givenValue(argument: ArgumentRow, typed: Draft[string] | undefined): string {
  const text = typeof typed === 'string' ? typed : '';
  const options = optionsOf(argument);
  if (options !== null) return text === '' ? '' : (options[Number(text)] ?? '');
  return argument.type === 'int' ? text.trim() : text;
}

const TYPE_WORDS = { string: 'must be a text', int: 'must be a whole number', bool: 'must be true or false' } as const;

function faultOf(argument: ArgumentRow, value: string): string | null {
  const { maxLength, allowNewline, allowLeadingDash, type, pattern } = argument;
  if (value.length > maxLength) return `is longer than ${maxLength} characters`;
  if (value.includes('\0')) return 'must not hold a zero byte';
  if (!allowNewline && /[\n\r]/.test(value)) return 'must not hold a line break';
  if (!allowLeadingDash && value.startsWith('-')) return 'must not begin with a dash';
  if (!isOfType(type, value)) return TYPE_WORDS[type];
  if (argument.enum !== null && !argument.enum.includes(value))
    return `must be one of: ${argument.enum.join(', ').slice(0, 200)}`;
  return patternCheck(pattern)(value) === false ? `must match ${pattern?.slice(0, 120)}` : null;
}

function isOfType(type: ArgumentRow['type'], value: string): boolean {
  if (type === 'int') return /^[+-]?\d+$/.test(value) && Number.isSafeInteger(Number(value));
  return type === 'bool' ? value === 'true' || value === 'false' : true;
}

/** Faults worth showing now: of what was typed, and of the rest once somebody tried to run it. */
export function shownFaults(
  faults: Readonly<Record<string, string>>,
  touched: ReadonlySet<string>,
  isTried: boolean,
): Readonly<Record<string, string>> {
  return isTried ? faults : Object.fromEntries(Object.entries(faults).filter(([name]) => touched.has(name)));
}
