import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Strip } from '../../../renderer/features/chrome/strip.tsx';
import { JobsSection } from '../../../renderer/features/overview/jobs-section.tsx';
import { uiStore } from '../../../renderer/stores/ui-store.ts';
import type { EndedStatus } from '../../../shared/job-state.ts';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  leave = connectPage(core);
});
afterEach(() => leave());

function accepted(id: string): string {
  core.append('job.accepted', `job:${id}`, { tool: 'desk', command: 'greet', argsBlob: null, by: 'ui:full' });
  return id;
}

function started(id: string): string {
  core.append('job.started', `job:${id}`, { runId: `run-${id}`, host: 'h', pid: 7, executable: '/bin/true' });
  return id;
}

function ended(id: string, status: EndedStatus): void {
  const outputs = { stdoutBytes: 0, stderrBytes: 0, truncated: false };
  core.append('job.ended', `job:${id}`, { status, exitCode: null, ms: 1, ...outputs, attempt: 1 });
}

function someJobs(): void {
  for (const id of ['r1', 'r2']) started(accepted(id));
  accepted('a1');
  core.append('job.queued', `job:${accepted('q1')}`, { ahead: 0 });
  ended(started(accepted('f1')), 'failed');
  ended(started(accepted('t1')), 'timed-out');
  ended(started(accepted('c1')), 'completed');
  ended(accepted('x1'), 'cancelled');
}

test('the strip counts jobs that run, wait and failed, and each count leads to them', async () => {
  someJobs();
  await show(core, <Strip />);
  const counts = { running: '2 jobs run', waiting: '2 jobs wait', failed: '2 jobs failed' };
  for (const [sort, words] of Object.entries(counts))
    expect(screen.getByTestId(`strip-jobs-${sort}`).textContent).toBe(words);
  fireEvent.click(screen.getByTestId('strip-jobs-failed'));
  expect(uiStore.getState()).toMatchObject({ view: 'jobs', filters: { jobs: 'status:failed,timed-out' } });
  fireEvent.click(screen.getByTestId('strip-jobs-waiting'));
  expect(uiStore.getState().filters.jobs).toBe('status:accepted,queued');
});

test('a workspace where no job runs, waits or failed says nothing of jobs', async () => {
  ended(started(accepted('c1')), 'completed');
  await show(
    core,
    <>
      <Strip />
      <JobsSection />
    </>,
  );
  expect(screen.queryByTestId('overview-jobs')).toBeNull();
  for (const sort of ['running', 'waiting', 'failed']) expect(screen.queryByTestId(`strip-jobs-${sort}`)).toBeNull();
});

test('the overview names what runs, says how many wait and failed, and opens each', async () => {
  someJobs();
  await show(core, <JobsSection />);
  const section = screen.getByTestId('overview-jobs');
  expect(section.textContent).toContain('2 running');
  expect(section.textContent).toContain('2 wait');
  fireEvent.click(screen.getByText('2 jobs failed'));
  expect(uiStore.getState()).toMatchObject({ view: 'jobs', filters: { jobs: 'status:failed,timed-out' } });
  const [newest] = screen.getAllByText('desk/greet');
  if (newest) fireEvent.click(newest);
  expect(uiStore.getState().selection.jobs).toMatch(/^job\/r[12]$/);
});
