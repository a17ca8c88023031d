import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statfsSync } from 'node:fs';

// f_type values of statfs(2) whose kernels do not tell of changes made elsewhere. Source: linux/magic.h and the
// file systems' own headers.
const NETWORK_TYPES = new Map<number, string>([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x01021997, '9p'],
  [0x65735546, 'fuse'],
  [0x786f4256, 'vboxsf'],
  [0x5346414f, 'afs'],
  [0x00c36400, 'ceph'],
  [0x564c, 'ncp'],
  [0x73757245, 'coda'],
]);

/** Name of the network file system with this `f_type`, or null when native watching works. */
export function networkTypeName(type: number): string | null {
  // Linux hands out the number as signed or unsigned, depending on the architecture.
  return NETWORK_TYPES.get(Number(BigInt.asUintN(32, BigInt(type)))) ?? null;
}

/** Name of the network file system a folder lies on, or null. */
export function networkFileSystem(path: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return networkTypeName(statfsSync(path).type);
  } catch {
    return null;
  }
}

/** The file that holds the limit on inotify watches of one user. */
export const MAX_USER_WATCHES = '/proc/sys/fs/inotify/max_user_watches';

/** The limit on inotify watches that applies to this process, or null where there is none. */
export function maxUserWatches(): number | null {
  const limits = [MAX_USER_WATCHES, '/proc/sys/user/max_inotify_watches'].map(readNumber);
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The limit on inotify instances that applies to this process, or null where there is none. */
export function maxUserInstances(): number | null {
  const limits = ['/proc/sys/fs/inotify/max_user_instances', '/proc/sys/user/max_inotify_instances'].map(readNumber);
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** How many inotify instances this process has open, or null where that cannot be told. Source: inotify(7), proc(5). */
export function watcherInstances(): number | null {
  try {
    return readdirSync('/proc/self/fd').filter(isInstance).length;
  } catch {
    return null;
  }
}

function isInstance(name: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${name}`) === 'anon_inode:inotify';
  } catch {
    // The descriptor of the listing itself is gone by now.
    return false;
  }
}

function readNumber(path: string): number | null {
  try {
    const value = Number(readFileSync(path, 'utf8').trim());
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/** Identity of the root: another one means that every watch on it is dead. */
export interface RootIdentity {
  readonly real: string;
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
}

/** The root as it is now, or null when it is missing or no directory. */
export function readRoot(path: string): RootIdentity | null {
  try {
    const real = realpathSync(path);
    const stat = lstatSync(real);
    return stat.isDirectory() ? { real, dev: stat.dev, ino: stat.ino, birthtimeMs: stat.birthtimeMs } : null;
  } catch {
    return null;
  }
}

/** Whether both are the same directory. */
export function sameRoot(left: RootIdentity, right: RootIdentity): boolean {
  return (
    left.real === right.real &&
    left.dev === right.dev &&
    left.ino === right.ino &&
    left.birthtimeMs === right.birthtimeMs
  );
}
