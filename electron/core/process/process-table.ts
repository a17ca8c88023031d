import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { identityKey, type ProcessMarks, type ProcessRow, type ProcessTable } from './members.ts';
import { environValue, type ProcessStat, parseStat } from './proc-files.ts';

/** Name of the variable that marks every process of a run. */
export const RUN_VARIABLE = 'SIGNALBOX_RUN';

/** Reads the process table of Linux again and again, remembering the marks of each process. */
export interface ProcessTableReader {
  /** @param since marks are read of processes that began no earlier (clock ticks); null reads none */
  read(since: number | null): ProcessTable;
}

/** What every reading has in common. */
export interface TableOptions {
  /** Where the process file system is mounted. */
  readonly proc?: string;
  /** The process that asks: never a member, and the one whose ancestors may be inits. */
  readonly self: number;
}

/** A reader with a memory of its own. Only one pass over `/proc` a reading; marks once per process. */
export function openProcessTable(options: TableOptions): ProcessTableReader {
  const proc = options.proc ?? '/proc';
  let marksOf = new Map<string, ProcessMarks>();

  return {
    read(since) {
      const rows = new Map<number, ProcessRow>();
      const kept = new Map<string, ProcessMarks>();
      for (const pid of pidsOf(proc)) {
        const stat = statOf(proc, pid);
        if (stat === null) continue;
        const key = identityKey(stat);
        let marks = marksOf.get(key) ?? null;
        if (marks === null && since !== null && stat.startTime >= since) marks = readMarks(proc, pid);
        // A process in the middle of exec has no environment for a moment: what told nothing is asked again.
        if (marks !== null && !marks.blind) kept.set(key, marks);
        rows.set(pid, { ...stat, marks });
      }
      marksOf = kept;
      return { rows, self: options.self, reapers: reapersOf(rows, options.self) };
    },
  };
}

/** Sockets and pipes a process holds; null when they cannot be read. */
export function descriptorsOf(proc: string, pid: number): string[] | null {
  try {
    const folder = `${proc}/${pid}/fd`;
    return readdirSync(folder).flatMap((name) => {
      const target = linkOf(`${folder}/${name}`);
      return target !== null && /^(socket|pipe):/.test(target) ? [target] : [];
    });
  } catch {
    return null;
  }
}

function readMarks(proc: string, pid: number): ProcessMarks | null {
  const environ = environOf(proc, pid);
  const descriptors = descriptorsOf(proc, pid);
  const isBlind = environ === null || environ.length === 0 || descriptors === null;
  const uid = isBlind ? realUserOf(proc, pid) : null;
  if (isBlind && uid === null) return null;
  return {
    runId: environ === null ? null : environValue(environ, RUN_VARIABLE),
    descriptors: descriptors ?? [],
    blind: isBlind && uid === process.getuid?.(),
  };
}

function environOf(proc: string, pid: number): Buffer | null {
  try {
    return readFileSync(`${proc}/${pid}/environ`);
  } catch {
    return null;
  }
}

/** The files of a process that may not be dumped belong to root; its status tells whose it is. */
function realUserOf(proc: string, pid: number): number | null {
  try {
    const line = /^Uid:\s+(\d+)/m.exec(readFileSync(`${proc}/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) : null;
  } catch {
    return null;
  }
}

function pidsOf(proc: string): number[] {
  return readdirSync(proc).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function statOf(proc: string, pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`${proc}/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

function linkOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}

/** Orphans of our children go to the nearest init above us: pid 1, or the one a desktop session has for its user. */
function reapersOf(rows: ReadonlyMap<number, ProcessStat>, self: number): Set<number> {
  const reapers = new Set([1]);
  for (let row = rows.get(self); row !== undefined && row.ppid > 1; row = rows.get(row.ppid)) {
    if (rows.get(row.ppid)?.name === 'systemd') reapers.add(row.ppid);
  }
  return reapers;
}
