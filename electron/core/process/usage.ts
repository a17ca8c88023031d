import { readFileSync } from 'node:fs';
import { identityKey } from './members.ts';
import { parseAuxv } from './proc-files.ts';
import type { Member, StoppableRun } from './types.ts';

/** What a run uses, all of its members together. */
export interface Usage {
  /** Part of one processor: 1 is a whole one, 2 are two. Null for the first look, which has nothing to compare with. */
  readonly cpu: number | null;
  /** Resident memory in bytes; pages that members share count for each. */
  readonly memoryBytes: number;
  readonly processes: number;
}

/** One look at the members of a run. */
export interface UsageLook {
  /** Monotonic, ms. */
  readonly at: number;
  readonly members: readonly Member[];
}

/** Sizes of this machine's units. */
export interface Units {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** How often usage is looked at while somebody watches it. */
export const USAGE_EVERY_MS = 2_000;

/** Sums up one look, with the one before it. Members that came count from their birth, those that went are left out. */
export function usageOf(last: UsageLook | null, now: UsageLook, units: Units): Usage {
  const memoryBytes = now.members.reduce((sum, member) => sum + member.rssPages, 0) * units.pageBytes;
  const processes = now.members.length;
  if (last === null || now.at <= last.at) return { cpu: null, memoryBytes, processes };
  const before = new Map(last.members.map((member) => [identityKey(member), member.cpuTicks]));
  const ticks = now.members.reduce(
    (sum, member) => sum + Math.max(0, member.cpuTicks - (before.get(identityKey(member)) ?? 0)),
    0,
  );
  return { cpu: ticks / units.ticksPerSecond / ((now.at - last.at) / 1000), memoryBytes, processes };
}

/** Pid of a process that is stopped by a signal or a debugger (proc(5), states T and t); null when none is. */
export function suspendedOf(members: readonly Pick<Member, 'pid' | 'state'>[]): number | null {
  return members.find(({ state }) => state === 'T' || state === 't')?.pid ?? null;
}

/** The units of this machine. */
export function machineUnits(): Units {
  // The tables of macOS and Windows are read in KiB and 4 KiB pages, and in units of 100 ns.
  if (process.platform === 'darwin') return { pageBytes: 1024, ticksPerSecond: 100 };
  if (process.platform === 'win32') return { pageBytes: 4096, ticksPerSecond: 10_000_000 };
  try {
    return parseAuxv(readFileSync('/proc/self/auxv'));
  } catch {
    return { pageBytes: 4096, ticksPerSecond: 100 };
  }
}

/**
 * Tells the usage of a run every two seconds until it is ended by calling the answer. Runs watched at the same time
 * share their looks.
 */
export function watchUsage(run: Pick<StoppableRun, 'look'>, onUsage: (usage: Usage) => void): () => void {
  const units = machineUnits();
  let last: UsageLook | null = null;
  let ended = false;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const sight = await run.look().catch(() => null);
    looking = false;
    if (ended || sight === null) return;
    const now = { at: performance.now(), members: sight.members };
    onUsage(usageOf(last, now, units));
    last = now;
  }

  const timer = setInterval(() => void look(), USAGE_EVERY_MS).unref();
  void look();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}
