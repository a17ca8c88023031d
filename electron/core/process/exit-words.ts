import os from 'node:os';
import { AppError } from '../../../shared/errors.ts';
import type { RunEnd } from './types.ts';

/** What an exit code says by wide custom (sysexits.h, and what shells answer with). */
const CODES: Readonly<Record<number, string>> = {
  0: 'ended well',
  1: 'a fault of its own',
  2: 'wrong use, often a wrong argument',
  64: 'wrong use (EX_USAGE)',
  65: 'bad input (EX_DATAERR)',
  66: 'an input is missing (EX_NOINPUT)',
  69: 'a service it needs is not there (EX_UNAVAILABLE)',
  70: 'a fault inside it (EX_SOFTWARE)',
  71: 'a fault of the system (EX_OSERR)',
  73: 'it cannot create a file (EX_CANTCREAT)',
  74: 'reading or writing failed (EX_IOERR)',
  75: 'try again later (EX_TEMPFAIL)',
  77: 'a right is missing (EX_NOPERM)',
  78: 'wrongly configured (EX_CONFIG)',
  125: 'it was never let go',
  126: 'found, but cannot be run',
  127: 'the program or its interpreter was not found',
};

const SIGNALS: Readonly<Record<string, string>> = {
  SIGHUP: 'its terminal went away, or it was told to reload',
  SIGINT: 'interrupted',
  SIGQUIT: 'told to quit with a dump',
  SIGILL: 'an instruction this processor does not know',
  SIGABRT: 'it gave up by itself, often a failed check',
  SIGBUS: 'a fault in memory, often a truncated file',
  SIGFPE: 'an impossible calculation',
  SIGKILL: 'killed, often out of memory when nobody asked for it',
  SIGSEGV: 'a fault in memory',
  SIGPIPE: 'the reader of its output went away',
  SIGTERM: 'asked to stop',
  SIGXCPU: 'it used up its processor time',
  SIGXFSZ: 'it wrote a file beyond the limit',
  SIGSYS: 'a system call that is not allowed',
};

/** NTSTATUS values that Windows hands out as exit codes. */
const WINDOWS: Readonly<Record<number, string>> = {
  3221225477: 'a fault in memory (access violation)',
  3221225781: 'a library it needs is missing',
  3221225786: 'interrupted (Ctrl+C)',
  3221225794: 'a library failed to start',
  3221226505: 'it gave up by itself (stack damage)',
};

/** How a process ended, in words: `exit 137: killed (SIGKILL), often out of memory when nobody asked for it`. */
export function exitWords(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `${signal}: ${SIGNALS[signal] ?? 'ended by a signal'}`;
  if (code === null) return 'ended, nobody knows how';
  const known = CODES[code] ?? WINDOWS[code];
  if (known !== undefined)
    return code > 255 ? `exit 0x${code.toString(16).toUpperCase()}: ${known}` : `exit ${code}: ${known}`;
  // A shell answers with 128 and the number of the signal that ended its child.
  const name = code > 128 && code < 193 ? signalName(code - 128) : null;
  if (name === null) return `exit ${code}`;
  const [first, ...rest] = (SIGNALS[name] ?? 'ended by a signal').split(', ');
  return `exit ${code}: ${[`${first} (${name})`, ...rest].join(', ')}`;
}

/** The refusal for a process that ended before it was ready; `tail` is the end of what it wrote to stderr. */
export function exitedEarly(subject: string, end: Omit<RunEnd, 'asked'>, tail = ''): AppError {
  return new AppError('EXITED_EARLY', `${subject} ended before it was ready, after ${end.afterMs} ms (${end.words}).`, {
    subject,
    detail: { code: end.code, signal: end.signal, afterMs: end.afterMs, stderr: tail },
  });
}

function signalName(number: number): string | null {
  return Object.entries(os.constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}
