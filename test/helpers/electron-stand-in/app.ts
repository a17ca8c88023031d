import { existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';
import { closeBrowser } from './browser.ts';
import { Events, note, strict } from './strict.ts';

const [, appPath = '.'] = process.argv;
const manifest = JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8')) as { readonly version: string };
const events = new Events('app', [
  'web-contents-created',
  'before-quit',
  'child-process-gone',
  'second-instance',
  'open-url',
  'open-file',
]);
const ready = Promise.withResolvers<void>();
let isReady = false;
let lock: string | null = null;

/** Lets `app.whenReady()` resolve; from now on nothing can be set up that Electron wants to know before. */
export function becomeReady(): void {
  isReady = true;
  ready.resolve();
}

/** Throws when it is too late for something. */
export function beforeReady(what: string): void {
  if (isReady) throw new Error(`${what} must be called before the app is ready.`);
}

/** Ends the process as Electron would: lock given back, windows gone. */
export async function endProcess(code: number): Promise<void> {
  if (lock) rmSync(lock, { force: true });
  await closeBrowser();
  process.exit(code);
}

const members = {
  isPackaged: false,
  enableSandbox(): void {
    beforeReady('app.enableSandbox');
    note('app.enableSandbox');
  },
  setPath(name: string, folder: string): void {
    if (name !== 'userData' || !existsSync(folder)) throw new Error(`app.setPath(${name}): no such folder`);
    beforeReady('app.setPath');
    note('app.setPath', name);
    lock = path.join(folder, 'stand-in.lock');
  },
  requestSingleInstanceLock(): boolean {
    if (lock === null) throw new Error('The lock was asked for before the folder it lies in was set.');
    const file = lock;
    try {
      writeFileSync(file, '', { flag: 'wx' });
    } catch {
      lock = null;
      writeFileSync(`${file}.second`, JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
      return false;
    }
    watch(path.dirname(file), { persistent: false }, (_event, name) => {
      if (name === `${path.basename(file)}.second`) greetSecond(`${file}.second`);
    });
    return true;
  },
  whenReady: () => ready.promise,
  getAppPath: () => appPath,
  getVersion: () => manifest.version,
  setBadgeCount(count: number): boolean {
    note('app.setBadgeCount', count);
    return true;
  },
  exit(code = 0): void {
    note('app.exit', code);
    void endProcess(code);
  },
  on: events.on.bind(events),
  emit: events.emit.bind(events),
} satisfies Partial<Record<keyof App, unknown>>;

/** Electron's `app`. */
export const app = strict('app', members);

function greetSecond(file: string): void {
  try {
    const { argv, cwd } = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; cwd: string };
    rmSync(file);
    events.emit('second-instance', {}, argv, cwd);
  } catch {
    // Still being written, or gone: the next event of the folder tells.
  }
}
