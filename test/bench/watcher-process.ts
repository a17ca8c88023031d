import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WatcherFacts } from './watcher-child.ts';

const run = promisify(execFile);

/** Watches a folder in a process of its own until it is ready, and tells what that took. */
export async function watchInProcess(root: string): Promise<WatcherFacts> {
  const script = path.join(import.meta.dirname, 'watcher-child.ts');
  const { stdout } = await run(process.execPath, [script, root]);
  return JSON.parse(stdout) as WatcherFacts;
}
