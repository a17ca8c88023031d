import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/** Where a command is looked for. */
export interface CommandPlaces {
  /** Folders, separated as PATH separates them. */
  readonly searchPath: string;
  /** Where relative paths start. */
  readonly cwd: string;
  /** What to do about a program that every user may change. */
  readonly worldWritable: 'refuse' | 'warn';
  /** Endings to be tried, on Windows (`PATHEXT`); the file as named comes first. */
  readonly endings?: readonly string[];
}

/** A program that may be run. */
export interface FoundCommand {
  readonly file: string;
  readonly warnings: readonly string[];
}

const NEAREST_DISTANCE = 2;
const NEAREST_NAMES = 20_000;

/**
 * Finds a program, by its path or on the search path. Throws COMMAND_NOT_FOUND (naming the folders searched and a name
 * that is close), NOT_EXECUTABLE or WORLD_WRITABLE.
 */
export function findCommand(command: string, places: CommandPlaces): FoundCommand {
  if (command === '' || command.includes('\0')) throw new AppError('COMMAND_NOT_FOUND', 'No command is named.');
  const isPath = command.includes('/') || (process.platform === 'win32' && command.includes('\\'));
  const folders = isPath ? [] : foldersOf(places);
  const candidates = isPath ? [path.resolve(places.cwd, command)] : folders.map((folder) => path.join(folder, command));
  let refused: AppError | null = null;
  for (const candidate of candidates.flatMap((file) => withEndings(file, places.endings ?? []))) {
    const stats = statOf(candidate);
    if (stats === null) continue;
    if (!isExecutable(stats)) {
      // A shell goes on to the next folder as well, and tells of the first one it could not run.
      refused ??= notExecutable(candidate, stats);
      continue;
    }
    return { file: candidate, warnings: openToAll(candidate, places.worldWritable) };
  }
  if (refused !== null) throw refused;
  throw isPath ? missingFile(command, candidates[0] ?? command) : missingCommand(command, folders);
}

/** How many single changes turn one name into the other, with neighbours swapped as one; stops counting above `most`. */
export function nameDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let earlier: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same);
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) least = Math.min(least, (earlier[column - 2] ?? 0) + 1);
      next.push(least);
    }
    [earlier, last] = [last, next];
  }
  return last[other.length] ?? most + 1;
}

function foldersOf(places: CommandPlaces): string[] {
  const named = places.searchPath.split(path.delimiter).filter((folder) => folder !== '');
  return [...new Set(named.map((folder) => path.resolve(places.cwd, folder)))];
}

function withEndings(file: string, endings: readonly string[]): string[] {
  return [file, ...endings.map((ending) => `${file}${ending}`)];
}

function isExecutable(stats: Stats): boolean {
  return stats.isFile() && (process.platform === 'win32' || (stats.mode & 0o111) !== 0);
}

function openToAll(file: string, how: 'refuse' | 'warn'): string[] {
  if (process.platform === 'win32') return [];
  const real = realpathSync(file);
  const folder = path.dirname(real);
  const place = isOpen(real) ? real : isOpen(folder) && !isSticky(folder) ? folder : null;
  if (place === null) return [];
  const message = `${place} may be changed by every user of this machine.`;
  if (how === 'refuse') throw new AppError('WORLD_WRITABLE', message, { at: { path: real } });
  return [message];
}

function isOpen(file: string): boolean {
  return ((statOf(file)?.mode ?? 0) & 0o002) !== 0;
}

/** In a sticky folder such as /tmp only the owner may replace a file. */
function isSticky(folder: string): boolean {
  return ((statOf(folder)?.mode ?? 0) & 0o1000) !== 0;
}

function statOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    return null;
  }
}

function notExecutable(file: string, stats: Stats): AppError {
  const what = stats.isFile() ? 'is not marked as executable' : 'is not a file';
  return new AppError('NOT_EXECUTABLE', `${file} ${what}.`, {
    at: { path: file },
    hint: stats.isFile() ? `Make it executable: chmod +x ${file}` : 'Name a program.',
  });
}

function missingFile(command: string, file: string): AppError {
  const near = nearestName(path.basename(file), [path.dirname(file)]);
  return new AppError('COMMAND_NOT_FOUND', `There is no ${file}.`, {
    detail: { command, searched: [path.dirname(file)], nearest: near },
    ...(near === null ? {} : { hint: `Did you mean ${path.join(path.dirname(file), near)}?` }),
  });
}

function missingCommand(command: string, folders: readonly string[]): AppError {
  const near = nearestName(command, folders);
  const searched = folders.length === 0 ? 'the PATH is empty' : `looked in ${folders.join(', ')}`;
  return new AppError('COMMAND_NOT_FOUND', `There is no program "${command}": ${searched}.`, {
    detail: { command, searched: folders, nearest: near },
    ...(near === null ? {} : { hint: `Did you mean "${near}"? Otherwise install it, or name its whole path.` }),
  });
}

function nearestName(name: string, folders: readonly string[]): string | null {
  const most = name.length < 4 ? 1 : NEAREST_DISTANCE;
  let best: string | null = null;
  let least = most + 1;
  for (const candidate of folders.flatMap(namesIn).slice(0, NEAREST_NAMES)) {
    const distance = nameDistance(name, candidate, most);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
