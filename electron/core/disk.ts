import { open } from 'node:fs/promises';

/** The name of a file is on the disk when its folder is. Windows cannot open one and needs it not. Throws what the system says. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether something could not be written because there is no room, on the disk or for this user. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
