/** The fields of `/proc/<pid>/stat` that matter here (proc(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly group: number;
  readonly session: number;
  /** User and system time together, in clock ticks. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** Clock ticks since boot. */
  readonly startTime: number;
  readonly rssPages: number;
}

/** Reads one `/proc/<pid>/stat`; null when it is none. */
export function parseStat(text: string): ProcessStat | null {
  // The name may hold blanks and parentheses: fields are counted after the last one.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '?',
    ppid: field(4),
    group: field(5),
    session: field(6),
    cpuTicks: field(14) + field(15),
    threads: field(20),
    startTime: field(22),
    rssPages: field(24),
  };
}

/** The value of a variable in `/proc/<pid>/environ`; null when it is not set. */
export function environValue(environ: Buffer, name: string): string | null {
  const wanted = Buffer.from(`${name}=`);
  let at = environ.indexOf(wanted);
  while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(wanted, at + 1);
  if (at < 0) return null;
  const end = environ.indexOf(0, at);
  return environ.toString('utf8', at + wanted.length, end < 0 ? environ.length : end);
}

/** A process that listens, as `/proc/net/tcp` and `tcp6` tell it. */
export interface Listener {
  readonly port: number;
  /** Of the socket, as descriptors name it. */
  readonly inode: string;
}

const LISTEN = '0A';

/** Every listening socket of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function parseListeners(text: string): Listener[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
      return fields[3] === LISTEN && port > 0 && fields[9] ? [{ port, inode: `socket:[${fields[9]}]` }] : [];
    });
}

/** Page size in bytes and clock ticks a second, from `/proc/self/auxv` (getauxval(3)) of a 64-bit system. */
export function parseAuxv(auxv: Buffer): { pageBytes: number; ticksPerSecond: number } {
  const values = new Map<number, number>();
  for (let at = 0; at + 16 <= auxv.length; at += 16) {
    values.set(Number(auxv.readBigUInt64LE(at)), Number(auxv.readBigUInt64LE(at + 8)));
  }
  return { pageBytes: values.get(6) ?? 4096, ticksPerSecond: values.get(17) ?? 100 };
}
