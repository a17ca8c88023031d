import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError } from '../../../shared/errors.ts';
import { homeOf } from '../../core/home/places.ts';
import { listInstances } from '../instances.ts';
import { chooseTarget, listTargets, type RunningApp, runningApp } from '../running-app.ts';
import type { CliIo } from '../terminal.ts';

/** One word of the command line. */
export interface Word {
  /** How it is written, without the name of the program. */
  readonly usage: string;
  /** What it does, one line. */
  readonly summary: string;
  /** What can be said besides, for `help WORD`. */
  readonly details: readonly string[];
  readonly options: Options;
  /** How many things may be named behind it. */
  readonly operands: readonly [least: number, most: number];
  /**
   * Does it; answers the exit code.
   *
   * @throws AppError, which is printed with its hint and decides the exit code
   */
  run(args: Args, io: CliIo): Promise<number>;
}

export type Options = NonNullable<ParseArgsConfig['options']>;

/** A line that was taken apart. */
export interface Args {
  readonly operands: readonly string[];
  /** Whether a switch is on. */
  has(name: string): boolean;
  /** The value of an option. */
  text(name: string): string | undefined;
  /** The values of an option that may be given several times. */
  texts(name: string): readonly string[];
}

/** Options of every word that speaks to a running app. */
export const APP_OPTIONS = {
  workspace: { type: 'string' },
  home: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies Options;

/**
 * Takes the arguments of a word apart.
 *
 * @throws AppError BAD_REQUEST for an unknown option, a missing value, too few or too many operands
 */
export function parseWord(word: Word, argv: readonly string[]): Args {
  const { values, positionals } = parsed(word, argv);
  const [least, most] = word.operands;
  if (positionals.length < least || positionals.length > most) {
    const problem = positionals.length < least ? 'Something is missing.' : `"${positionals[most]}" is one too many.`;
    throw new AppError('BAD_REQUEST', problem, { hint: `Usage: signalbox ${word.usage}` });
  }
  return {
    operands: positionals,
    has: (name) => values[name] === true,
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    },
  };
}

/**
 * A whole number given as an option; undefined when it is missing.
 *
 * @throws AppError BAD_REQUEST
 */
export function wholeNumber(args: Args, name: string, most: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new AppError('BAD_REQUEST', `--${name} must be a whole number, at most ${most}.`);
  return value;
}

/** The user's folder: `--home`, else that of the environment. */
export function homeFor(args: Args, env: NodeJS.ProcessEnv): string {
  const flag = args.text('home');
  return homeOf(flag === undefined ? env : { ...env, SIGNALBOX_HOME: flag });
}

/** The workspace of a running app that is meant. */
export async function findApp(args: Args, io: CliIo): Promise<RunningApp> {
  const targets = await listTargets(await listInstances(homeFor(args, io.env)));
  const workspace = args.text('workspace');
  return runningApp(chooseTarget(targets, { cwd: io.folder, ...(workspace === undefined ? {} : { workspace }) }));
}

function parsed(word: Word, argv: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: word.options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new AppError('BAD_REQUEST', `${message}.`, { hint: `Usage: signalbox ${word.usage}` });
  }
}
