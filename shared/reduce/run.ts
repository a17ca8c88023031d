import { changeComponent } from './component.ts';
import type { Draft, Reducers } from './draft.ts';
import { setRunning } from './running.ts';

type Types =
  | 'run.started'
  | 'run.ended'
  | 'stop.stepped'
  | 'orphan.found'
  | 'orphan.resolved'
  | 'schedule.fired'
  | 'schedule.skipped';

/** How facts about processes change the state. */
export const runReducers: Reducers<Types> = {
  'run.started'(draft, event) {
    const id = event.subject.slice('run:'.length);
    const { component, number, pid, startTime, spawnHash, containment, descriptorVersion, adopted } = event.body;
    dropEnded(draft, component);
    draft.table('runs').put(id, {
      component,
      number,
      pid,
      startTime,
      spawnHash,
      containment,
      descriptorVersion,
      startedAt: event.at,
      endedAt: null,
      code: null,
      signal: null,
      words: null,
      afterMs: null,
      leftovers: 0,
      adopted: adopted ?? false,
    });
    changeComponent(draft, component, event.seq, { run: id, pid });
    setRunning(draft, component, descriptorVersion);
  },

  'run.ended'(draft, event) {
    const id = event.subject.slice('run:'.length);
    const run = draft.table('runs').get(id);
    if (!run) return;
    const { code, signal, words, afterMs, leftovers } = event.body;
    draft.table('runs').put(id, { ...run, endedAt: event.at, code, signal, words, afterMs, leftovers });
    const component = draft.table('components').get(run.component);
    if (component?.run !== id) return;
    changeComponent(draft, run.component, event.seq, { pid: null });
    setRunning(draft, run.component, null);
  },

  'stop.stepped'(draft, event) {
    const { component, rung, pids, graceMs } = event.body;
    changeComponent(draft, component, event.seq, { stop: { rung, pids, graceMs, since: event.at } });
  },

  'orphan.found'(draft, event) {
    const { pid, startTime, command, spawnHash, component, run } = event.body;
    const id = event.subject.slice('orphan:'.length);
    draft.table('orphans').put(id, { pid, startTime, command, spawnHash, component, run, foundAt: event.at });
  },

  'orphan.resolved'(draft, event) {
    draft.table('orphans').drop(event.subject.slice('orphan:'.length));
  },

  // What a schedule begins is told by its run.
  'schedule.fired'() {},
  'schedule.skipped'() {},
};

/** Of the ended runs only the last one of a component stays in the state; the rest is history. */
function dropEnded(draft: Draft, component: string): void {
  const last = draft.table('components').get(component)?.run;
  if (last && draft.table('runs').get(last)?.endedAt !== null) draft.table('runs').drop(last);
}
