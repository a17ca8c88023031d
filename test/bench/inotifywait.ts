import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { steadyMs } from './machine.ts';

/** inotifywait on a tree, its lines read through a pipe. */
export interface Inotifywait extends AsyncDisposable {
  /** When the first event of a path after `since` came in, in ms of the steady clock. */
  firstEvent(file: string, since: number): Promise<number>;
}

const GIVE_UP_MS = 20_000;

/** Starts it and waits until it watches. Throws when it is not installed. */
export async function startInotifywait(root: string): Promise<Inotifywait> {
  const child = spawn('inotifywait', ['-m', '-r', '--format', '%w%f', root], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  createInterface({ input: child.stdout }).on('line', (file) => {
    const at = steadyMs();
    if (!seen.has(file)) seen.set(file, at);
    waiting.get(file)?.(at);
    waiting.delete(file);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error('inotifywait is missing (Debian: inotify-tools).', { cause: error })),
    );
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('Watches established')) resolve();
    });
  });
  return {
    async firstEvent(file, since) {
      const known = seen.get(file);
      seen.delete(file);
      if (known !== undefined && known >= since) return known;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      waiting.set(file, resolve);
      const timer = setTimeout(() => reject(new Error(`inotifywait never told of ${file}.`)), GIVE_UP_MS);
      const at = await promise.finally(() => clearTimeout(timer));
      seen.delete(file);
      return at;
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
