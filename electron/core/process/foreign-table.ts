import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessTable } from './members.ts';
import { darwinTable, parseDarwinTable, parseWindowsTable, windowsTable } from './platform-commands.ts';

const run = promisify(execFile);
const TABLE_DEADLINE_MS = 10_000;
const TABLE_MAX_BYTES = 32 * 2 ** 20;

/** The process table of macOS or Windows, which is asked of a program. It carries no marks. */
export async function readForeignTable(platform: NodeJS.Platform, self: number): Promise<ProcessTable> {
  const command = platform === 'win32' ? windowsTable : darwinTable;
  const { stdout } = await run(command.file, [...command.args], {
    timeout: TABLE_DEADLINE_MS,
    maxBuffer: TABLE_MAX_BYTES,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const rows = platform === 'win32' ? parseWindowsTable(stdout) : parseDarwinTable(stdout);
  return { rows: new Map(rows.map((row) => [row.pid, { ...row, marks: null }])), self, reapers: new Set([1]) };
}
