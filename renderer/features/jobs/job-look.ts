import { isEnded, type Job, type JobStatus } from '../../../shared/job-state.ts';
import { formatDuration, formatElapsed } from '../../lib/format.ts';
import type { GlyphName } from '../../ui/glyph.tsx';
import type { JobRow } from './job-rows.ts';

/** The sign and the word of a job's state. */
export interface JobLook {
  readonly glyph: GlyphName;
  readonly word: string;
}

const LOOKS: Readonly<Record<JobStatus, JobLook>> = {
  accepted: { glyph: 'waiting', word: 'accepted' },
  queued: { glyph: 'waiting', word: 'queued' },
  running: { glyph: 'starting', word: 'running' },
  completed: { glyph: 'ok', word: 'completed' },
  failed: { glyph: 'failed', word: 'failed' },
  cancelled: { glyph: 'disabled', word: 'cancelled' },
  'timed-out': { glyph: 'backing-off', word: 'timed out' },
};

/** How a job is shown; one that is being stopped says so. */
export function jobLook(status: JobStatus, cancelling = false): JobLook {
  return cancelling && !isEnded(status) ? { glyph: 'stopping', word: 'stopping' } : LOOKS[status];
}

/** How a job ended, in a few words: `exit 0`, `SIGKILL`, `never ran`; empty while it has not. */
export function exitWords({
  status,
  exitCode,
  signal,
  startedAt,
}: Pick<JobRow, 'status' | 'exitCode' | 'signal' | 'startedAt'>): string {
  if (!isEnded(status)) return '';
  if (exitCode !== null) return `exit ${exitCode}`;
  if (signal !== null) return signal;
  return startedAt === null ? 'never ran' : 'no exit code';
}

/** How long a job ran; empty while it has not ended, and for one that never ran: that took no time at all. */
export function tookWords({ status, startedAt, ms }: Pick<JobRow, 'status' | 'startedAt' | 'ms'>): string {
  return !isEnded(status) || startedAt === null || ms === null ? '' : lengthWords(ms);
}

/** A length of time of a job: to the second from a minute on, as it was counted while the job ran. */
export function lengthWords(ms: number): string {
  return ms < 60_000 ? formatDuration(ms) : formatElapsed(ms);
}

/** Who asked for a job, in words. */
export function askerWords(by: string): string {
  const [door = '', ...rest] = by.split(':');
  const name = rest.join(':');
  if (door === 'repeat') return `by itself, after ${name.replace(':', ' ')}`;
  if (door === 'schedule') return `by the schedule ${name}`;
  const place = DOORS[door] ?? door;
  return name === '' || name === 'full' ? place : `${place} (${name})`;
}

const DOORS: Readonly<Record<string, string>> = {
  ui: 'in the app',
  http: 'over HTTP',
  cli: 'on the command line',
  mcp: 'over MCP',
  flow: 'by a flow',
};

/** A row with what the state knows by now: the list may have been asked for before that. */
export function withState(row: JobRow, job: Job | undefined): JobRow {
  if (!job || isEnded(row.status)) return row;
  const { status, startedAt, endedAt, ms, exitCode, signal, error, stdoutBytes, stderrBytes, truncated } = job;
  return { ...row, status, startedAt, endedAt, ms, exitCode, signal, error, stdoutBytes, stderrBytes, truncated };
}

/** Arguments on one line: `container=db seconds=10`. */
export function argumentWords(args: Readonly<Record<string, string>>): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
