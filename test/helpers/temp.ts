import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];
const closers: (() => unknown)[] = [];

/** A folder of this test's own, removed when it ends. */
export function tempFolder(name = 'test'): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `sbx-${name}-`));
  folders.push(folder);
  return folder;
}

/** Closes something when the test ends, last opened first. */
export function onEnd(close: () => unknown): void {
  closers.push(close);
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
