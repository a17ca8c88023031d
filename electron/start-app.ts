import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.ts';
import { builtCli } from './built.ts';
import type { runCli } from './headless/cli.ts';

/** `npm start`: the desktop app where it can run, otherwise the same app in the browser, and one line why. */
export async function startApp(root: string, args: readonly string[]): Promise<number> {
  await buildIfStale(root);
  // Who names a port or wants no browser opened means the served app.
  const wantsBrowser = ['--browser', '--json', '--port', '--no-open'].some((option) => args.includes(option));
  const reason = wantsBrowser ? null : whyNoWindow();
  const electron = wantsBrowser || reason ? null : electronBinary(root);
  if (electron) return runDesktop(electron, root, args);
  if (!wantsBrowser)
    console.error(
      `${reason ?? 'The Electron runtime is not installed and could not be downloaded'}: serving the app to the browser instead.`,
    );
  const cli = (await import(pathToFileURL(builtCli(root)).href)) as { runCli: typeof runCli };
  return cli.runCli(['serve', ...args], process);
}

/** Why no window can be opened here, or null. */
function whyNoWindow(): string | null {
  if (process.platform === 'win32' || process.platform === 'darwin') return null;
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? null : 'There is no display';
}

/** The Electron runtime: an unpacked one, or the one its package downloads the first time it is asked for. */
function electronBinary(root: string): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name =
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron';
  if (override) return existsSync(path.join(override, name)) ? path.join(override, name) : null;
  try {
    const found: unknown = createRequire(path.join(root, 'package.json'))('electron');
    return typeof found === 'string' && existsSync(found) ? found : null;
  } catch {
    return null;
  }
}

function runDesktop(binary: string, root: string, args: readonly string[]): Promise<number> {
  const at = args.indexOf('--home');
  const home = at < 0 ? undefined : args[at + 1];
  const words = at < 0 ? args : args.filter((_, index) => index !== at && index !== at + 1);
  const env = home === undefined ? process.env : { ...process.env, SIGNALBOX_HOME: path.resolve(home) };
  const child = spawn(binary, [root, ...words], { stdio: 'inherit', env });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
