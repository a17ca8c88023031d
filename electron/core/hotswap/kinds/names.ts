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

/**
 * The definition file that a file lies beside: `agents/coder/coder.yaml` owns everything else in `agents/coder/`. The
 * outermost such folder wins. Null for a file that is a definition of its own, or lies beside none.
 */
export function ownerOf(
  kind: Pick<Kind, 'dir' | 'extensions'>,
  path: string,
  definitionPaths: Iterable<string>,
): string | null {
  const homes = new Map<string, string>();
  for (const candidate of definitionPaths) {
    const home = homeOf(kind, candidate);
    const other = home === null ? undefined : homes.get(home);
    // Two files can claim the folder (`coder.yaml`, `coder.json`): the first by name owns what lies beside.
    if (home !== null && (other === undefined || candidate < other)) homes.set(home, candidate);
  }
  const segments = path.split('/');
  for (let depth = kind.dir.split('/').length + 1; depth < segments.length; depth++) {
    const home = segments.slice(0, depth).join('/');
    const owner = homes.get(home);
    if (owner === undefined) continue;
    return homeOf(kind, path) === home ? null : owner;
  }
  return null;
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
