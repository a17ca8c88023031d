import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { isDiskFull } from '../disk.ts';
import type { Kind } from './kinds/kind.ts';
import { definitionName, kindAt } from './kinds/names.ts';

/** sha256 of a body in hex, as versions and `expectedHash` carry it. */
export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Path (relative to the root, with `/`) for a new file of a definition. `kinds` are all there are: a path below the
 * folder of another kind belongs to that one.
 * Throws INVALID_INPUT for a name that would leave the kind's folder or that no file can have.
 */
export function newPath(kind: Kind, name: string, wanted?: string, kinds: readonly Kind[] = [kind]): string {
  const bad = name.split('/').find((part) => part === '' || part === '.' || part === '..' || part.startsWith('.'));
  if (bad !== undefined || /[\0\\]/.test(name) || Buffer.byteLength(name) > 200) {
    throw new AppError('INVALID_INPUT', `“${name.slice(0, 80)}” cannot be the name of a definition.`, {
      hint: 'Use letters, digits, spaces, dashes and dots; a slash makes a folder; no part may begin with a dot.',
    });
  }
  const file = wanted ?? kind.files?.[0] ?? `${kind.dir}/${name}${newExtension(kind)}`;
  if (path.posix.normalize(file) !== file || definitionName(kind, file) !== name || kindAt(kinds, file) !== kind) {
    throw new AppError('INVALID_INPUT', `${file} is not a path of ${kind.dir}/${name}.`);
  }
  return file;
}

/** Extension of a new file of a kind: `.yaml` where the kind may have it. */
function newExtension(kind: Kind): string {
  return kind.extensions.includes('.yaml') ? '.yaml' : (kind.extensions[0] ?? '.yaml');
}

/** The absolute path of a file of the workspace. Throws FORBIDDEN when links lead it out of the root. */
export async function insideRoot(root: string, file: string): Promise<string> {
  const absolute = path.resolve(root, file);
  const real = await realpath(await nearestExisting(path.dirname(absolute)));
  const base = await realpath(root);
  if (real !== base && !real.startsWith(base + path.sep)) {
    throw new AppError('FORBIDDEN', `${file} leads out of the workspace.`, {
      hint: 'Only files inside the workspace are written.',
    });
  }
  return absolute;
}

/** Writes a new file; throws CONFLICT when there is one. */
export async function createFile(root: string, file: string, text: string): Promise<void> {
  const absolute = await insideRoot(root, file);
  await mkdir(path.dirname(absolute), { recursive: true }).catch((error: unknown) => {
    throw diskError(error, path.posix.dirname(file));
  });
  const handle = await open(absolute, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new AppError('CONFLICT', `${file} exists already.`, {
        hint: 'Choose another name, or change the one that exists.',
      });
    throw diskError(error, file);
  });
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    throw diskError(error, file);
  } finally {
    await handle.close();
  }
}

/** Replaces a file at once: readers see the old or the new content, never half of it. Keeps its rights. */
export async function replaceFile(root: string, file: string, bytes: Uint8Array | string): Promise<void> {
  const absolute = await realpath(await insideRoot(root, file));
  const temporary = path.join(path.dirname(absolute), `.${path.basename(absolute)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const { mode } = await stat(absolute);
    const handle = await open(temporary, 'wx', mode & 0o777);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, absolute);
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskError(error, file);
  }
}

/** Reads a file of the workspace. Throws NOT_FOUND and UNREADABLE. */
export async function readInside(root: string, file: string): Promise<Buffer> {
  try {
    return await readFile(await insideRoot(root, file));
  } catch (error) {
    throw diskError(error, file);
  }
}

/** Removes a file of the workspace. */
export async function removeFile(root: string, file: string): Promise<void> {
  try {
    await unlink(await insideRoot(root, file));
  } catch (error) {
    throw diskError(error, file);
  }
}

/** Throws STALE unless a body is the one that was looked at. */
export function expectHash(bytes: Uint8Array, expected: string, file: string): void {
  if (hashOf(bytes) === expected) return;
  throw new AppError('STALE', `${file} changed on disk since you looked at it.`, {
    hint: 'Look at what is on disk now, then decide which of the two to keep.',
  });
}

async function nearestExisting(folder: string): Promise<string> {
  let current = folder;
  for (;;) {
    const found = await stat(current).catch(() => null);
    if (found) return current;
    const parent = path.dirname(current);
    if (parent === current) return current;
    current = parent;
  }
}

function diskError(error: unknown, file: string): Error {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const at = { path: file };
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new AppError('CONFLICT', `${file}: a file stands where a folder is needed.`, { at, cause: error });
  if (code === 'ENOENT') return new AppError('NOT_FOUND', `${file} is not there.`, { at, cause: error });
  if (isDiskFull(error))
    return new AppError('STORAGE_FULL', `${file} cannot be written: the disk is full.`, { at, cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new AppError(
      'UNREADABLE',
      `${file}: ${code === 'EROFS' ? 'the file system is read-only' : 'your user has no right to it'}.`,
      { at, cause: error },
    );
  return error instanceof Error ? error : new Error(String(error));
}
