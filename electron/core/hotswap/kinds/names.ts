import type { Kind } from './kind.ts';

/**
 * Name of the definition a file holds: its path below the kind's directory without extension, `x/x` folded to `x`.
 * Null when the file does not lie there or has another extension. Paths are relative to the root, with `/`.
 */
export function definitionName(kind: Pick<Kind, 'dir' | 'extensions'>, path: string): string | null {
  if (!path.startsWith(`${kind.dir}/`)) return null;
  const lower = path.toLowerCase();
  const extension = kind.extensions.find((candidate) => lower.endsWith(candidate));
  if (extension === undefined) return null;
  const segments = path.slice(kind.dir.length + 1, -extension.length).split('/');
  const last = segments.at(-1);
  if (last === undefined || last === '') return null;
  return (segments.length > 1 && segments.at(-2) === last ? segments.slice(0, -1) : segments).join('/');
}

/** The folder of its own that a nested definition has: `agents/coder` for `agents/coder/coder.yaml`. */
export function homeOf(kind: Pick<Kind, 'dir' | 'extensions'>, path: string): string | null {
  if (!path.startsWith(`${kind.dir}/`)) return null;
  const slash = path.lastIndexOf('/');
  const home = path.slice(0, slash);
  if (home === kind.dir) return null;
  const base = path.slice(slash + 1);
  const folder = home.slice(home.lastIndexOf('/') + 1);
  const lower = base.toLowerCase();
  return kind.extensions.some((extension) => lower.endsWith(extension) && base.slice(0, -extension.length) === folder)
    ? home
    : null;
}
