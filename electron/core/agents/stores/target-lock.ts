import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, ourIdentity, type ProcessIdentity } from '../../home/process-identity.ts';

/** How often a lock that another process holds is looked at, ms. */
const LOOK_EVERY_MS = 100;
/** Ending of what is fetched and not whole yet. */
export const PART_ENDING = '.part';

const turns = new Map<string, Promise<unknown>>();

/**
 * Does something about a file while nobody else does, in this process or another one. What an earlier owner of the lock
 * left half done is gone then.
 */
export async function withTargetLock<T>(target: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const before = turns.get(target) ?? Promise.resolve();
  const own = before
    .catch(() => undefined)
    .then(async () => {
      signal.throwIfAborted();
      const release = await lockFile(target, signal);
      try {
        removeParts(target);
        return await work();
      } finally {
        release();
      }
    });
  turns.set(target, own);
  try {
    return await own;
  } finally {
    if (turns.get(target) === own) turns.delete(target);
  }
}

async function lockFile(target: string, signal: AbortSignal): Promise<() => void> {
  const file = `${target}.lock`;
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  while (!tryLock(file)) await delay(LOOK_EVERY_MS, undefined, { signal });
  return () => rmSync(file, { force: true });
}

/** Takes the lock, also from a process that is gone. Throws what the system says where nothing can be written. */
function tryLock(file: string): boolean {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, JSON.stringify(ourIdentity()), { mode: 0o600 });
    // A link appears with its content, or not at all.
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = holderOf(file);
    if (holder !== null && isAlive(holder)) return false;
    rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(file: string): ProcessIdentity | null {
  try {
    const { pid, startTime } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startTime === 'number' ? { pid, startTime } : null;
  } catch {
    return null;
  }
}

function removeParts(target: string): void {
  const [folder, base] = [path.dirname(target), path.basename(target)];
  for (const name of readdirSync(folder))
    if (name.startsWith(`${base}.`) && name.endsWith(PART_ENDING)) rmSync(path.join(folder, name), { force: true });
}
