import { readFileSync } from 'node:fs';
import { cgroupPids, isPopulated } from './cgroup.ts';
import { membersOf, type ProcessTable, suspectsOf, toMember } from './members.ts';
import { parseListeners } from './proc-files.ts';
import { descriptorsOf } from './process-table.ts';
import type { RunSight, RunTrace } from './types.ts';

/** What the worker is asked: to look for runs, or for who listens on ports. */
export type ScanQuestion =
  | {
      readonly id: number;
      readonly type: 'runs';
      readonly traces: readonly RunTrace[];
      readonly taken: readonly string[];
    }
  | { readonly id: number; readonly type: 'ports'; readonly ports: readonly number[] };

/** What it answers, in the order of what was asked for. */
export type ScanAnswer =
  | { readonly id: number; readonly type: 'runs'; readonly sights: readonly RunSight[] }
  | { readonly id: number; readonly type: 'ports'; readonly holders: readonly PortHolder[] }
  | { readonly id: number; readonly type: 'failed'; readonly message: string };

/** Who listens on a port. */
export interface PortHolder {
  readonly port: number;
  /** Null when it belongs to another user, whose descriptors cannot be read. */
  readonly pid: number | null;
  readonly startTime: number | null;
  /** Its command line, at most 300 characters; empty when it cannot be told. */
  readonly command: string;
}

const COMMAND_CHARACTERS = 300;

/** Finds the members and the suspects of several runs in one table. */
export function seeRuns(traces: readonly RunTrace[], table: ProcessTable, taken: readonly string[]): RunSight[] {
  return traces.map((trace) => {
    // The list is read after the table: what was forked in between is in neither, and the next look finds it.
    const populated = trace.cgroup === null ? null : isPopulated(trace.cgroup);
    const members = membersOf(trace, table, trace.cgroup === null ? [] : cgroupPids(trace.cgroup));
    const others = new Set(taken.filter((descriptor) => descriptor !== trace.marker));
    return {
      members: members.map(toMember),
      suspects: suspectsOf(trace, table, members, others).filter(isUnclaimed).map(toMember),
      populated,
    };
  });
}

/** What stands in the control group of a run belongs to that run. */
function isUnclaimed({ pid }: { pid: number }): boolean {
  return !/\/signalbox-/.test(readText(`/proc/${pid}/cgroup`));
}

/** Finds who listens on the ports, on Linux. A port that nobody listens on is left out. */
export function holdersOf(ports: readonly number[], table: ProcessTable, proc = '/proc'): PortHolder[] {
  const listeners = ['tcp', 'tcp6'].flatMap((name) => parseListeners(readText(`${proc}/net/${name}`)));
  const wanted = listeners.filter((listener) => ports.includes(listener.port));
  if (wanted.length === 0) return [];
  const ownerOf = new Map<string, number>();
  for (const pid of table.rows.keys()) {
    for (const descriptor of descriptorsOf(proc, pid) ?? []) {
      if (wanted.some((listener) => listener.inode === descriptor))
        ownerOf.set(descriptor, ownerOf.get(descriptor) ?? pid);
    }
  }
  const byPort = new Map<number, PortHolder>();
  for (const { port, inode } of wanted) {
    const pid = ownerOf.get(inode) ?? null;
    if (byPort.get(port)?.pid) continue;
    const startTime = pid === null ? null : (table.rows.get(pid)?.startTime ?? null);
    byPort.set(port, { port, pid, startTime, command: pid === null ? '' : commandOf(proc, pid) });
  }
  return [...byPort.values()];
}

function commandOf(proc: string, pid: number): string {
  return readText(`${proc}/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, COMMAND_CHARACTERS);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
