import { AppError } from '../../../shared/errors.ts';
import type { ArgumentSpec, CommandSpec, Values } from './types.ts';

/** What is wrong with one argument. Its words repeat no value. */
export interface ArgumentFault {
  readonly argument: string;
  readonly message: string;
}

/** Faults that are told at once. */
const MOST_FAULTS = 50;

/**
 * Checks what was given for a command and fills in defaults. Numbers and booleans are taken for `int` and `bool`, where
 * texts are taken as well. An optional argument that is not given has no value.
 *
 * @throws AppError INVALID_INPUT with every fault in `detail`
 */
export function checkArguments(command: CommandSpec, given: Readonly<Record<string, unknown>>): Values {
  const values = new Map<string, string>();
  const faults: ArgumentFault[] = [];
  const wanted = new Map(command.args.map((argument) => [argument.name, argument]));
  for (const name of Object.keys(given))
    if (!wanted.has(name)) faults.push({ argument: name.slice(0, 80), message: 'is no argument of this command' });
  for (const argument of command.args) {
    const checked = checkOne(argument, Object.hasOwn(given, argument.name) ? given[argument.name] : undefined);
    if ('message' in checked) faults.push({ argument: argument.name, message: checked.message });
    else if (checked.value !== null) values.set(argument.name, checked.value);
  }
  const [first] = faults;
  if (!first) return values;
  const names = command.args.map(({ name }) => name).join(', ');
  throw new AppError('INVALID_INPUT', `${command.key}: \`${first.argument}\` ${first.message}.`, {
    hint: names === '' ? 'This command takes no arguments.' : `It takes: ${names}.`,
    subject: first.argument,
    detail: { faults: faults.slice(0, MOST_FAULTS) },
  });
}

type Checked = { readonly value: string | null } | { readonly message: string };

function checkOne(argument: ArgumentSpec, given: unknown): Checked {
  if (given === undefined) {
    if (argument.fallback !== null) return { value: argument.fallback };
    return argument.required ? { message: 'is missing' } : { value: null };
  }
  const value = textOf(argument, given);
  if (value === null) return { message: TYPE_WORDS[argument.type] };
  if (value === '' && argument.required) return { message: 'is missing: it is empty' };
  const message = faultOf(argument, value);
  return message === null ? { value } : { message };
}

/** A given value as text; null when it is of no kind that the type takes. */
function textOf({ type }: ArgumentSpec, given: unknown): string | null {
  if (typeof given === 'string') return given;
  if (type === 'int' && typeof given === 'number') return Number.isSafeInteger(given) ? String(given) : null;
  return type === 'bool' && typeof given === 'boolean' ? String(given) : null;
}

const TYPE_WORDS = {
  string: 'must be a text',
  int: 'must be a whole number',
  bool: 'must be true or false',
} as const;

/** What is wrong with a value, the cheap and the dangerous first; null when nothing is. */
function faultOf(argument: ArgumentSpec, value: string): string | null {
  if (value.length > argument.maxLength) return `is longer than ${argument.maxLength} characters`;
  if (value.includes('\0')) return 'must not hold a zero byte';
  if (!value.isWellFormed()) return 'is not well-formed text';
  if (!argument.allowsNewline && /[\n\r]/.test(value)) return 'must not hold a line break';
  if (!argument.allowsDash && value.startsWith('-')) return 'must not begin with a dash';
  if (!argument.fits(value)) return TYPE_WORDS[argument.type];
  if (argument.choices !== null && !argument.choices.includes(value))
    return `must be one of: ${argument.choices.join(', ').slice(0, 200)}`;
  if (!argument.matches(value)) return `must match ${argument.pattern?.slice(0, 120)}`;
  return null;
}
