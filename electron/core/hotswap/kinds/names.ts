import type { Kind } from './kind.ts';

/** What of a kind decides over names. */
export type NamedKind = Pick<Kind, 'dir' | 'extensions' | 'files' | 'depth'>;

/**
 * Name of the definition a file holds: its path below the kind's directory without extension, `x/x` folded to `x`.
 * Null when the file does not lie there, lies too deep, or has another extension. Paths are relative to the root, with `/`.
 */
export function definitionName(kind: NamedKind, path: string): string | null {
  if (kind.files) return kind.files.includes(path) ? path.replace(/\.[^.]*$/, '') : null;
  if (!path.startsWith(`${kind.dir}/`)) return null;
  const lower = path.toLowerCase();
  const extension = kind.extensions.find((candidate) => lower.endsWith(candidate));
  if (extension === undefined) return null;
  const segments = path.slice(kind.dir.length + 1, -extension.length).split('/');
  const last = segments.at(-1);
  if (last === undefined || last === '' || segments.length - 1 > (kind.depth ?? Number.POSITIVE_INFINITY)) return null;
  return (segments.length > 1 && segments.at(-2) === last ? segments.slice(0, -1) : segments).join('/');
}

/** The folder of its own that a nested definition has: `agents/coder` for `agents/coder/coder.yaml`. */
export function homeOf(kind: NamedKind, path: string): string | null {
  if (kind.files || !path.startsWith(`${kind.dir}/`)) return null;
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

/** The kind that a path belongs to: a file of the root by its name, every other by the longest directory that holds it. */
export function kindAt<K extends NamedKind>(kinds: readonly K[], path: string): K | null {
  let best: K | null = null;
  for (const kind of kinds) {
    if (kind.files?.includes(path)) return kind;
    if (kind.files || !path.startsWith(`${kind.dir}/`)) continue;
    if (best === null || kind.dir.length > best.dir.length) best = kind;
  }
  return best;
}
