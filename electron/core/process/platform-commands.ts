// What other systems are asked for, as plain command lines, so that they can be read and tested anywhere.
import type { ProcessStat } from './proc-files.ts';

/** A program and its arguments. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Runs a command in a scope of the user's own systemd, with a control group that is delegated to it. The scope takes
 * over the very process that asks, so pipes and process number stay (systemd-run(1)).
 */
export function systemdScope(runId: string, command: CommandLine): CommandLine {
  const options = ['--user', '--scope', '--quiet', '--collect', '-p', 'Delegate=yes', `--unit=signalbox-${runId}`];
  return { file: 'systemd-run', args: [...options, '--', command.file, ...command.args] };
}

/** Asks whether such scopes can be made at all. */
export const systemdTrial: CommandLine = {
  file: 'systemd-run',
  args: ['--user', '--scope', '--quiet', '--collect', '-p', 'Delegate=yes', '--', 'true'],
};

/** Windows: asks a tree of processes to close, or ends it (`taskkill /?`). */
export function taskkill(pid: number, how: 'ask' | 'kill'): CommandLine {
  return { file: 'taskkill', args: ['/PID', String(pid), '/T', ...(how === 'kill' ? ['/F'] : [])] };
}

/** Windows: runs a command inside a job object that ends with its helper, where a helper is installed. */
export function jobHelper(helper: string, runId: string, command: CommandLine): CommandLine {
  return { file: helper, args: ['--job', `signalbox-${runId}`, '--', command.file, ...command.args] };
}

/** macOS: the whole process table, one line a process (ps(1)). */
export const darwinTable: CommandLine = {
  file: 'ps',
  args: ['-axo', 'pid=,ppid=,pgid=,sess=,state=,rss=,lstart=,comm='],
};

/** Windows: the whole process table as JSON. */
export const windowsTable: CommandLine = {
  file: 'powershell',
  args: [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    'Get-CimInstance Win32_Process | ForEach-Object { [pscustomobject]@{ pid = $_.ProcessId; ppid = $_.ParentProcessId; ' +
      'start = [long]($_.CreationDate.ToUniversalTime() - [datetime]"1970-01-01").TotalMilliseconds; ' +
      'rss = $_.WorkingSetSize; cpu = $_.KernelModeTime + $_.UserModeTime; name = $_.Name } } | ConvertTo-Json -Compress',
  ],
};

/** macOS: who listens on a port (lsof(8)), in its field format. */
export function darwinListeners(port: number): CommandLine {
  return { file: 'lsof', args: ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'] };
}

/** Reads what `darwinTable` prints. Start times are whole seconds since 1970; resident memory comes in KiB pages. */
export function parseDarwinTable(text: string): ProcessStat[] {
  return text.split('\n').flatMap((line) => {
    const match =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.+)$/.exec(line);
    if (match === null) return [];
    const [, pid, ppid, group, , state = '?', rss, started = '', name = ''] = match;
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        group: Number(group),
        // The session column is an address there and tells nothing; a session of ours has the number of its group.
        session: Number(group),
        state: state.slice(0, 1),
        rssPages: Number(rss),
        startTime: Math.round(Date.parse(started) / 1000),
        name: name.trim().split('/').at(-1) ?? name,
        cpuTicks: 0,
        threads: 1,
      },
    ];
  });
}

/** Reads what `windowsTable` prints. Start times are ms since 1970; processor time comes in units of 100 ns. */
export function parseWindowsTable(text: string): ProcessStat[] {
  const parsed: unknown = text.trim() === '' ? [] : JSON.parse(text);
  return (Array.isArray(parsed) ? parsed : [parsed]).map((row: Record<string, unknown>) => ({
    pid: Number(row['pid']),
    ppid: Number(row['ppid']),
    group: 0,
    session: 0,
    state: 'R',
    rssPages: Number(row['rss']) / 4096,
    startTime: Number(row['start'] ?? 0),
    name: String(row['name'] ?? ''),
    cpuTicks: Number(row['cpu'] ?? 0),
    threads: 1,
  }));
}
