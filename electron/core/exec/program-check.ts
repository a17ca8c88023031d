import { statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/**
 * A program is named by its whole path, or found on the PATH; never by a path that depends on the folder. A link that
 * everybody may turn elsewhere is no better than a program that everybody may write.
 *
 * @throws AppError COMMAND_NOT_FOUND, WORLD_WRITABLE
 */
export function checkProgram(program: string): void {
  if (!/[/\\]/.test(program)) return;
  if (!path.isAbsolute(program))
    throw new AppError('COMMAND_NOT_FOUND', `The program is named by a relative path: ${program}`, {
      hint: 'Write its whole path, or only its name to have it looked for on the PATH.',
    });
  if (process.platform === 'win32') return;
  const folder = statSync(path.dirname(program), { throwIfNoEntry: false });
  if (folder && (folder.mode & 0o002) !== 0 && (folder.mode & 0o1000) === 0)
    throw new AppError('WORLD_WRITABLE', `${path.dirname(program)} may be changed by every user of this machine.`);
}
