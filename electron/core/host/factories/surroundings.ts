import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../../../shared/errors.ts';
import { isSecretName } from '../../../../shared/secret-names.ts';
import type { Surroundings } from '../run-board.ts';
import { word } from './command-line.ts';
import type { FactoryContext } from './factory-context.ts';

const taken = z.looseObject({
  from: z.enum(['vault', 'env', 'dotenv']).meta({ example: 'vault' }),
  name: z.string().min(1).optional(),
});

/** Fields of a `config` that say where and with what environment a program runs. */
export const surroundingFields = {
  env: z
    .record(z.string().regex(/^[^=\0]+$/), z.union([word, taken]))
    .optional()
    .meta({ example: '{ PORT: "8080" }' }),
  cwd: z
    .string()
    .min(1)
    .optional()
    .meta({ example: 'services/api', aliases: ['dir', 'workingDirectory'] }),
  dotenv: z.boolean().optional().meta({ example: 'true' }),
};

interface Written {
  readonly env?: Readonly<Record<string, string | z.output<typeof taken>>> | undefined;
  readonly cwd?: string | undefined;
  readonly dotenv?: boolean | undefined;
}

type Needs = Pick<FactoryContext, 'root' | 'environment' | 'hostEnv' | 'vault' | 'hide'>;

/**
 * Finds out where and with what environment a program runs, just before it does: the base environment, then `.env` when
 * it is asked for, then what the descriptor sets. Secrets are told to the masker first. Throws NOT_CONFIGURED when a
 * value is not where it should come from, INVALID_INPUT for a folder outside of the workspace.
 */
export async function resolveSurroundings(needs: Needs, written: Written): Promise<Surroundings> {
  const cwd = folderOf(needs.root, written.cwd);
  const dotenv = dotenvOf(needs.root);
  const fromFile = written.dotenv ? dotenv() : {};
  const env: Record<string, string> = { ...(await needs.environment.current()), ...fromFile };
  const secretNames: string[] = [];
  for (const [key, value] of Object.entries(written.env ?? {})) {
    if (typeof value === 'string') {
      env[key] = value;
      continue;
    }
    const name = value.name ?? key;
    const found =
      value.from === 'vault' ? await needs.vault(name) : value.from === 'env' ? needs.hostEnv[name] : dotenv()[name];
    if (found === undefined || found === null)
      throw new AppError(
        'NOT_CONFIGURED',
        `The variable ${key} is to come from ${PLACES[value.from]}, where there is no ${name}.`,
      );
    env[key] = found;
    if (value.from === 'vault') secretNames.push(key);
  }
  const secrets = Object.entries(env).filter(([name]) => secretNames.includes(name) || isSecretName(name));
  needs.hide(secrets.map(([, value]) => value));
  return { cwd, env, secretNames };
}

const PLACES = { vault: 'the vault', env: 'the environment of Signalbox', dotenv: 'the file .env' } as const;

function folderOf(root: string, cwd: string | undefined): string {
  const folder = path.resolve(root, cwd ?? '.');
  // A link may lead out of the workspace; a folder that is missing is told by the start itself.
  const isBelow = (base: string, one: string) => one === base || one.startsWith(base + path.sep);
  if (isBelow(root, folder) && isBelow(realOf(root), realOf(folder))) return folder;
  throw new AppError('INVALID_INPUT', `The folder it should run in is outside of the workspace: ${folder}`, {
    hint: 'Name a folder below the workspace in cwd.',
  });
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.join(realOf(path.dirname(folder)), path.basename(folder));
  }
}

/** Reads `.env` once, and only when something asks for it. */
function dotenvOf(root: string): () => Record<string, string> {
  let read: Record<string, string> | null = null;
  return () => {
    read ??= readDotenv(path.join(root, '.env'));
    return read;
  };
}

function readDotenv(file: string): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new AppError('UNREADABLE', `The file .env cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
