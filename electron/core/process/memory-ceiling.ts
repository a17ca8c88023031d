import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessIdentity } from '../home/process-identity.ts';
import { cgroupPids } from './cgroup.ts';
import { parseStat } from './proc-files.ts';
import type { RunTrace } from './types.ts';
import { machineUnits } from './usage.ts';

/** Where the memory of a run stands against its ceiling. */
export type CeilingLevel = 'below' | 'near' | 'over';

/** From this part of the ceiling on a run is near it. */
const NEAR = 0.9;
/** How often a run with a ceiling is looked at. */
const CHECK_EVERY_MS = 2_000;

/** Judges an amount of memory. */
export function ceilingLevel(memoryBytes: number, ceilingBytes: number): CeilingLevel {
  if (memoryBytes > ceilingBytes) return 'over';
  return memoryBytes >= ceilingBytes * NEAR ? 'near' : 'below';
}

/**
 * Resident memory of a run in bytes (Linux), read from the files of its own members only: those in its control group,
 * else those seen before and what descends from them. Cheap enough for a timer, unlike a look at the whole table.
 */
export function memoryOf(trace: RunTrace, pageBytes: number): number {
  const pids = new Set<number>(trace.cgroup === null ? [] : cgroupPids(trace.cgroup));
  const open: number[] = [trace, ...trace.known].filter(isSame).map((identity) => identity.pid);
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (pids.has(pid)) continue;
    pids.add(pid);
    open.push(...childrenOf(pid));
  }
  return [...pids].reduce((sum, pid) => sum + (statOf(pid)?.rssPages ?? 0), 0) * pageBytes;
}

/** Watches a run that has a ceiling and tells each change of its level; ended by calling the answer. */
export function watchCeiling(
  trace: () => RunTrace,
  ceilingBytes: number,
  onLevel: (level: CeilingLevel, memoryBytes: number) => void,
): () => void {
  const { pageBytes } = machineUnits();
  let last: CeilingLevel = 'below';
  const timer = setInterval(() => {
    const bytes = memoryOf(trace(), pageBytes);
    const level = ceilingLevel(bytes, ceilingBytes);
    if (level !== last) onLevel(level, bytes);
    last = level;
  }, CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

function isSame(identity: ProcessIdentity): boolean {
  return statOf(identity.pid)?.startTime === identity.startTime;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function statOf(pid: number) {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}
