import type { Component, Run } from '../../../shared/component-state.ts';
import type { FieldChange } from '../../../shared/events/fields.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { type CrashFacts, crashedRun, crashFacts, differenceWords } from '../../words/crash-words.ts';
import { changeOf, withStart } from '../../words/start-words.ts';
import { lastHealthy } from './run-bars.ts';

/** What is known of a crash. */
export interface Crash {
  readonly facts: CrashFacts;
  /** Version of the descriptor of the last healthy run, where it is another one. */
  readonly healthyVersion: number | null;
  readonly crashedVersion: number | null;
  /** What it was started with otherwise than the last healthy run: folder, files, variables by name, definitions. */
  readonly changes: readonly FieldChange[];
}

const RUNS = 50;

/** Asks for what the card needs besides the state: the end of the error output and the runs before. */
export function useCrash(component: Component, last: Run | undefined): Crash {
  const { name, version } = component;
  const run = crashedRun(component, last);
  const runId = run ? component.run : null;
  const fresh = `${runId ?? ''} ${run?.endedAt ?? ''}`;
  const tail = useAnswer('run.tail', runId === null ? null : { runId }, runId ?? '', fresh);
  const answer = useAnswer('runs', { component: name, limit: RUNS }, name, fresh);
  const runs = answer.value?.runs ?? null;
  const started = useAnswer('run.differences', runId === null ? null : { component: name, runId }, runId ?? '', fresh);
  const changes = (started.value?.changes ?? []).map(changeOf);
  // A component that never got its process has the version that it would have had.
  const crashedVersion = run?.descriptorVersion ?? version;
  const number = run?.number ?? Number.POSITIVE_INFINITY;
  const healthy = runs === null ? undefined : lastHealthy(runs, number);
  const own = runs?.find(({ id }) => id === runId);
  const differs =
    runs === null
      ? 'not known yet'
      : own?.healthy === true
        ? 'nothing: this run itself was healthy before it ended'
        : differenceWords(
            crashedVersion,
            healthy ? { number: healthy.number, version: healthy.descriptorVersion } : null,
          );
  return {
    facts: crashFacts(component, run, {
      stderr: tail.value?.stderr ?? '',
      differs: withStart(differs, started.value),
      own: own ?? null,
    }),
    healthyVersion: healthy && healthy.descriptorVersion !== crashedVersion ? healthy.descriptorVersion : null,
    crashedVersion,
    changes,
  };
}
