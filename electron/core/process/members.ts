import type { ProcessIdentity } from '../home/process-identity.ts';
import type { ProcessStat } from './proc-files.ts';
import type { Member, RunTrace } from './types.ts';

/** What a process carries that says to which run it belongs. Read once; a mark dropped later still counts. */
export interface ProcessMarks {
  /** Value of `SIGNALBOX_RUN` in its environment. */
  readonly runId: string | null;
  /** Sockets and pipes it holds. */
  readonly descriptors: readonly string[];
  /** A process of our user that tells nothing: no environment, or its environment or descriptors cannot be read. */
  readonly blind: boolean;
}

/** One row of the process table. Rows older than every run asked about carry no marks: they cannot be members. */
export interface ProcessRow extends ProcessStat {
  readonly marks: ProcessMarks | null;
}

/** The process table at one moment, with what is needed to judge it. */
export interface ProcessTable {
  readonly rows: ReadonlyMap<number, ProcessRow>;
  /** Processes that orphans are handed to: pid 1, and a user's own init above us. */
  readonly reapers: ReadonlySet<number>;
  /** Never a member: this process itself. */
  readonly self: number;
}

/** Whether a row stands for a process that still runs: a zombie waits for its parent only. */
export function isRunning(row: ProcessStat): boolean {
  return row.state !== 'X' && (row.state !== 'Z' || row.threads > 1);
}

/**
 * Every process that can be traced to a run: its first process, those seen before, those that carry one of its marks or
 * stand in its control group, those of its group and session, and whatever descends from any of them.
 *
 * @param cgroupPids processes in its control group, when it has one
 */
export function membersOf(trace: RunTrace, table: ProcessTable, cgroupPids: readonly number[] = []): ProcessRow[] {
  const candidates = [...table.rows.values()].filter(
    (row) => isRunning(row) && row.startTime >= trace.startTime && row.pid !== table.self && row.pid > 1,
  );
  const exact = new Set([trace, ...trace.known].map(identityKey));
  const inGroup = new Set(cgroupPids);
  const found = new Map<number, ProcessRow>();
  for (const row of candidates) {
    if (exact.has(identityKey(row)) || inGroup.has(row.pid) || carriesMark(row, trace)) found.set(row.pid, row);
  }
  for (let before = -1; before < found.size; ) {
    before = found.size;
    const groupIsOurs = isGroupOurs(trace, table, found);
    for (const row of candidates) {
      if (found.has(row.pid)) continue;
      const parent = found.get(row.ppid);
      const isChild = parent !== undefined && row.startTime >= parent.startTime;
      const isOfGroup = groupIsOurs && (row.group === trace.pid || row.session === trace.pid);
      if (isChild || isOfGroup) found.set(row.pid, row);
    }
  }
  return [...found.values()];
}

/**
 * Processes that may have left the run and can no longer be asked: handed to an init, younger than the run, telling
 * nothing, and of no other run.
 *
 * @param taken descriptors that are the markers of other runs
 */
export function suspectsOf(
  trace: RunTrace,
  table: ProcessTable,
  members: readonly ProcessIdentity[],
  taken: ReadonlySet<string>,
): ProcessRow[] {
  const known = new Set(members.map(identityKey));
  return [...table.rows.values()].filter(
    (row) =>
      isRunning(row) &&
      table.reapers.has(row.ppid) &&
      row.pid !== table.self &&
      row.startTime >= trace.startTime &&
      !known.has(identityKey(row)) &&
      row.marks?.blind === true &&
      row.marks.runId === null &&
      !row.marks.descriptors.some((descriptor) => taken.has(descriptor)),
  );
}

/** A process told apart from every other one, as text. */
export function identityKey(identity: ProcessIdentity): string {
  return `${identity.pid}@${identity.startTime}`;
}

/** The part of a row that leaves the worker. */
export function toMember(row: ProcessRow): Member {
  const { pid, startTime, ppid, group, name, state, cpuTicks, rssPages } = row;
  return { pid, startTime, ppid, group, name, state, cpuTicks, rssPages };
}

function carriesMark(row: ProcessRow, trace: RunTrace): boolean {
  if (row.marks === null) return false;
  if (row.marks.runId === trace.runId) return true;
  return trace.marker !== null && row.marks.descriptors.includes(trace.marker);
}

/** The number of a group is free again once the group is empty: it counts only while something proves that it is ours. */
function isGroupOurs(trace: RunTrace, table: ProcessTable, found: ReadonlyMap<number, ProcessRow>): boolean {
  const leader = table.rows.get(trace.pid);
  if (leader !== undefined) return leader.startTime === trace.startTime;
  if (trace.groupSure) return true;
  return [...found.values()].some((row) => row.group === trace.pid || row.session === trace.pid);
}
