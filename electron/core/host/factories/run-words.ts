import { portInUse } from '../../process/port-holder.ts';
import type { PortHolder } from '../../process/scan.ts';
import type { RunEnd } from '../../process/types.ts';

/** The end of both outputs. */
export interface Tail {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Words of an end, with who holds the port when the program says that it is taken.
 *
 * @param ports that it is known to listen on, for programs that do not name the one they miss
 */
export async function endWords(
  end: Pick<RunEnd, 'words'>,
  tail: Tail,
  ports: readonly number[],
  holderOf: (port: number) => Promise<PortHolder | null>,
): Promise<string> {
  // Only the last lines tell why it ended; a server may have survived a taken port for days.
  const lines = [tail.stdout, tail.stderr].flatMap((text) => text.slice(-LAST_WORDS).split('\n'));
  const named = lines.map(portInUse).findLast((port) => port !== null) ?? null;
  const isTaken = named !== null || lines.some((line) => /address already in use|EADDRINUSE/i.test(line));
  if (!isTaken) return end.words;
  for (const port of named === null ? ports : [named]) {
    const holder = await holderOf(port).catch(() => null);
    if (holder === null) continue;
    const by = holder.pid === null ? 'a process of another user' : `${holder.command} (pid ${holder.pid})`;
    return `${end.words}; port ${port} is held by ${by}`;
  }
  return `${end.words}; ${named === null ? 'its port' : `port ${named}`} was taken`;
}

const LAST_WORDS = 4_096;

/** Whether Node gave up because its heap was full, by what it writes when it does. */
export function isHeapDeath(stderr: string): boolean {
  return /FATAL ERROR: .*(?:heap out of memory|Reached heap limit)/.test(stderr);
}

/** Bytes in whole MiB. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
