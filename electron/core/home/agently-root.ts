import path from 'node:path';

/** The folder that holds a workspace's definitions, and how it was found. */
export interface WorkspaceRoot {
  /** Absolute. */
  readonly root: string;
  /** `folder`: the folder that was opened; `inside`: its `.agently`; or the variable that names another. */
  readonly why: 'folder' | 'inside' | 'AGENTLY_WORKSPACE' | 'AGENTLY_ROOT';
}

/** A folder with settings of its own is a root, whatever lies in it. */
const ROOT_FILES = ['signalbox.yaml', 'signalbox.yml', 'signalbox.json'];

/**
 * Finds the root of the definitions when a folder is opened: `.agently` inside it where there is one, unless the folder
 * has settings of its own; else the folder. The variables name a root for whoever is started without a folder, the newer
 * one first; a folder that somebody names is never exchanged for another.
 *
 * @param folder absolute path of the folder that was opened; null when none was named
 * @param exists whether a folder or file is there
 * @returns null when no folder was named and no variable is set
 */
export function workspaceRootOf(
  folder: string,
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean,
): WorkspaceRoot;
export function workspaceRootOf(
  folder: string | null,
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean,
): WorkspaceRoot | null;
export function workspaceRootOf(
  folder: string | null,
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean,
): WorkspaceRoot | null {
  if (folder === null) return rootOfEnvironment(env);
  const inside = path.join(folder, '.agently');
  const isRoot = ROOT_FILES.some((file) => exists(path.join(folder, file)));
  return !isRoot && exists(inside) ? { root: inside, why: 'inside' } : { root: folder, why: 'folder' };
}

function rootOfEnvironment(env: NodeJS.ProcessEnv): WorkspaceRoot | null {
  for (const why of ['AGENTLY_WORKSPACE', 'AGENTLY_ROOT'] as const) {
    const given = env[why]?.trim();
    if (given) return { root: path.resolve(given), why };
  }
  return null;
}
