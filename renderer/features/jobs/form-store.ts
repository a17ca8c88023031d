import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { openOn } from '../../stores/ui-store.ts';
import type { Given } from './argument-form.ts';
import type { JobFacts } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';

/** What the form of a command shall begin with. `nonce` differs each time, so that asking twice begins anew twice. */
export interface FormStart {
  readonly key: string;
  readonly args: Given;
  /** The job that it repeats. */
  readonly job: string;
  readonly nonce: number;
}

/** What the forms of jobs share: never stored, never with a secret value. */
const formStore = createStore<{ readonly start: FormStart | null }>(() => ({ start: null }));

let count = 0;

/** Opens the form of a job's command with its arguments filled in; what was hidden is to be typed again. */
export function changeAndRun({ job, hidden }: JobFacts): void {
  count += 1;
  const key = `${job.tool}/${job.command}`;
  const args = Object.fromEntries(Object.entries(job.args).filter(([name]) => !hidden.includes(name)));
  formStore.setState({ start: { key, args, job: job.id, nonce: count } });
  openOn('jobs', selectionText({ sort: 'command', key }));
}

/** What the form of this command shall begin with; null for its defaults. */
export function useFormStart(key: string): FormStart | null {
  return useStore(formStore, ({ start }) => (start?.key === key ? start : null));
}

/** The next form of the command begins with its defaults again. */
export function forgetFormStart(): void {
  formStore.setState({ start: null });
}
