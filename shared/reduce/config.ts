import type { Reducers } from './draft.ts';

/** How facts about the workspace's own settings change the state. */
export const configReducers: Reducers<'config.reloaded' | 'config.refused'> = {
  'config.reloaded'(draft, event) {
    const { values, overrides, skipped, waiting } = event.body;
    draft.setPart('config', { values, overrides, skipped, error: null, ...(waiting ? { waiting } : {}) });
  },
  'config.refused'(draft, event) {
    draft.setPart('config', { ...draft.part('config'), error: event.body.error });
  },
};
