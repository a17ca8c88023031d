import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/**
 * The folder that opens when none is named: the user's own copy of the sample, made the first time and never touched
 * again.
 *
 * @throws AppError NOT_FOUND when this installation has no sample, UNREADABLE when it cannot be copied
 */
export async function ownSample(home: string, source: string): Promise<string> {
  const target = path.join(home, 'sample');
  if (existsSync(target)) return target;
  if (!existsSync(source)) {
    throw new AppError('NOT_FOUND', 'The sample workspace is missing from this installation.', {
      hint: 'Name the folder to open: signalbox PATH.',
    });
  }
  const draft = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await cp(source, draft, { recursive: true, force: false });
    // In one step: a copy that was cut off is never taken for the sample.
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw new AppError('UNREADABLE', `The sample could not be copied to ${target}.`, { cause: error });
  }
  return target;
}
