import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { PathProblemCode } from './types.ts';

/** Where a symbolic link leads, or why it is not followed. */
export type LinkTarget =
  | { readonly kind: 'file' | 'directory'; readonly real: string }
  | { readonly kind: 'problem'; readonly code: PathProblemCode; readonly message: string };

/** Whether `path` is `dir` or lies below it; both absolute and normalized. */
export function isInside(dir: string, path: string): boolean {
  if (!path.startsWith(dir)) return false;
  return path.length === dir.length || dir.endsWith(sep) || path.charAt(dir.length) === sep;
}

/**
 * Decides about a link's target: only inside the root or a followed place, and never one that contains the directory
 * from which the link was reached, because walking that would not end.
 *
 * @param real the target
 * @param isDirectory whether the target is one
 * @param chain real paths of the directories that lead to the link, the root first
 */
export function judgeLink(
  real: string,
  isDirectory: boolean,
  allowed: readonly string[],
  chain: readonly string[],
): LinkTarget {
  if (!allowed.some((place) => isInside(place, real))) {
    const message = `The link leads to ${real}, which is outside the workspace and not named in watch.follow.`;
    return { kind: 'problem', code: 'LINK_OUTSIDE', message };
  }
  if (isDirectory && chain.some((dir) => isInside(real, dir))) {
    return { kind: 'problem', code: 'LINK_LOOP', message: `The link leads back to ${real}, which contains it.` };
  }
  return { kind: isDirectory ? 'directory' : 'file', real };
}

/** Reads and judges a link; never throws. */
export function resolveLink(path: string, allowed: readonly string[], chain: readonly string[]): LinkTarget {
  try {
    const real = realpathSync(path);
    return judgeLink(real, statSync(real).isDirectory(), allowed, chain);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ELOOP') return { kind: 'problem', code: 'LINK_LOOP', message: 'The link leads to itself.' };
    return {
      kind: 'problem',
      code: 'LINK_BROKEN',
      message: `The link leads to ${readTarget(path)}, which cannot be reached (${code}).`,
    };
  }
}

function readTarget(path: string): string {
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return 'an unknown place';
  }
}

/** Which logical paths a real path outside its own place stands for. */
export interface Aliases {
  set(logical: string, real: string, kind: 'file' | 'directory'): void;
  delete(logical: string): void;
  /** Real target of a link, when it is one that is followed. */
  target(logical: string): string | undefined;
  /** Logical paths of a changed real path. */
  logicals(real: string): string[];
  /** Links to files that lie directly in a real directory. */
  filesIn(realDir: string): string[];
  readonly size: number;
}

/** An empty table of followed links. */
export function createAliases(): Aliases {
  const links = new Map<string, { real: string; kind: 'file' | 'directory' }>();
  return {
    set: (logical, real, kind) => void links.set(logical, { real, kind }),
    delete: (logical) => void links.delete(logical),
    target: (logical) => links.get(logical)?.real,
    logicals(real) {
      if (links.size === 0) return [];
      const out: string[] = [];
      for (const [logical, link] of links) {
        if (link.real === real) out.push(logical);
        else if (link.kind === 'directory' && isInside(link.real, real)) {
          out.push(`${logical}/${relative(link.real, real).split(sep).join('/')}`);
        }
      }
      return out;
    },
    filesIn: (realDir) =>
      [...links]
        .filter(([, { kind, real }]) => kind === 'file' && dirname(real) === realDir)
        .map(([logical]) => logical),
    get size() {
      return links.size;
    },
  };
}
