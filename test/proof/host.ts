import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = path.resolve(import.meta.dirname, '../../electron/headless/main.ts');

/** The served app, as a process that can be killed. */
export interface Host {
  readonly url: string;
  readonly token: string;
  /** What it printed besides its first line. */
  said(): string;
  /** Ends it the hard way. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/**
 * Serves a folder and waits until it listens.
 *
 * @throws Error when it ends instead
 */
export async function startHost(root: string, home: string): Promise<Host> {
  const child = spawn(process.execPath, [MAIN, 'serve', root, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-8_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`serve ended: ${said}`)));
  });
  const { url, token } = JSON.parse(first) as { url: string; token: string };
  return { url, token, said: () => said, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };

  async function end(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    process.kill(signal);
    await ended;
  }
}
