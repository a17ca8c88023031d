import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { StatFacts } from './tree.ts';
import type { FileProblem } from './types.ts';

/** What a read of one path gave. */
export type ReadResult =
  | { readonly kind: 'content'; readonly hash: string; readonly bytes: Uint8Array; readonly stat: StatFacts }
  | { readonly kind: 'problem'; readonly problem: FileProblem; readonly stat: StatFacts }
  /** The file changed while it was read, or went away. */
  | { readonly kind: 'unstable' };

/**
 * Reads a regular file whose stat is known, and proves that it did not change meanwhile.
 *
 * Synchronous on purpose: this runs in the watch worker only, where it costs a fifth of the promise calls. Opening
 * without blocking keeps a pipe that took the file's place from stopping the worker.
 *
 * @param before stat of the path just before; `isFile` false = never opened
 * @param anyway take the content even if the stat moved meanwhile
 */
export function readStable(
  path: string,
  before: StatFacts,
  isFile: boolean,
  maxBytes: number,
  anyway: boolean,
): ReadResult {
  if (!isFile) {
    const message = 'This is not a regular file (a pipe, socket or device) and is never opened.';
    return { kind: 'problem', problem: { code: 'NOT_A_FILE', message }, stat: before };
  }
  if (before.size > maxBytes) {
    const message = `The file has ${before.size} bytes; more than ${maxBytes} are not read.`;
    return { kind: 'problem', problem: { code: 'TOO_BIG', message }, stat: before };
  }
  let handle: number;
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENXIO') return { kind: 'unstable' };
    return {
      kind: 'problem',
      problem: { code: 'UNREADABLE', message: `The file cannot be read: ${message}` },
      stat: before,
    };
  }
  try {
    const opened = fstatSync(handle);
    if (!opened.isFile() || !(anyway || sameStat(opened, before))) return { kind: 'unstable' };
    const bytes = readAll(handle, opened.size);
    if (bytes === null || !(anyway || sameStat(fstatSync(handle), before))) return { kind: 'unstable' };
    return { kind: 'content', hash: hash('sha256', bytes, 'hex'), bytes, stat: before };
  } catch (error) {
    const message = `The file cannot be read: ${(error as Error).message}`;
    return { kind: 'problem', problem: { code: 'UNREADABLE', message }, stat: before };
  } finally {
    closeSync(handle);
  }
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
