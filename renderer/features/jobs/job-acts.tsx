import { useState } from 'react';
import { isEnded } from '../../../shared/job-state.ts';
import { actAndTell, asAppError, ask } from '../../client/calls.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { select } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { changeAndRun } from './form-store.ts';
import type { JobFacts, JobRow } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';

interface JobActsProps {
  readonly facts: JobFacts;
  /** The same job as the state knows it by now. */
  readonly job: JobRow;
}

/** What can be done with a job: stop it while it runs, run it again or compare it when it has ended. */
export function JobActs({ facts, job }: JobActsProps) {
  const { hidden } = facts;
  const whyOff = useWhyOff('job.rerun');
  const whyNot = hidden.length === 0 ? whyOff : `${hidden.join(', ')} must be given again: run it with changes`;

  async function again(): Promise<void> {
    const words = {
      done: `${job.tool}/${job.command} runs again`,
      failed: `${job.tool}/${job.command} was not run again`,
    };
    const result = await actAndTell('job.rerun', { jobId: job.id }, words);
    if (result) select('jobs', selectionText({ sort: 'job', id: result.jobId }));
  }

  return (
    <>
      {isEnded(job.status) ? (
        <>
          <Button disabledReason={whyNot} onClick={() => void again()} testId="job-rerun">
            Run again
          </Button>
          <Button onClick={() => changeAndRun(facts)} testId="job-change">
            With changes…
          </Button>
          <Button onClick={() => void compareWithBefore(job)} testId="job-compare">
            Compare with the one before
          </Button>
        </>
      ) : (
        <CancelButton job={job} />
      )}
    </>
  );
}

/** Asks once: what was begun is not taken up again. */
function CancelButton({ job }: { readonly job: JobRow }) {
  const [isAsked, setIsAsked] = useState(false);
  const whyOff = useWhyOff('job.cancel');
  const name = `${job.tool}/${job.command}`;

  async function cancel(): Promise<void> {
    setIsAsked(false);
    await actAndTell(
      'job.cancel',
      { jobId: job.id },
      { done: `${name} was asked to stop`, failed: `${name} was not cancelled` },
    );
  }

  return (
    <>
      <Button kind="danger" disabledReason={whyOff} onClick={() => setIsAsked(true)} testId="job-cancel">
        Cancel job
      </Button>
      <Confirm
        open={isAsked}
        title={`Stop ${name} before its end?`}
        confirmLabel="Stop it"
        danger
        onConfirm={() => void cancel()}
        onClose={() => setIsAsked(false)}
      >
        Its processes are asked to stop, and killed when they do not. What it did so far stays done.
      </Confirm>
    </>
  );
}

/** Opens a job beside the one of the same command that ran before it. */
async function compareWithBefore(job: JobRow): Promise<void> {
  try {
    const before = await runBefore(job);
    if (before) select('jobs', selectionText({ sort: 'compare', ids: [before.id, job.id] }));
    else tell(`No earlier run of ${job.tool}/${job.command} is known`);
  } catch (thrown) {
    tellFailure('The one before was not found', asAppError(thrown));
  }
}

/** The last run of the same command that had been asked for before a job and has ended; null without one. */
async function runBefore({ id, tool, command }: JobRow): Promise<JobRow | null> {
  let next: string | null | undefined;
  let isPast = false;
  while (next !== null) {
    const page = await ask('jobs', { tool, command, limit: 500, ...(next === undefined ? {} : { before: next }) });
    for (const job of page.jobs) {
      if (isPast && isEnded(job.status)) return job;
      isPast ||= job.id === id;
    }
    next = page.next;
  }
  return null;
}
