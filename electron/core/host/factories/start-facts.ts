import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { LONGEST_VARIABLE, MOST_VARIABLES } from '../../../../shared/run-facts.ts';
import type { StartFacts } from '../component.ts';

/** Files of a command that are told. */
const MOST_FILES = 8;
/** Longest argument that is taken for a path, characters. */
const LONGEST_PATH = 1_000;

/** A start as it was asked for. */
interface Started {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Path of the program that was found. */
  readonly executable: string;
  readonly args: readonly string[];
}

/**
 * What a start was made with, to be compared with a later one: an interpreter stays the same while its script changes, so
 * arguments that are files count too. Values of variables are only told as stamps.
 */
export function startFacts({ cwd, env, executable, args }: Started, stamp: (value: string) => string): StartFacts {
  const files = fileOf(executable);
  for (const arg of args) {
    if (files.length >= MOST_FILES) break;
    if (arg !== '' && arg.length <= LONGEST_PATH && !arg.startsWith('-')) files.push(...fileOf(path.resolve(cwd, arg)));
  }
  const variables = Object.entries(env)
    .filter(([name]) => name.length <= LONGEST_VARIABLE)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MOST_VARIABLES);
  return {
    cwd,
    files,
    env: Object.fromEntries(variables.map(([name, value]) => [name, stamp(value)])),
  };
}

function fileOf(file: string): StartFacts['files'][number][] {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats?.isFile() ? [{ path: realpathSync(file), size: stats.size, mtime: Math.round(stats.mtimeMs) }] : [];
  } catch {
    // No path after all, or one that may not be looked at.
    return [];
  }
}
