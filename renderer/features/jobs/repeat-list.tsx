import { X } from 'lucide-react';
import { actAndTell } from '../../client/calls.ts';
import { select } from '../../stores/ui-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import css from './inspector-parts.module.css';
import { argumentWords } from './job-look.ts';
import type { RepeatRow } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';
import { touchJobs } from './use-jobs-fresh.ts';

/** Jobs that run again by themselves, each with what it waits for and the way to end that. */
export function RepeatList({ repeats }: { readonly repeats: readonly RepeatRow[] }) {
  if (repeats.length === 0) return null;
  return (
    <ul className={css['repeats']} data-testid="repeats">
      {repeats.map((repeat) => (
        <Repeat key={repeat.id} repeat={repeat} />
      ))}
    </ul>
  );
}

function Repeat({ repeat }: { readonly repeat: RepeatRow }) {
  const { id, tool, command, args, after, createdAt, lastJob } = repeat;
  const given = argumentWords(args);

  async function remove(): Promise<void> {
    const words = { done: `${tool}/${command} runs by itself no more`, failed: `${tool}/${command} was not removed` };
    await actAndTell('job.unrepeat', { repeatId: id }, words);
    touchJobs();
  }

  return (
    <li className={css['repeatLine']}>
      <div className={css['repeatText']}>
        <p>
          {tool}/{command}, after {after.replace(':', ' ')}
        </p>
        <p className={css['soft']} title={given}>
          {given === '' ? '' : `${given}, `}since <Time at={createdAt} mode="full" />
          {lastJob === null ? ', has not run yet' : ', '}
          {lastJob === null ? null : (
            <button
              type="button"
              className={css['link']}
              onClick={() => select('jobs', selectionText({ sort: 'job', id: lastJob }))}
              data-testid="repeat-last"
            >
              its last run
            </button>
          )}
        </p>
      </div>
      <IconButton
        label={`Run ${tool}/${command} by itself no more`}
        onClick={() => void remove()}
        testId="repeat-remove"
      >
        <X />
      </IconButton>
    </li>
  );
}
