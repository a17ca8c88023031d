import path from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import { isDiskFull } from '../../disk.ts';

/** What a system says when a folder may not be written to. */
const REFUSED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);

/**
 * What the disk said when a program was to be put in its place, as something that somebody can act on: STORAGE_FULL or
 * NOT_CONFIGURED. Anything else is answered as it is.
 *
 * @param what the agent, for messages
 * @param target where its program belongs
 */
export function diskFault(what: string, target: string, thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const folder = path.dirname(target);
  if (isDiskFull(thrown))
    return new AppError('STORAGE_FULL', `There is no room for ${what} in ${folder}.`, {
      hint: 'Free some space on that disk, then load the agent again. Nothing of it was kept.',
      cause: thrown,
    });
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (!REFUSED.has(code)) return thrown;
  return new AppError('NOT_CONFIGURED', `${what} cannot be put into ${folder}: ${code}.`, {
    hint: 'Give your user the right to write there, or name another home in SIGNALBOX_HOME.',
    cause: thrown,
  });
}
