import type { BatchItem } from '../events/batch.ts';
import type { Definition } from '../state.ts';
import { noteRecent, putDefinition } from './definition.ts';
import type { Draft, Reducers } from './draft.ts';

type Types = 'batch.held' | 'batch.changed' | 'batch.applied' | 'batch.discarded';

/** How a waiting batch changes the state. */
export const batchReducers: Reducers<Types> = {
  'batch.held'(draft, event) {
    const { batchId, reason, git, items, restarts, unaffected } = event.body;
    draft.setPart('batch', {
      batchId,
      state: 'held',
      reason,
      git: git ?? null,
      since: event.at,
      items,
      restarts,
      unaffected,
    });
    for (const item of items) wait(draft, item, batchId);
    noteRecent(draft, event);
  },

  'batch.changed'(draft, event) {
    const batch = draft.part('batch');
    const { batchId, items, dropped, restarts, unaffected } = event.body;
    if (batch?.batchId !== batchId) return;
    const gone = new Set([...dropped, ...items.map((item) => item.definition)]);
    const kept = batch.items.filter((item) => !gone.has(item.definition));
    draft.setPart('batch', { ...batch, items: [...kept, ...items], restarts, unaffected });
    for (const item of items) wait(draft, item, batchId);
    for (const id of dropped) mark(draft, id, { batch: null });
  },

  'batch.applied'(draft, event) {
    const batch = draft.part('batch');
    if (batch?.batchId !== event.body.batchId) return;
    const applied = new Set(event.body.applied);
    const items = batch.items.filter((item) => !applied.has(item.definition));
    draft.setPart('batch', event.body.leftCount > 0 ? { ...batch, items } : null);
    for (const id of applied) mark(draft, id, { batch: null });
    if (event.body.leftCount === 0) release(draft, items, null);
    noteRecent(draft, event);
  },

  'batch.discarded'(draft, event) {
    const batch = draft.part('batch');
    if (batch?.batchId !== event.body.batchId) return;
    draft.setPart('batch', null);
    release(draft, batch.items, event.body.why === 'asked' ? 'discarded' : null);
    noteRecent(draft, event);
  },
};

function release(draft: Draft, items: readonly BatchItem[], left: Definition['left']): void {
  for (const item of items) mark(draft, item.definition, { batch: null, ...(item.outcome === 'ok' ? { left } : {}) });
}

/**
 * A definition that waits is not settling any more: what is loaded serves, and the facet says that a change waits. A
 * file that does not load waits too, but its refusal follows and ends the settling.
 */
function wait(draft: Draft, { definition: id, outcome }: BatchItem, batch: string): void {
  const definition = draft.table('definitions').get(id);
  if (!definition) return;
  const isSettled = definition.state === 'settling' && definition.loaded !== null && outcome === 'ok';
  const state = !isSettled ? definition.state : definition.claims.length > 1 ? 'conflicted' : 'ok';
  putDefinition(draft, id, { ...definition, state, error: state === 'ok' ? null : definition.error, batch });
}

function mark(draft: Draft, id: string, change: Partial<Definition>): void {
  const definition = draft.table('definitions').get(id);
  if (definition) putDefinition(draft, id, { ...definition, ...change });
}
