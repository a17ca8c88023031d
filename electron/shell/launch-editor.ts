import { spawn } from 'node:child_process';

/**
 * Starts a program of the user's beside the app: without a shell, without a terminal, and it lives on when the app ends.
 * Resolves when the program runs; rejects when it cannot be started.
 */
export function launchBeside(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'ignore', detached: true, shell: false });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
