import { expect, it } from 'vitest';
import type { JobRow } from '../../../renderer/features/jobs/job-rows.ts';
import { mergeRows, rowsByNow } from '../../../renderer/features/jobs/use-job-history.ts';
import type { Job, JobStatus } from '../../../shared/job-state.ts';

const row = (id: string, acceptedAt: number, status: JobStatus = 'completed'): JobRow => ({
  id,
  tool: 'desk',
  command: 'greet',
  by: 'ui:full',
  args: {},
  status,
  acceptedAt,
  startedAt: acceptedAt,
  endedAt: null,
  ms: null,
  exitCode: null,
  signal: null,
  error: null,
  stdoutBytes: 0,
  stderrBytes: 0,
  truncated: false,
  attempt: 1,
  rerunOf: null,
});

it('a newer page goes before older ones, and counts for the jobs that are in both', () => {
  const rows = mergeRows([row('c', 3), row('b', 2, 'failed')], [row('b', 2, 'running'), row('a', 1)]);
  expect(rows.map(({ id, status }) => [id, status])).toEqual([
    ['c', 'completed'],
    ['b', 'failed'],
    ['a', 'completed'],
  ]);
});

it('older pages say of a job what the state says by now', () => {
  const { args: _, rerunOf: _of, ...ended } = row('a', 1, 'failed');
  const job: Job = { ...ended, cancelling: false, run: null, pid: null, changed: 9, ms: 40, endedAt: 41 };
  const rows = rowsByNow([row('b', 2), row('a', 1, 'running')], (id) => (id === 'a' ? job : undefined));
  expect(rows?.map(({ status, ms }) => [status, ms])).toEqual([
    ['completed', null],
    ['failed', 40],
  ]);
});

it('older pages with a job that ended unseen are not shown any longer', () => {
  expect(rowsByNow([row('b', 2), row('a', 1, 'running')], () => undefined)).toBeNull();
});
