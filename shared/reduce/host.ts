import { EMPTY_STATE } from '../state.ts';
import type { Reducers } from './draft.ts';

const GAPS_SHOWN = 10;

type Types =
  | 'epoch.opened'
  | 'epoch.closed'
  | 'journal.gap'
  | 'journal.restored'
  | 'limit.hit'
  | 'workspace.changed'
  | 'action.requested'
  | 'action.ended'
  | 'notice.raised'
  | 'notice.cleared';

/** How facts about the host itself change the state: epochs, storage, acts, notices. */
export const hostReducers: Reducers<Types> = {
  'epoch.opened'(draft, event) {
    // Nothing runs because it ran before: what is live is observed anew.
    draft.reset(EMPTY_STATE);
    draft.setPart('workspace', event.body.durable.workspace);
  },
  'epoch.closed'() {},
  'journal.gap'(draft, event) {
    const { reason, detail } = event.body;
    const journal = draft.part('journal');
    const gaps = [...journal.gaps, { reason, at: event.at, detail: detail ?? null }].slice(-GAPS_SHOWN);
    draft.setPart('journal', { storage: reason === 'disk-full' ? 'memory' : journal.storage, gaps });
  },
  'journal.restored'(draft, event) {
    draft.setPart('journal', { ...draft.part('journal'), storage: event.body.storage });
  },
  'limit.hit'() {},
  'workspace.changed'(draft, event) {
    const workspace = draft.part('workspace');
    if (workspace) draft.setPart('workspace', { ...workspace, ...event.body });
  },
  'action.requested'() {},
  'action.ended'() {},
  'notice.raised'(draft, event) {
    draft.table('notices').put(event.subject.slice('notice:'.length), { ...event.body, at: event.at });
  },
  'notice.cleared'(draft, event) {
    draft.table('notices').drop(event.subject.slice('notice:'.length));
  },
};
