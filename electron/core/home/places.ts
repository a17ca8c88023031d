import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/** Where Signalbox keeps its own things: `SIGNALBOX_HOME`, or `.signalbox` in the user's home. */
export function homeOf(env: NodeJS.ProcessEnv): string {
  return path.resolve(env['SIGNALBOX_HOME'] || path.join(os.homedir(), '.signalbox'));
}

/** Identity and place of one workspace. */
export interface WorkspacePlace {
  /** First 16 hex digits of the sha256 of the real path. */
  readonly id: string;
  readonly root: string;
  readonly name: string;
  /** Folder for its journal, blobs, logs and ledger; never inside the workspace. */
  readonly dir: string;
}

/** The place of a workspace; its folder is made, readable by its owner alone. */
export function placeOf(home: string, root: string): WorkspacePlace {
  const real = realpathSync(root);
  const id = workspaceId(real);
  const dir = path.join(home, 'workspaces', id);
  for (const folder of [
    home,
    path.join(home, 'workspaces'),
    dir,
    path.join(dir, 'blobs'),
    path.join(dir, 'logs'),
    path.join(dir, 'ledger'),
  ]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return { id, root: real, name: nameOf(real), dir };
}

/** The id of a workspace, and the name of its folder below `workspaces`, by its real path. */
export function workspaceId(real: string): string {
  return createHash('sha256').update(real).digest('hex').slice(0, 16);
}

/** The real path of a folder; the path as it is where nothing is there any more. */
export function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Thrown when a workspace cannot be opened because it is no folder. */
export function notAFolder(root: string): AppError {
  return new AppError('NOT_FOUND', `${root} is not a folder.`, {
    hint: 'Name the folder that holds your definitions.',
  });
}

/** What people call it: the folder's name, or that of the project whose `.agently` it is. */
function nameOf(root: string): string {
  const base = path.basename(root);
  return (base === '.agently' ? path.basename(path.dirname(root)) : base) || root;
}

/** The key with which a workspace's secrets are stamped; made once. */
export function maskKey(dir: string): Buffer {
  const file = path.join(dir, 'mask.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}
