import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Orders } from './electron-stand-in/control.ts';
import { onEnd, tempFolder } from './temp.ts';

/** Folder of the checkout: with it as the app's folder, the real page is shown. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const entry = fileURLToPath(new URL('./electron-stand-in/entry.ts', import.meta.url));

/** A desktop app that runs on the stand-in for Electron. */
export interface DesktopApp {
  readonly home: string;
  /** Gives an order to the stand-in. */
  order<K extends keyof Orders>(name: K, give: Orders[K]['give']): Promise<Orders[K]['get']>;
  /** Lines of its stderr so far. */
  readonly lines: readonly string[];
  /** Resolves when a line of stderr holds these words. */
  said(words: string): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

interface StartOptions {
  readonly words?: readonly string[];
  readonly home?: string;
  /** Folder of the app; without it, one with the built app and a small page for tests. */
  readonly app?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The built app in a folder of its own, with a small page instead of the real one. */
export function appWithTestPage(): string {
  const built = path.join(projectRoot, 'out');
  if (!existsSync(path.join(built, 'main.js'))) throw new Error('The app is not built: run `npm run build`.');
  const folder = tempFolder('app');
  const { name, version, main, type } = JSON.parse(
    readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, main, type }));
  mkdirSync(path.join(folder, 'out'));
  for (const part of ['main.js', 'preload.cjs', 'chunks', 'workers']) {
    if (existsSync(path.join(built, part)))
      cpSync(path.join(built, part), path.join(folder, 'out', part), { recursive: true });
  }
  cpSync(path.join(projectRoot, 'test', 'fixtures', 'desktop-page'), path.join(folder, 'out', 'renderer'), {
    recursive: true,
  });
  cpSync(path.join(projectRoot, 'assets'), path.join(folder, 'assets'), { recursive: true });
  return folder;
}

/** Starts the app; it is ended with the test. */
export function startDesktopApp({
  words = [],
  home = tempFolder('home'),
  app = appWithTestPage(),
  env = {},
}: StartOptions = {}): DesktopApp {
  const child = spawn(process.execPath, [entry, app, ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SIGNALBOX_HOME: home, ...env },
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (text + chunk).split('\n');
    text = parts.pop() ?? '';
    lines.push(...parts);
    for (const listener of listeners) listener();
  });
  onEnd(async () => {
    // Without its test the stand-in closes its browser and ends.
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    child.stderr?.destroy();
  });
  return {
    home,
    lines,
    ended,
    order: orders(child, () => lines.slice(-20).join('\n')),
    said: (words) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!lines.some((line) => line.includes(words))) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}

function orders(child: ChildProcess, lastWords: () => string): DesktopApp['order'] {
  let count = 0;
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  child.on('message', ({ id, get, fault }: { id: number; get?: unknown; fault?: string }) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) waiter?.resolve(get as never);
    else waiter?.reject(new Error(fault));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`The app ended. Its last words:\n${lastWords()}`));
  });
  return (name, give) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, { resolve, reject });
      child.send({ id, name, give }, (error) => {
        if (error) reject(error);
      });
    });
}
