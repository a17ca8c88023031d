import { z } from 'zod';

/** A text; numbers and booleans without quotes are the text they are written as. */
export const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Fields of a `config` that name a program and its arguments. */
export const commandFields = {
  command: z
    .union([z.string().min(1), z.array(word).min(1)])
    .meta({ example: '[redis-server, --port, "6379"]', aliases: ['cmd'] }),
  args: z.array(word).optional().meta({ example: '[--port, "6379"]' }),
};

interface WrittenCommand {
  readonly command: string | readonly string[];
  readonly args?: readonly string[] | undefined;
}

/**
 * Program and arguments of a command. A list is taken as it is. A text with `args` beside it names the program; alone it
 * is split at its blanks, with quotes as a shell reads them and nothing else: no variables, no patterns.
 * Null when a quote is never closed or nothing is named.
 */
export function commandLine({ command, args = [] }: WrittenCommand): { command: string; args: string[] } | null {
  const words = typeof command !== 'string' ? command : args.length > 0 ? [command] : splitWords(command);
  const [program, ...rest] = words ?? [];
  return program ? { command: program, args: [...rest, ...args] } : null;
}

/** The fault of a command that cannot be read; null for one that can. */
export function commandFault(written: WrittenCommand): string | null {
  return commandLine(written) === null ? 'has a `command` that names nothing, or a quote that is never closed' : null;
}

/** A word as it stands in a command: bare and quoted pieces without a blank between them. */
const WORD = /(?:[^\s"']|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/gy;
const PIECE = /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|[^"']+/g;

function splitWords(text: string): string[] | null {
  const words: string[] = [];
  for (let at = nextWord(text, 0); at < text.length; at = nextWord(text, WORD.lastIndex)) {
    WORD.lastIndex = at;
    const found = WORD.exec(text)?.[0];
    if (found === undefined) return null;
    words.push(
      found.replace(
        PIECE,
        (piece, double?: string, single?: string) => double?.replace(/\\(["\\])/g, '$1') ?? single ?? piece,
      ),
    );
    if (/\S/.test(text.charAt(WORD.lastIndex))) return null;
  }
  return words;
}

function nextWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}
