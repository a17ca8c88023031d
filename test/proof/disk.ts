import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from './contents.ts';

/** What is on disk: hash by path (relative to the root, with `/`) of every file that claims a definition. */
export type Disk = ReadonlyMap<string, string>;

const EXTENSION = /\.(ya?ml|json)$/i;

/** A kind's directory and the name of the definition a file of it holds. */
export interface Claim {
  readonly kind: string;
  readonly name: string;
  readonly id: string;
}

/** Reads the disk afresh. */
export function readDisk(root: string, kinds: readonly string[]): Disk {
  const found = new Map<string, string>();
  for (const kind of kinds) {
    mkdirSync(path.join(root, kind), { recursive: true });
    const names = readdirSync(path.join(root, kind), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && EXTENSION.test(entry.name) && !/\.tmp$|~$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    const homes = new Set(names.filter(isHome).map(path.dirname));
    for (const name of names.sort()) {
      if (liesInHome(name, homes)) continue;
      found.set(name, sha256(readFileSync(path.join(root, name))));
    }
  }
  return found;
}

/** The definition a path stands for: its place below the kind without extension, `x/x` folded to `x`. */
export function claimOf(file: string, kinds: readonly string[]): Claim {
  const kind = kinds.find((one) => file.startsWith(`${one}/`));
  if (kind === undefined) throw new Error(`${file} lies in no kind`);
  const parts = file
    .slice(kind.length + 1)
    .replace(EXTENSION, '')
    .split('/');
  if (parts.length > 1 && parts.at(-1) === parts.at(-2)) parts.pop();
  const name = parts.join('/');
  return { kind, name, id: `${kind}/${name}` };
}

/** Whether a file lies in a folder of its own name. */
export function isHome(file: string): boolean {
  return path.basename(path.dirname(file)) === path.basename(file).replace(EXTENSION, '');
}

function liesInHome(file: string, homes: ReadonlySet<string>): boolean {
  for (let folder = path.dirname(file); folder !== '.'; folder = path.dirname(folder)) {
    if (homes.has(folder) && !(isHome(file) && path.dirname(file) === folder)) return true;
  }
  return false;
}
