import { execFile } from 'node:child_process';
import { darwinListeners } from './platform-commands.ts';
import type { PortHolder } from './scan.ts';
import type { Scanner } from './scanner.ts';

/** Who listens on a port, for a child that found it taken; null when nobody does, or nobody can tell. */
export async function holderOf(port: number, scanner: Pick<Scanner, 'holders'>): Promise<PortHolder | null> {
  if (process.platform === 'darwin') return parseLsof(port, await run(darwinListeners(port)));
  return (await scanner.holders([port]))[0] ?? null;
}

/** The port a message of EADDRINUSE names, as Node, Go, Python and nginx write it; null when it names none. */
export function portInUse(text: string): number | null {
  const isTaken = /EADDRINUSE|address already in use|Address in use|port is already allocated/i.test(text);
  if (!isTaken) return null;
  const match = /:(\d{2,5})(?![\d.])/.exec(text) ?? /\bport (\d{2,5})\b/i.exec(text);
  const port = Number(match?.[1]);
  return port > 0 && port < 65_536 ? port : null;
}

/** Reads the field format of lsof(8). */
export function parseLsof(port: number, text: string): PortHolder | null {
  const pid = /^p(\d+)$/m.exec(text)?.[1];
  return pid === undefined
    ? null
    : { port, pid: Number(pid), startTime: null, command: /^c(.*)$/m.exec(text)?.[1] ?? '' };
}

function run(command: { readonly file: string; readonly args: readonly string[] }): Promise<string> {
  return new Promise((resolve) => {
    execFile(command.file, [...command.args], { timeout: 5_000 }, (_, stdout) => resolve(stdout));
  });
}
