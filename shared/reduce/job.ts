import type { Envelope } from '../envelope.ts';
import { canBecome, isEnded, type Job, type JobStatus } from '../job-state.ts';
import type { Draft, Reducers } from './draft.ts';

type Types = 'job.accepted' | 'job.queued' | 'job.started' | 'job.stop-asked' | 'job.ended';

/** Jobs that have ended and stay in the state, the newest; the rest is history. */
const ENDED_KEPT = 200;

/** How facts about jobs change the state. A state that a job cannot reach from where it is changes nothing. */
export const jobReducers: Reducers<Types> = {
  'job.accepted'(draft, event) {
    const { tool, command, by } = event.body;
    const id = idOf(event);
    if (draft.table('jobs').get(id)) return;
    draft.table('jobs').put(id, { ...blank(id, event), tool, command, by });
  },

  'job.queued'(draft, event) {
    move(draft, event, 'queued', {});
  },

  'job.started'(draft, event) {
    const { runId, pid } = event.body;
    move(draft, event, 'running', { startedAt: event.at, run: runId, pid });
  },

  'job.stop-asked'(draft, event) {
    const job = draft.table('jobs').get(idOf(event));
    if (job && !isEnded(job.status)) draft.table('jobs').put(job.id, { ...job, cancelling: true, changed: event.seq });
  },

  'job.ended'(draft, event) {
    const { lost, signal, error, status, ...facts } = event.body;
    const id = idOf(event);
    if (lost && !draft.table('jobs').get(id)) {
      const { tool, command, by, acceptedAt, startedAt } = lost;
      const was = startedAt === null ? 'accepted' : 'running';
      draft.table('jobs').put(id, { ...blank(id, event), tool, command, by, acceptedAt, startedAt, status: was });
    }
    const ended = { ...facts, signal: signal ?? null, error: error ?? null, endedAt: event.at };
    if (!move(draft, event, status, { ...ended, pid: null, cancelling: false })) return;
    const kept = [...draft.part('endedJobs'), id];
    for (const old of kept.slice(0, -ENDED_KEPT)) draft.table('jobs').drop(old);
    draft.setPart('endedJobs', kept.slice(-ENDED_KEPT));
  },
};

function move(draft: Draft, event: Envelope, status: JobStatus, part: Partial<Job>): boolean {
  const job = draft.table('jobs').get(idOf(event));
  if (!job || !canBecome(job.status, status)) return false;
  draft.table('jobs').put(job.id, { ...job, ...part, status, changed: event.seq });
  return true;
}

function idOf(event: Envelope): string {
  return event.subject.slice('job:'.length);
}

function blank(id: string, event: Envelope): Job {
  return {
    id,
    tool: '',
    command: '',
    status: 'accepted',
    by: '',
    acceptedAt: event.at,
    startedAt: null,
    endedAt: null,
    cancelling: false,
    run: null,
    pid: null,
    exitCode: null,
    signal: null,
    ms: null,
    stdoutBytes: 0,
    stderrBytes: 0,
    truncated: false,
    error: null,
    attempt: 1,
    changed: event.seq,
  };
}
