import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where a program lies. `batch` is a file that only a shell of Windows can run. */
export interface FoundProgram {
  readonly file: string;
  readonly isBatch: boolean;
}

/** A program that was looked for. */
export interface ProgramSearch {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Folders to look in after those of PATH. */
  readonly further: readonly string[];
}

/** Whether a file is there and may be run. */
export type CanRun = (file: string) => Promise<boolean>;

/** Folders that are searched for a program, in order. */
export function searchedFolders({ platform, env, further }: ProgramSearch): string[] {
  const value = env['PATH'] ?? env['Path'] ?? '';
  const folders = value.split(platform === 'win32' ? ';' : ':').filter((folder) => folder !== '');
  return [...new Set([...folders, ...further])];
}

/** Finds a program by its name in the folders of a search, or by its absolute path. Null when it is nowhere. */
export async function findProgram(
  word: string,
  search: ProgramSearch,
  canRun: CanRun = isRunnable,
): Promise<FoundProgram | null> {
  const { join, isAbsolute } = search.platform === 'win32' ? path.win32 : path.posix;
  const folders = isAbsolute(word) ? [''] : searchedFolders(search);
  for (const folder of folders) {
    for (const ending of endings(word, search.platform)) {
      const file = folder === '' ? word + ending : join(folder, word + ending);
      if (await canRun(file)) return { file, isBatch: /\.(cmd|bat)$/i.test(file) };
    }
  }
  return null;
}

function endings(word: string, platform: NodeJS.Platform): readonly string[] {
  if (platform !== 'win32' || /\.(exe|com|cmd|bat)$/i.test(word)) return [''];
  return ['.exe', '.com', '.cmd', '.bat'];
}

async function isRunnable(file: string): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) return false;
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
