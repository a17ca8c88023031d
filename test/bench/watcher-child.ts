import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeOptions } from './tree.ts';

/** What a process that runs only the watcher shows. */
export interface WatcherFacts {
  /** From the call that starts the watcher to the moment it is ready, ms. */
  readonly readyMs: number;
  /** Resident memory beyond that of the process before the watcher was loaded, MB. */
  readonly memoryMb: number;
  /** Watches that the kernel counts for this process. */
  readonly watches: number;
  readonly files: number;
}

// Long enough for what the start left behind to be collected, or not.
const REST_MS = 1_500;

// Run as a program: watches the folder of the first argument, tells what it took, and ends.
const root = process.argv[2] ?? '';
const before = process.memoryUsage.rss();
const { watchFolder } = await import('../../electron/core/watch/watcher.ts');
let files = 0;
const began = performance.now();
const watcher = watchFolder(treeOptions(root), (message) => {
  if (message.type === 'settled') files += message.files.length;
});
await watcher.ready;
const readyMs = performance.now() - began;
await sleep(REST_MS);
const memoryMb = (process.memoryUsage.rss() - before) / 2 ** 20;
const facts: WatcherFacts = { readyMs, memoryMb, watches: countWatches(), files };
process.stdout.write(JSON.stringify(facts));
await watcher.close();

/** Lines of `inotify wd:…` in what the kernel tells of the process's descriptors. Source: proc_pid_fdinfo(5). */
function countWatches(): number {
  let count = 0;
  for (const name of readdirSync('/proc/self/fdinfo')) {
    try {
      count += readFileSync(`/proc/self/fdinfo/${name}`, 'utf8').match(/^inotify wd:/gm)?.length ?? 0;
    } catch {
      // The descriptor of the listing itself is gone by now.
    }
  }
  return count;
}
