import { AppError } from '../../../shared/errors.ts';
import type { CommandSpec, Piece, Values } from './types.ts';

/** A command line with its values in place. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  /** The same arguments as they may be shown: values of secret arguments hidden. */
  readonly shown: readonly string[];
}

/** Shown in the place of a secret value. */
export const HIDDEN = '•••';

/** Longest element that a program can be given: what Linux allows, less its closing zero; bytes. */
const MOST_ELEMENT_BYTES = 128 * 1024 - 1;
/** All elements together, bytes: the usual room for arguments and environment is 2 MiB. */
const MOST_BYTES = 1_536 * 1024;

/**
 * Puts values into their slots: each stays inside the one element it stands in, whatever it holds. An element with a slot
 * whose argument has no value is left out.
 *
 * @throws AppError INVALID_INPUT when an element would begin with a dash that the manifest did not write, or is too long
 */
export function substitute(command: CommandSpec, values: Values): CommandLine {
  const [first, ...rest] = command.parts;
  const secrets = new Set(command.args.filter(({ secret }) => secret).map(({ name }) => name));
  const args: string[] = [];
  const shown: string[] = [];
  for (const pieces of rest) {
    const element = fill(pieces, (name) => values.get(name));
    if (element === null) continue;
    checkDash(command, pieces, element);
    args.push(element);
    shown.push(fill(pieces, (name) => (secrets.has(name) ? HIDDEN : values.get(name))) ?? '');
  }
  checkSize(command, args);
  return { program: fill(first ?? [], () => undefined) ?? '', args, shown };
}

function fill(pieces: readonly Piece[], valueFor: (name: string) => string | undefined): string | null {
  let element = '';
  for (const piece of pieces) {
    const text = 'text' in piece ? piece.text : valueFor(piece.arg);
    if (text === undefined) return null;
    element += text;
  }
  return element;
}

/** An empty value before a dash of the manifest's own would make an option of what was none. */
function checkDash(command: CommandSpec, pieces: readonly Piece[], element: string): void {
  const [first] = pieces;
  if (!first || 'text' in first || !element.startsWith('-')) return;
  const argument = command.args.find(({ name }) => name === first.arg);
  if (argument?.allowsDash) return;
  throw new AppError('INVALID_INPUT', `${command.key}: \`${first.arg}\` would make an option of its argument.`, {
    hint: 'Give it a value that is not empty, or let the manifest allow a leading dash.',
    subject: first.arg,
  });
}

function checkSize(command: CommandSpec, args: readonly string[]): void {
  const sizes = args.map((arg) => Buffer.byteLength(arg));
  const total = sizes.reduce((sum, size) => sum + size + 1, 0);
  if (total <= MOST_BYTES && sizes.every((size) => size <= MOST_ELEMENT_BYTES)) return;
  throw new AppError('INVALID_INPUT', `${command.key}: its arguments are longer than a program can be given.`, {
    hint: 'Put large data into a file and give its path.',
  });
}
