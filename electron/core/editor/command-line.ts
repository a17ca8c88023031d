import { AppError } from '../../../shared/errors.ts';

/** A place in a file, by its absolute path; line and column count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Divides a command template into its words at white space; quotes, single or double, keep a word together. A backslash
 * is an ordinary character, so that paths of Windows need no care.
 *
 * @throws AppError INVALID_INPUT for a quote that is not closed, and for an empty template
 */
export function splitWords(template: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const char of template) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '')
    throw new AppError(
      'INVALID_INPUT',
      `The command of the external editor has a quote (${quote}) that is not closed.`,
      {
        hint: 'Write it like: code --goto {file}:{line}:{column}',
      },
    );
  if (word !== null) words.push(word);
  if (words.length === 0) throw new AppError('INVALID_INPUT', 'The command of the external editor is empty.');
  return words;
}

/**
 * Fills a place into the arguments of a template. Each stays one argument whatever the file is called; a template that
 * names no file gets it at its end.
 */
export function fillPlace(args: readonly string[], { file, line, column }: FilePlace): string[] {
  const values: Readonly<Record<string, string>> = { file, line: String(line), column: String(column) };
  const filled = args.map((arg) =>
    arg.replace(/\{(file|line|column)\}/g, (_whole, name: string) => values[name] ?? ''),
  );
  return args.some((arg) => arg.includes('{file}')) ? filled : [...filled, file];
}
