import type { Gauges } from '../../../shared/gauges.ts';
import { isEnded } from '../../../shared/job-state.ts';
import type { JobRecord } from '../exec/job-record.ts';
import type { StopReason } from '../exec/job-run.ts';
import type { JobsDeps } from '../exec/jobs.ts';
import type { Journal } from '../journal/journal.ts';
import type { LogStore } from '../logs/store.ts';
import type { GaugePlane } from '../rpc/gauges.ts';

interface TellOptions {
  readonly journal: Journal;
  readonly logs: LogStore | null;
  readonly gauges: GaugePlane;
}

/** Tells what becomes of jobs: in the journal, between the lines of their logs, and as gauges. */
export function tellJobs({ journal, logs, gauges }: TellOptions): JobsDeps['tell'] {
  /** Position of the last event of each job that has not ended. */
  const last = new Map<string, string>();
  let progress: NonNullable<Gauges['progress']> = {};

  function causeOf(id: string): string {
    return last.get(id) ?? '';
  }

  return {
    accepted(record, cause) {
      const { id, tool, command, argsBlob, by, rerunOf } = record;
      const body = { tool, command, argsBlob, by, ...(rerunOf === null ? {} : { rerunOf }) };
      last.set(id, journal.append({ type: 'job.accepted', subject: `job:${id}`, cause, body }));
    },
    queued({ id }, ahead) {
      const body = { ahead };
      last.set(id, journal.append({ type: 'job.queued', subject: `job:${id}`, cause: causeOf(id), body }));
    },
    started({ id, run, executable }, pid) {
      const body = { runId: run ?? '', host: journal.host, pid, executable: executable ?? '' };
      last.set(id, journal.append({ type: 'job.started', subject: `job:${id}`, cause: causeOf(id), body }));
      logs?.runStarted({ item: `job:${id}`, run: run ?? '', number: 1, after: null });
    },
    stopAsked({ id }, why: StopReason) {
      const body = { why };
      last.set(id, journal.append({ type: 'job.stop-asked', subject: `job:${id}`, cause: causeOf(id), body }));
    },
    ended(record) {
      const { id, run, status, error } = record;
      journal.append({ type: 'job.ended', subject: `job:${id}`, cause: causeOf(id), body: endOf(record) });
      last.delete(id);
      const words = error?.message ?? 'completed';
      if (run !== null) logs?.runEnded({ item: `job:${id}`, run, number: 1, words, healthy: status === 'completed' });
    },
    lost(record, cause) {
      const { id, tool, command, by, acceptedAt, startedAt } = record;
      const body = { ...endOf(record), lost: { tool, command, by, acceptedAt, startedAt } };
      journal.append({ type: 'job.ended', subject: `job:${id}`, cause, body });
    },
    progress(id, now) {
      const { [id]: before, ...others } = progress;
      if (now === null && !before) return;
      if (now !== null && before?.text === now.text) return;
      progress = now === null ? others : { ...others, [id]: now };
      gauges.set({ progress });
    },
  };
}

function endOf(record: JobRecord) {
  const { status, exitCode, signal, ms, stdoutBytes, stderrBytes, truncated, error, attempt } = record;
  return {
    // A job is told to have ended only when it has.
    status: isEnded(status) ? status : ('failed' as const),
    exitCode,
    ...(signal === null ? {} : { signal }),
    ms: ms ?? 0,
    stdoutBytes,
    stderrBytes,
    truncated,
    ...(error === null ? {} : { error }),
    attempt,
  };
}
