import { type CommandRow, HIDDEN } from './job-rows.ts';

const SLOT = /\{\{\s*\.?([A-Za-z0-9_-]+)\s*\}\}|\{([A-Za-z0-9_-]+)\}/g;

/** One element of the command line that would run; `missing` where a required value is not there yet. */
export interface ArgvElement {
  readonly text: string;
  readonly missing: boolean;
}

/**
 * The command line as it would run, element by element: a value stays in its element, one whose value is left out goes
 * with it, secret values are hidden.
 */
export function argvPreview(
  { execParts, args }: Pick<CommandRow, 'execParts' | 'args'>,
  given: Readonly<Record<string, string>>,
): readonly ArgvElement[] {
  const byName = new Map(args.map((argument) => [argument.name, argument]));
  return execParts.flatMap((part): ArgvElement[] => {
    let missing = false;
    let isLeftOut = false;
    const text = part.replace(SLOT, (_, dotted: string | undefined, plain: string | undefined) => {
      const name = dotted ?? plain ?? '';
      const argument = byName.get(name);
      const value = Object.hasOwn(given, name) ? given[name] : (argument?.default ?? undefined);
      if (value !== undefined) return argument?.secret ? HIDDEN : value;
      if (argument?.required) missing = true;
      else isLeftOut = true;
      return `‹${name}›`;
    });
    return isLeftOut ? [] : [{ text, missing }];
  });
}
