import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** One of our source files, with the files of ours and the packages it imports. */
export interface Source {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)(?:\s+type)?(?:[\s\w{},*$]+from)?\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every source file below a folder of the project. */
export function sourcesBelow(folder: string, endings: readonly string[] = ['.ts', '.tsx']): Source[] {
  const base = path.join(projectRoot, folder);
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)) && !entry.name.endsWith('.d.ts'),
    )
    .map((entry) => readSource(path.join(entry.parentPath, entry.name)));
}

function readSource(absolute: string): Source {
  const text = readFileSync(absolute, 'utf8');
  const file = path.relative(projectRoot, absolute).split(path.sep).join('/');
  const imports = [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => (name.startsWith('.') ? resolve(file, name) : name));
  return { file, text, lines: text.split('\n').length - 1, imports };
}

function resolve(from: string, name: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), name));
}
