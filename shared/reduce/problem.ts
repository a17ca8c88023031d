import type { Reducers } from './draft.ts';

type Types = 'problem.found' | 'problem.cleared';

/** How problems come and go. */
export const problemReducers: Reducers<Types> = {
  'problem.found'(draft, event) {
    const { problemId, ...problem } = event.body;
    draft.table('problems').put(problemId, { ...problem, at: event.at });
  },

  'problem.cleared'(draft, event) {
    draft.table('problems').drop(event.body.problemId);
  },
};
