import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import { syncFolder } from '../../disk.ts';
import { AgentError } from '../agent-error.ts';
import { diskFault } from './disk-fault.ts';
import { tellProgress } from './progress.ts';
import type { Progress } from './store.ts';
import { PART_ENDING } from './target-lock.ts';

/** Largest program that is taken, bytes. */
export const LARGEST_PROGRAM = 2 ** 30;

/** How bytes become a file. */
export interface SaveOptions {
  /** What it is, for messages. */
  readonly what: string;
  /** Bytes there should be; null when nobody says. */
  readonly total: number | null;
  /** Hex digits of the sha256 the bytes must have; null when none is published. */
  readonly sha256: string | null;
  readonly largest?: number;
  readonly progress?: (progress: Progress) => void;
}

/**
 * Writes bytes beside a file, syncs them, and only then puts them in its place, executable for their owner. Throws
 * AgentError DIGEST_MISMATCH, STORE_UNAVAILABLE (it ended too early); AppError TOO_LARGE, STORAGE_FULL, NOT_CONFIGURED.
 */
export async function saveProgram(
  target: string,
  bytes: AsyncIterable<Uint8Array>,
  options: SaveOptions,
): Promise<void> {
  const { what, total, sha256, largest = LARGEST_PROGRAM } = options;
  if (total !== null && total > largest) throw tooLarge(what, largest);
  const part = `${target}.${randomBytes(4).toString('hex')}${PART_ENDING}`;
  const hash = createHash('sha256');
  let size = 0;
  const telling = tellProgress(() => size, total, options.progress);
  try {
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const file = await open(part, 'wx', 0o700);
    try {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > largest) throw tooLarge(what, largest);
        if (total !== null && size > total) throw otherSize(what, `more than ${total}`, total);
        hash.update(chunk);
        // Unlike `write`, this goes on until all of it is written or there is no room: a part alone is no error to the system.
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    telling.tell();
    const found = hash.digest('hex');
    if (sha256 !== null && found !== sha256)
      throw new AgentError('DIGEST_MISMATCH', `${what} has the sha256 ${found}, and should have ${sha256}.`, {
        diagnosis: 'what arrived is not what was published',
      });
    // Verified bytes are all there are: then the size that was named is wrong.
    if (total !== null && size !== total && sha256 !== null) throw otherSize(what, String(size), total);
    if (total !== null && size !== total)
      throw new AgentError('STORE_UNAVAILABLE', `${what} ended after ${size} of ${total} bytes.`);
    await moveFile(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw diskFault(what, target, error);
  } finally {
    telling.stop();
  }
}

/** Puts a file in the place of another one of its folder, which is synced. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(path.dirname(to));
}

function otherSize(what: string, has: string, total: number): AgentError {
  return new AgentError('DIGEST_MISMATCH', `${what} has ${has} bytes, and ${total} were named.`, {
    diagnosis: 'what arrived is not what was published',
  });
}

function tooLarge(what: string, largest: number): AppError {
  return new AppError('TOO_LARGE', `${what} is larger than ${largest} bytes.`, {
    hint: 'No agent is that large; look at what the store holds.',
  });
}
