import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isAlive } from '../core/home/process-identity.ts';

const instanceSchema = z.object({
  url: z.url(),
  token: z.string().min(1),
  viewToken: z.string().min(1),
  workspace: z.object({ id: z.string(), root: z.string() }),
  pid: z.number().int().positive(),
  startTime: z.number(),
  build: z.string(),
  startedAt: z.number(),
});

/** A running app, as it tells the command line of the same user how to reach it. `startedAt` is epoch ms. */
export type Instance = Readonly<z.infer<typeof instanceSchema>>;

/** The file through which a running app is found. */
export interface Announcement {
  readonly file: string;
  /** Takes it back; synchronous, because the process may be about to end. */
  remove(): void;
}

/** Writes `instances/<pid>.json` below the home folder, readable by this user only, in one step. */
export async function announce(home: string, instance: Instance): Promise<Announcement> {
  const folder = folderOf(home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${instance.pid}.json`);
  const draft = path.join(folder, `.${instance.pid}.${randomBytes(4).toString('hex')}.tmp`);
  await writeFile(draft, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(draft, 0o600);
  await rename(draft, file);
  return { file, remove: () => rmSync(file, { force: true }) };
}

/** Every app that runs, newest first. Files of those that ended without taking theirs back are removed. */
export async function listInstances(home: string): Promise<Instance[]> {
  const folder = folderOf(home);
  const names = await readdir(folder).catch(() => []);
  const found: Instance[] = [];
  for (const name of names) {
    const pid = Number(/^(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid)) continue;
    const file = path.join(folder, name);
    const instance = await readInstance(file);
    if (instance?.pid === pid && isAlive(instance)) found.push(instance);
    else if (instance || !isRunning(pid)) await rm(file, { force: true });
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/** A file that cannot be read may be that of a newer version: it stays while any process has its number. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readInstance(file: string): Promise<Instance | null> {
  try {
    return instanceSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

function folderOf(home: string): string {
  return path.join(home, 'instances');
}
