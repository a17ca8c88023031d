import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';

/**
 * The workspace that opens when none is named: a copy of the sample in the user's folder, theirs to edit. It is copied
 * once and in one step; a folder that is there is left as it was made.
 *
 * @throws AppError NOT_FOUND when this installation carries no sample, UNREADABLE when it cannot be copied
 */
export async function sampleWorkspace(home: string, root: string): Promise<string> {
  const target = path.join(home, 'sample');
  if (existsSync(target)) return target;
  const source = path.join(root, 'assets', 'sample');
  if (!existsSync(source)) {
    throw new AppError('NOT_FOUND', 'This installation carries no sample workspace.', {
      hint: 'Name a folder to open: serve PATH.',
    });
  }
  const draft = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await cp(source, draft, { recursive: true, force: false, preserveTimestamps: false });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target))
      throw new AppError('UNREADABLE', `The sample cannot be copied to ${target}.`, { cause: error });
  }
  return target;
}
