import type { Agent } from '../../../shared/agent-state.ts';
import type { AppError } from '../../../shared/errors.ts';
import { type Table, tableEntries } from '../../../shared/table.ts';
import { act, asAppError } from '../../client/calls.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { openOn } from '../../stores/ui-store.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';

/**
 * Begins to load an agent, and opens its connection as soon as there is one: its phases, its download and its end are
 * seen there. Answers why there never was a connection; null when there is one.
 */
export async function loadAgent(ref: string, workDir: string): Promise<AppError | null> {
  const known = ownIds(workspaceStore.getState().state.agents, ref);
  const { promise: begun, resolve: begin } = Promise.withResolvers<string>();
  const stop = workspaceStore.subscribe(({ state }, before) => {
    if (state.agents === before.state.agents) return;
    for (const id of ownIds(state.agents, ref)) if (!known.has(id)) begin(id);
  });
  const ending = act('agent.load', { ref, options: workDir === '' ? {} : { workDir } }).then(
    ({ result }) => ({ result, error: null }),
    (thrown: unknown) => ({ result: null, error: asAppError(thrown) }),
  );
  const first = await Promise.race([begun, ending]);
  stop();
  if (typeof first !== 'string' && first.error !== null) return first.error;
  openOn('agents', typeof first === 'string' ? first : first.result.id);
  void ending.then(({ result, error }) => {
    if (result !== null) tell(`${result.key} is ready at ${result.endpoint}`);
    // One that was cancelled was told by that act; one that goes on for longer than acts are waited for, by its phases.
    else if (error.code !== 'DEADLINE' && error.code !== 'CANCELLED') tellFailure(`${ref} was not loaded`, error);
  });
  return null;
}

/** The connections of a reference that no component owns; it is written out in full in them. */
function ownIds(agents: Table<Agent>, ref: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [id, agent] of tableEntries(agents)) if (agent.component === null && agent.ref.includes(ref)) ids.add(id);
  return ids;
}
