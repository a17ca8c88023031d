import type { Envelope } from './envelope.ts';
import type { EventType } from './events/all.ts';
import { currentVersion } from './events/upcast.ts';
import { agentReducers } from './reduce/agent.ts';
import { batchReducers } from './reduce/batch.ts';
import { componentReducers } from './reduce/component.ts';
import { configReducers } from './reduce/config.ts';
import { definitionReducers, dropLeft } from './reduce/definition.ts';
import { type AnyReducer, openDraft, type Reducers } from './reduce/draft.ts';
import { hostReducers } from './reduce/host.ts';
import { jobReducers } from './reduce/job.ts';
import { problemReducers } from './reduce/problem.ts';
import { remoteReducers } from './reduce/remote.ts';
import { runReducers } from './reduce/run.ts';
import { watchReducers } from './reduce/watch.ts';
import type { State } from './state.ts';

const reducers: Reducers<EventType> = {
  ...hostReducers,
  ...watchReducers,
  ...batchReducers,
  ...configReducers,
  ...definitionReducers,
  ...componentReducers,
  ...runReducers,
  ...jobReducers,
  ...agentReducers,
  ...problemReducers,
  ...remoteReducers(fold),
};

/**
 * Folds a batch of events into the state: no clock, no chance, no input or output, so that the main process, the
 * renderer and a replay agree. An event at or below the state's position changes nothing; an unknown one only counts.
 */
export function fold(state: State, events: readonly Envelope[]): State {
  if (!events.some((event) => event.seq > state.seq)) return state;
  const draft = openDraft(state);
  for (const event of events) {
    if (event.seq <= draft.seq) continue;
    const reduce = Object.hasOwn(reducers, event.type) ? (reducers[event.type as EventType] as AnyReducer) : undefined;
    if (reduce && event.v <= currentVersion(event.type)) reduce(draft, event);
    else draft.count('unknownEvents', 1);
    draft.epoch = event.epoch;
    draft.seq = event.seq;
    draft.host = event.host;
    draft.mono = event.mono;
    dropLeft(draft, event.mono);
  }
  return draft.done();
}
