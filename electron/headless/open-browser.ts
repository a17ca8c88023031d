import { spawn } from 'node:child_process';

/** The program that opens an address on this system, or null where there is no screen to open it on. */
export function browserCommand(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  url: string,
): { readonly file: string; readonly args: readonly string[] } | null {
  if (platform === 'darwin') return { file: 'open', args: [url] };
  if (platform === 'win32') return { file: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? { file: 'xdg-open', args: [url] } : null;
}

/** Asks the system to open an address. It never fails: the address was printed as well. Answers whether it was tried. */
export function openBrowser(env: NodeJS.ProcessEnv, url: string): boolean {
  const command = browserCommand(process.platform, env, url);
  if (command === null) return false;
  const child = spawn(command.file, command.args, { stdio: 'ignore', detached: true, env });
  child.on('error', () => {});
  child.unref();
  return true;
}
