import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { StatFacts } from './tree.ts';
import type { FileProblem } from './types.ts';

/** What a read of one path gave. */
export type ReadResult =
  | { readonly kind: 'content'; readonly hash: string; readonly bytes: Uint8Array; readonly stat: StatFacts }
  | { readonly kind: 'problem'; readonly problem: FileProblem; readonly stat: StatFacts }
  /** The file changed while it was read, or went away. */
  | { readonly kind: 'unstable' };

/**
 * Reads a regular file and proves that it did not change meanwhile.
 *
 * Synchronous on purpose: this runs in the watch worker only, where it costs a fifth of the promise calls. Opening
 * without blocking keeps a pipe that took the file's place from stopping the worker.
 *
 * @param before stat of the path just before, by which anything but a regular file is told apart and never opened; null
 *   where a listing has just said that it is one: then whatever cannot be read at once counts as unstable
 * @param anyway take the content even if the stat moved meanwhile
 */
export function readStable(path: string, before: Stats | null, maxBytes: number, anyway: boolean): ReadResult {
  if (before !== null && !before.isFile()) {
    const message = 'This is not a regular file (a pipe, socket or device) and is never opened.';
    return { kind: 'problem', problem: { code: 'NOT_A_FILE', message }, stat: before };
  }
  if (before !== null && before.size > maxBytes) return tooBig(before, maxBytes);
  const flags = before === null ? READ | NO_FOLLOW : READ;
  let handle: number;
  try {
    handle = openSync(path, flags);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (before === null || code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENXIO') return { kind: 'unstable' };
    return unreadable(before, message);
  }
  try {
    const opened = fstatSync(handle);
    const stat = before ?? opened;
    if (!opened.isFile() || !(anyway || sameStat(opened, stat))) return { kind: 'unstable' };
    if (opened.size > maxBytes) return tooBig(stat, maxBytes);
    const bytes = readAll(handle, opened.size);
    if (bytes === null || !(anyway || sameStat(fstatSync(handle), stat))) return { kind: 'unstable' };
    return { kind: 'content', hash: hash('sha256', bytes, 'hex'), bytes, stat };
  } catch (error) {
    return before === null ? { kind: 'unstable' } : unreadable(before, (error as Error).message);
  } finally {
    closeSync(handle);
  }
}

// Systems without these flags have neither pipes in folders nor a cheap way to refuse links.
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

function tooBig(stat: StatFacts, maxBytes: number): ReadResult {
  const message = `The file has ${stat.size} bytes; more than ${maxBytes} are not read.`;
  return { kind: 'problem', problem: { code: 'TOO_BIG', message }, stat };
}

function unreadable(stat: StatFacts, reason: string): ReadResult {
  return { kind: 'problem', problem: { code: 'UNREADABLE', message: `The file cannot be read: ${reason}` }, stat };
}

/** Whether two stats describe the same content, as far as a stat can. */
export function sameStat(left: StatFacts, right: StatFacts): boolean {
  return left.size === right.size && left.mtimeMs === right.mtimeMs && left.ino === right.ino;
}

function readAll(handle: number, size: number): Uint8Array | null {
  // A buffer of its own, never from the shared pool: it is transferred to another thread.
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = readSync(handle, bytes, at, size - at, at);
    if (count === 0) return null;
    at += count;
  }
  return bytes;
}
