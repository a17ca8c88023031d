import { useMemo, useState } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import type { Definition } from '../../../shared/state.ts';
import { actAndTell } from '../../client/calls.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectComponents, selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import css from './inspector-parts.module.css';
import type { JobRow } from './job-rows.ts';
import { RepeatList } from './repeat-list.tsx';
import { touchJobs } from './use-jobs-fresh.ts';
import { useRepeats } from './use-repeats.ts';

const componentNames = perBucket((bucket: Readonly<Record<string, Component>>) => Object.keys(bucket));
const definitionIds = perBucket((bucket: Readonly<Record<string, Definition>>) =>
  Object.entries(bucket).flatMap(([id, { kind }]) => (kind === 'components' ? [] : [id])),
);
/** Definitions that are offered. */
const OFFERED = 500;

interface RepeatSectionProps {
  readonly job: JobRow;
  readonly hidden: readonly string[];
}

/** After what a job runs again by itself: a test on each redeploy. */
export function RepeatSection({ job, hidden }: RepeatSectionProps) {
  const components = useWorkspace(selectComponents);
  const definitions = useWorkspace(selectDefinitions);
  const names = useMemo(() => componentNames(components).toSorted(), [components]);
  const ids = useMemo(() => definitionIds(definitions).toSorted().slice(0, OFFERED), [definitions]);
  const [chosen, setChosen] = useState('');
  const whyOff = useWhyOff('job.repeat');
  const answer = useRepeats();
  const own = (answer.value?.repeats ?? []).filter(({ tool, command }) => tool === job.tool && command === job.command);
  const offered = [...names.map((name) => `component:${name}`), ...ids.map((id) => `definition:${id}`)];
  // What was chosen may be gone by now; the list shows its first line then, and that is what is added.
  const after = offered.includes(chosen) ? chosen : (offered[0] ?? '');
  const why =
    hidden.length > 0 ? `${hidden.join(', ')} is not kept` : after === '' ? 'there is nothing to wait for' : whyOff;

  async function add(): Promise<void> {
    const words = { done: `It runs again after ${after.replace(':', ' ')}`, failed: 'It will not run again by itself' };
    await actAndTell('job.repeat', { jobId: job.id, after }, words);
    touchJobs();
  }

  return (
    <Section title="Run again by itself">
      {answer.error ? <ErrorNote error={answer.error} /> : null}
      <RepeatList repeats={own} />
      <div className={css['repeat']}>
        <label>
          After each redeploy of
          <select value={after} data-testid="repeat-after" onChange={(event) => setChosen(event.currentTarget.value)}>
            <optgroup label="Components">
              {names.map((name) => (
                <option key={name} value={`component:${name}`}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label="Definitions, when they are reloaded">
              {ids.map((id) => (
                <option key={id} value={`definition:${id}`}>
                  {id}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <Button disabledReason={why} onClick={() => void add()} testId="repeat-add">
          Add
        </Button>
      </div>
    </Section>
  );
}
