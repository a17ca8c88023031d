import {
  accessSync,
  constants,
  existsSync,
  type FSWatcher,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Folder of a process's control group in the unified hierarchy (cgroups(7)); null when there is none. In a hybrid
 * layout the hierarchy is mounted below `/sys/fs/cgroup/unified` or elsewhere.
 *
 * @param mountinfo text of `/proc/self/mountinfo` (proc(5))
 * @param cgroups text of `/proc/<pid>/cgroup`
 */
export function cgroupFolder(mountinfo: string, cgroups: string): string | null {
  const own = /^0::(\/.*)$/m.exec(cgroups)?.[1];
  if (own === undefined) return null;
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [root, point] = before.split(' ').slice(3, 5).map(unescapeMount);
    if (!after.startsWith('cgroup2 ') || root === undefined || point === undefined) continue;
    // A container may see only a part of the hierarchy, mounted with that part as its root.
    if (root === '/') return path.join(point, own);
    if (own === root || own.startsWith(`${root}/`)) return path.join(point, own.slice(root.length));
  }
  return null;
}

/** Where runs can have control groups of their own; null when they cannot. Tries it for real and leaves nothing. */
export function findCgroupBase(): string | null {
  try {
    const base = cgroupFolder(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
    if (base === null) return null;
    // Moving a process takes the right to write the list of the folder it comes from as well.
    accessSync(path.join(base, 'cgroup.procs'), constants.W_OK);
    const trial = path.join(base, `signalbox-trial-${process.pid}`);
    mkdirSync(trial);
    try {
      accessSync(path.join(trial, 'cgroup.procs'), constants.W_OK);
      // Below a threaded group a new one is invalid as a home for processes.
      return readFileSync(path.join(trial, 'cgroup.type'), 'utf8').trim() === 'domain' ? base : null;
    } finally {
      rmdirSync(trial);
    }
  } catch {
    return null;
  }
}

/** Makes the control group of a run and answers its folder; null when it cannot be made. */
export function makeCgroup(base: string, runId: string): string | null {
  const folder = path.join(base, `signalbox-${runId}`);
  try {
    mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
}

/** Whether a control group holds a living process, itself or below; false when it is gone. */
export function isPopulated(folder: string): boolean {
  try {
    return /^populated 1$/m.test(readFileSync(path.join(folder, 'cgroup.events'), 'utf8'));
  } catch {
    return false;
  }
}

/** Processes of a control group and of those below it. */
export function cgroupPids(folder: string): number[] {
  return [folder, ...foldersBelow(folder)].flatMap((one) => {
    try {
      return readFileSync(path.join(one, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}

/** Kills everything in a control group at once; false where the kernel cannot (before 5.14). */
export function killCgroup(folder: string): boolean {
  const file = path.join(folder, 'cgroup.kill');
  try {
    if (!existsSync(file)) return false;
    writeFileSync(file, '1');
    return true;
  } catch {
    return false;
  }
}

/** Removes an empty control group with those below it. A populated one stays. */
export function removeCgroup(folder: string): void {
  for (const one of [...foldersBelow(folder).reverse(), folder]) {
    try {
      rmdirSync(one);
    } catch {
      // Already gone, or not empty yet: whoever finds the run in the ledger tries again.
    }
  }
}

/** Calls back when a control group becomes empty or populated; answers how to end that. */
export function watchCgroup(folder: string, onChange: () => void): () => void {
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(path.join(folder, 'cgroup.events'), { persistent: false }, onChange);
    watcher.on('error', () => undefined);
  } catch {
    // Without the kernel's word the regular looks at the process table find it out.
  }
  return () => watcher?.close();
}

/** Parents before children. */
function foldersBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => {
        const below = path.join(folder, entry.name);
        return [below, ...foldersBelow(below)];
      });
  } catch {
    return [];
  }
}

/** Blanks in mount points are written as octal numbers (proc(5)). */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
