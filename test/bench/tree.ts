import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WatchOptions } from '../../electron/core/watch/types.ts';
import { definitionText } from './corpus.ts';

/** Definitions in a folder of such a tree. */
export const PER_FOLDER = 20;

/** Fills a workspace with definitions of about 1 KB, 20 to a folder, and answers their paths. */
export function fillTree(root: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const folder = path.join(root, 'agents', `g${String(Math.floor(index / PER_FOLDER)).padStart(4, '0')}`);
    if (index % PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `d${String(index).padStart(5, '0')}.yaml`);
    writeFileSync(file, definitionText(path.basename(file), 0));
    return file;
  });
}

/** Directories of such a tree, the root and the folder of the kind counted. */
export function directoriesOf(count: number): number {
  return 2 + Math.ceil(count / PER_FOLDER);
}

/** The product's own options for such a tree. */
export function treeOptions(root: string): WatchOptions {
  return {
    root,
    rules: [{ id: 'agents', dir: 'agents', extensions: ['.yaml', '.yml', '.json'], besides: true }],
    ignore: [],
    follow: [],
    settleMs: 20,
    settleMaxMs: 100,
    maxPaths: 100_000,
    maxFileBytes: 4 * 2 ** 20,
    pollMs: 1_000,
  };
}
