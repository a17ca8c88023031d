import { startTimeOf } from '../home/process-identity.ts';
import { readForeignTable } from './foreign-table.ts';

/** Start time of a process on any system, in the unit of its process table; null when there is none. */
export async function startTimeOfAny(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return startTimeOf(pid);
  const table = await readForeignTable(process.platform, process.pid);
  return table.rows.get(pid)?.startTime ?? null;
}
