import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Folders of one measurement, removed at its end. */
export interface Scratch extends Disposable {
  folder(name: string): string;
}

/** Makes folders in the system's place for temporary files. */
export function openScratch(): Scratch {
  const folders: string[] = [];
  return {
    folder(name) {
      const made = realpathSync(mkdtempSync(path.join(os.tmpdir(), `sbx-bench-${name}-`)));
      folders.push(made);
      return made;
    },
    [Symbol.dispose]() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
