import { describe, expect, it } from 'vitest';
import { advance, type JobOutcome, type JobRecord, settle } from '../../../electron/core/exec/job-record.ts';
import { createJobStore } from '../../../electron/core/exec/job-store.ts';
import { resultOf } from '../../../electron/core/exec/wire.ts';

const DONE: JobOutcome = { status: 'completed', exitCode: 0, signal: null, error: null };
const KILLED: JobOutcome = { status: 'cancelled', exitCode: null, signal: 'SIGKILL', error: null };

function accepted(id: string): JobRecord {
  return { id, status: 'accepted', acceptedAt: 0, startedAt: null, endedAt: null, ms: null, late: null } as JobRecord;
}

/** A store whose time passes when the test says so. */
function storeWith(limits: { keepMs?: number; jobs?: number; bytes?: number }) {
  const timers: { ms: number; callback: () => void }[] = [];
  const store = createJobStore(
    () => ({ keepMs: 300_000, jobs: 100, bytes: 1_000_000, ...limits }),
    (ms, callback) => {
      const timer = { ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  );
  return { store, timers };
}

/** A job that ran and ended, with so much output. */
function endedJob({ store }: ReturnType<typeof storeWith>, chars = 0) {
  const job = store.newJob(accepted);
  if (chars > 0) job.log.output('stdout', { text: 'x'.repeat(chars), lines: 1 });
  const running = advance(job.record, 'running', { startedAt: 0 });
  store.storeResult(settle(running as JobRecord, DONE, 10));
  return job;
}

describe('results in memory', () => {
  it('are kept from the end of a job on, and an unfinished one for as long as it takes', () => {
    const with5 = storeWith({ keepMs: 5_000 });
    const { store, timers } = with5;
    const open = store.newJob(accepted).record.id;
    expect(timers).toEqual([]);
    const { id } = endedJob(with5).record;
    expect(timers.map(({ ms }) => ms)).toEqual([5_000]);
    timers[0]?.callback();
    expect([store.get(id), store.get(open)?.record.status]).toEqual([null, 'accepted']);
  });

  it('go before their time when they are too many or too large, the oldest end first', () => {
    const few = storeWith({ jobs: 2 });
    const ids = [endedJob(few), endedJob(few), endedJob(few)].map(({ record }) => record.id);
    expect(ids.map((id) => few.store.get(id) !== null)).toEqual([false, true, true]);
    expect(few.timers).toHaveLength(2);
    const small = storeWith({ bytes: 1_000 });
    const large = [endedJob(small, 600), endedJob(small, 600), endedJob(small, 5_000)].map(({ record }) => record.id);
    expect(large.map((id) => small.store.get(id) !== null)).toEqual([false, false, true]);
  });
});

describe('the record of a job', () => {
  it('keeps what comes after the end as late, once, and changes nothing else', () => {
    const running = advance(accepted('j'), 'running', { startedAt: 5 }) as JobRecord;
    const cancelled = settle(running, KILLED, 20);
    const late = settle(cancelled, DONE, 30);
    expect(late).toEqual({ ...cancelled, late: { ...DONE, at: 30 } });
    expect(settle(late, KILLED, 40)).toBe(late);
    expect(advance(late, 'running')).toBe(null);
    expect([cancelled.status, cancelled.ms, cancelled.endedAt]).toEqual(['cancelled', 15, 20]);
  });

  it('says in the words of programs how it stands', () => {
    const output = { stdout: 'o', stderr: 'e', truncated: false };
    const running = {
      ...advance(accepted('j'), 'running', { startedAt: 5 }),
      error: null,
      exitCode: null,
    } as JobRecord;
    expect(resultOf(running, output, 105)).toMatchObject({ status: 'running', exit_code: 0, duration_ms: 100 });
    const killed = settle(running, KILLED, 20);
    expect(resultOf(killed, output, 999)).toMatchObject({ status: 'cancelled', exit_code: -1, duration_ms: 15 });
    expect(resultOf(killed, output, 999)).not.toHaveProperty('error');
  });
});
