import { readFileSync } from 'node:fs';

/** A process told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot on Linux (field 22 of `/proc/<pid>/stat`, see proc(5)); elsewhere ms of its start, rounded to seconds. */
  readonly startTime: number;
}

/** This process. */
export function ourIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? Math.round((Date.now() - process.uptime() * 1000) / 1000),
  };
}

/** Start time of a process on Linux; null when there is none, or where it cannot be told. */
export function startTimeOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and parentheses: fields are counted after the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}

/** Whether the very process is still alive. Where start times cannot be read, its number alone has to do. */
export function isAlive(identity: ProcessIdentity): boolean {
  const started = startTimeOf(identity.pid);
  if (started !== null) return started === identity.startTime;
  if (process.platform === 'linux') return false;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch {
    return false;
  }
}
